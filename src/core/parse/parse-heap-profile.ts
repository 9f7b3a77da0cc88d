import type { Failure } from '../model/failure';
import { NO_STACK, type Profile } from '../model/profile';
import { fail, succeed, type Result } from '../model/result';
import { readBackingStores } from './parse-backing-stores';
import { isAgentUrl, type ParseContext } from './parse-context';
import { estimateMixedObjects, groupSamples, inferInterval } from './estimate-objects';
import { FrameCollector, StackCollector } from './profile-builder';
import {
  invalidCapture,
  isObject,
  numberOr,
  readJsonObject,
  textOr,
  toolOf,
  type JsonObject,
} from './read-json';
import { addV8Frame, takeEmbeddedMaps } from './v8-frame';

const FORMAT = 'heapprofile';
const DEFAULT_INTERVAL_BYTES = 32 * 1024;
/** Unlike the agent's hooks, it never calls back into the target. */
const AGENT_WORK = '/resources/agents/node/stack-tree.cjs';
const HOOKS = '/resources/agents/node/hook-buffers.cjs';

/**
 * Reads a .heapprofile of V8. `allocated` is V8's own estimate of the bytes; `objects` is estimated from the samples,
 * since the file holds no object sizes (see estimateMixedObjects). Backing stores of buffers, which the agent adds, count as bytes
 * and objects below the function that made them. One sample a stack: the format has no time.
 */
export function parseHeapProfile(text: string, context: ParseContext): Result<Profile, Failure> {
  const read = readJsonObject(text, FORMAT);
  if (!read.ok) return read;
  const file = read.value;
  const head = file['head'];
  if (!isObject(head)) return fail(invalidCapture(FORMAT, 'no head', 'head'));
  const stated = numberOr(file['samplingInterval'], 0);
  const inferred = stated > 0 ? stated : inferInterval(file['samples']);
  const interval = inferred ?? DEFAULT_INTERVAL_BYTES;
  const sizesOfNode = groupSamples(file['samples']);
  takeEmbeddedMaps(file, context);
  const frames = new FrameCollector(context.ownFolders);
  const stacks = new StackCollector();
  const bytesOfStack = new Map<number, { bytes: number; objects: number }>();
  const queue: { node: JsonObject; above: number; outermost: boolean }[] = [
    { node: head, above: NO_STACK, outermost: true },
  ];
  for (let at = 0; at < queue.length; at += 1) {
    const { node, above, outermost } = queue[at]!;
    const callFrame = node['callFrame'];
    if (!isObject(callFrame)) {
      return fail(
        invalidCapture(FORMAT, 'a node without callFrame', `node ${at} in breadth order`),
      );
    }
    const url = textOr(callFrame['url'], '');
    const name = textOr(callFrame['functionName'], '');
    // What the agent itself allocates, in functions of the run time too, is no part of the target.
    if (url.includes(AGENT_WORK)) continue;
    const left = (outermost && name === '(root)') || isAgentUrl(url);
    const stack = left ? above : stacks.add(addV8Frame(frames, callFrame, context), above);
    const bytes = Math.max(0, numberOr(node['selfSize'], 0));
    // V8 may put Buffer.alloc inside its hook: the wrapper is the target's all the same.
    if (bytes > 0 && stack !== NO_STACK && (!left || url.endsWith(HOOKS))) {
      const sum = bytesOfStack.get(stack) ?? { bytes: 0, objects: 0 };
      sum.bytes += bytes;
      const sizes = sizesOfNode.get(numberOr(node['id'], -1));
      sum.objects += estimateMixedObjects(bytes, sizes ?? new Map(), interval);
      bytesOfStack.set(stack, sum);
    }
    const children = node['children'];
    if (!Array.isArray(children)) continue;
    for (const child of children) {
      if (isObject(child)) queue.push({ node: child, above: stack, outermost: false });
    }
  }
  const hasStores = file['backingStores'] !== undefined;
  const notes = [
    'Allocations of functions that V8 inlined are charged to their callers.',
    inferred === null
      ? 'The file does not say how often was sampled: numbers of objects assume every 32768 bytes, V8’s default.'
      : `Sampled every ${interval} bytes on average: paths that allocate less than about ${interval * 10} bytes are uncertain.`,
    hasStores
      ? 'The contents of typed arrays and ArrayBuffers made by their constructors, and of buffers made by native code, are not counted.'
      : 'The contents of buffers and typed arrays lie outside the heap and are not counted.',
  ];
  if (hasStores) {
    const stores = readBackingStores(file['backingStores'], frames, stacks, context);
    if (!stores.ok) return stores;
    stores.value.stacks.forEach((stack, row) => {
      const sum = bytesOfStack.get(stack) ?? { bytes: 0, objects: 0 };
      sum.bytes += stores.value.bytes[row]!;
      sum.objects += stores.value.stores[row]!;
      bytesOfStack.set(stack, sum);
    });
    notes.push(...stores.value.notes);
  }
  notes.push(...(context.sources?.notes ?? []));
  const rows = [...bytesOfStack].sort(([a], [b]) => a - b);
  return succeed({
    source: { format: FORMAT, tool: toolOf(file) },
    valueTypes: [
      { name: 'allocated', unit: 'bytes' },
      { name: 'objects', unit: 'count' },
    ],
    frames: frames.build(),
    stacks: stacks.build(),
    threads: [
      {
        pid: context.pid,
        tid: context.tid,
        name: context.threadName,
        processName: context.processName,
        samples: {
          length: rows.length,
          stack: Int32Array.from(rows, ([stack]) => stack),
          time: null,
          values: [
            Float64Array.from(rows, ([, sum]) => sum.bytes),
            Float64Array.from(rows, ([, sum]) => sum.objects),
          ],
        },
      },
    ],
    lines: null,
    durationMs: null,
    notes,
  });
}
