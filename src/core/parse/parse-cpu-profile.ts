import type { Failure } from '../model/failure';
import { NO_STACK, type LineTable, type Profile, type SampleTable } from '../model/profile';
import { fail, succeed, type Result } from '../model/result';
import { fileOfUrl, isAgentUrl, kindIndex, type ParseContext } from './parse-context';
import { FrameCollector, StackCollector } from './profile-builder';
import {
  invalidCapture,
  isNumberArray,
  isObject,
  numberOr,
  readJsonObject,
  textOr,
  toolOf,
  type JsonObject,
} from './read-json';

const FORMAT = 'cpuprofile';

/** Node ids and links of a file, looked at once, with the place of the first thing wrong. */
interface Tree {
  ids: Float64Array;
  /** Row of the parent; -1 for the root. */
  parents: Int32Array;
  /** Rows in an order in which parents stand before children. */
  order: Int32Array;
  rowOfId: ReadonlyMap<number, number>;
  nodes: readonly JsonObject[];
}

/**
 * Reads a .cpuprofile of V8 (DevTools, `node --cpu-prof`, the agent). A sample lasts until the next one, the last until
 * the end of the profile; idle samples stay on the timeline with no CPU. Lines become 1-based, microseconds milliseconds.
 */
export function parseCpuProfile(text: string, context: ParseContext): Result<Profile, Failure> {
  const read = readJsonObject(text, FORMAT);
  return read.ok ? buildCpuProfile(read.value, context) : read;
}

/** Numbers of a file, parsed from text or, where the file is long, from bytes. */
type NumberList = readonly number[] | Float64Array;

/** The profile of an object of the file's shape, as parseCpuProfile gives it; `samples` and `timeDeltas` may be columns. */
export function buildCpuProfile(file: JsonObject, context: ParseContext): Result<Profile, Failure> {
  const tree = readTree(file['nodes']);
  if (!tree.ok) return tree;
  const { samples, timeDeltas } = file;
  if (!isNumberList(samples)) return fail(invalidCapture(FORMAT, 'no samples', 'samples'));
  if (!isNumberList(timeDeltas) || timeDeltas.length !== samples.length) {
    return fail(
      invalidCapture(FORMAT, 'timeDeltas do not go with the samples one by one', 'timeDeltas'),
    );
  }
  const unknown = samples.findIndex((id) => !tree.value.rowOfId.has(id));
  if (unknown >= 0) {
    return fail(
      invalidCapture(FORMAT, 'a sample of a node that is not there', `samples[${unknown}]`),
    );
  }

  const notes: string[] = [];
  const frames = new FrameCollector(context.ownFolders);
  const stacks = new StackCollector();
  const { stackOfRow, frameOfRow } = buildStacks(tree.value, frames, stacks);
  const startUs = numberOr(file['startTime'], 0);
  const endUs = numberOr(file['endTime'], startUs);
  const timed = orderByTime(timeDeltas, startUs, endUs, notes);
  const frameTable = frames.build();
  const idle = kindIndex('idle');
  const rows: number[] = [];
  const selfMs = new Float64Array(tree.value.ids.length);
  for (let at = 0; at < samples.length; at += 1) {
    const sample = timed.order[at]!;
    const row = tree.value.rowOfId.get(samples[sample]!)!;
    // The root itself and the agent's own frames are no part of the target.
    if (frameOfRow[row]! < 0 || stackOfRow[row] === NO_STACK) continue;
    rows.push(at);
    if (frameTable.kind[frameOfRow[row]!] !== idle) selfMs[row]! += timed.durationMs[at]!;
  }
  const table: SampleTable & { values: Float64Array[] } = {
    length: rows.length,
    stack: new Int32Array(rows.length),
    time: new Float64Array(rows.length),
    values: [new Float64Array(rows.length)],
  };
  rows.forEach((at, index) => {
    const row = tree.value.rowOfId.get(samples[timed.order[at]!]!)!;
    table.stack[index] = stackOfRow[row]!;
    table.time![index] = timed.timeMs[at]!;
    const isIdle = frameTable.kind[frameOfRow[row]!] === idle;
    table.values[0]![index] = isIdle ? 0 : timed.durationMs[at]!;
  });
  return succeed({
    source: { format: FORMAT, tool: toolOf(file) },
    valueTypes: [{ name: 'cpu', unit: 'ms' }],
    frames: frameTable,
    stacks: stacks.build(),
    threads: [
      {
        pid: context.pid,
        tid: context.tid,
        name: context.threadName,
        processName: context.processName,
        samples: table,
      },
    ],
    lines: buildLines(tree.value.nodes, frameOfRow, selfMs),
    durationMs: Math.max(0, endUs - startUs) / 1000,
    startMs: startUs / 1000,
    notes,
  });
}

function isNumberList(value: unknown): value is NumberList {
  return value instanceof Float64Array ? value.every(Number.isFinite) : isNumberArray(value);
}

function readTree(nodes: unknown): Result<Tree, Failure> {
  if (!Array.isArray(nodes) || nodes.length === 0) {
    return fail(invalidCapture(FORMAT, 'no nodes', 'nodes'));
  }
  const length = nodes.length;
  const ids = new Float64Array(length);
  const rowOfId = new Map<number, number>();
  for (let row = 0; row < length; row += 1) {
    const node: unknown = nodes[row];
    if (!isObject(node) || !isObject(node['callFrame']) || typeof node['id'] !== 'number') {
      return fail(invalidCapture(FORMAT, 'a node without id or callFrame', `nodes[${row}]`));
    }
    ids[row] = node['id'];
    rowOfId.set(node['id'], row);
  }
  const typed = nodes as JsonObject[];
  const parents = new Int32Array(length).fill(-1);
  typed.forEach((node, row) => {
    // Older V8 links by children, newer exporters by parent.
    if (typeof node['parent'] === 'number') parents[row] = rowOfId.get(node['parent']) ?? -1;
    if (!Array.isArray(node['children'])) return;
    for (const id of node['children']) {
      const child = rowOfId.get(id as number);
      if (child !== undefined) parents[child] = row;
    }
  });
  const order = orderParentsFirst(parents);
  return order === null
    ? fail(invalidCapture(FORMAT, 'the nodes form a circle', 'nodes'))
    : succeed({ ids, parents, order, rowOfId, nodes: typed });
}

/** Rows in an order in which parents stand first; null where links form a circle. */
export function orderParentsFirst(parents: Int32Array): Int32Array | null {
  const length = parents.length;
  const firstChild = new Int32Array(length).fill(-1);
  const nextSibling = new Int32Array(length).fill(-1);
  const order = new Int32Array(length);
  let count = 0;
  for (let row = length - 1; row >= 0; row -= 1) {
    const parent = parents[row]!;
    if (parent < 0) continue;
    nextSibling[row] = firstChild[parent]!;
    firstChild[parent] = row;
  }
  for (let row = 0; row < length; row += 1) {
    if (parents[row]! < 0) order[count++] = row;
  }
  for (let at = 0; at < count; at += 1) {
    for (let child = firstChild[order[at]!]!; child >= 0; child = nextSibling[child]!) {
      order[count++] = child;
    }
  }
  return count === length ? order : null;
}

/** Stack and frame of each node; the root has none, and a frame of the agent (frame -1) takes its caller's stack. */
function buildStacks(
  tree: Tree,
  frames: FrameCollector,
  stacks: StackCollector,
): { stackOfRow: Int32Array; frameOfRow: Int32Array } {
  const stackOfRow = new Int32Array(tree.ids.length).fill(NO_STACK);
  const frameOfRow = new Int32Array(tree.ids.length).fill(-1);
  for (const row of tree.order) {
    const parent = tree.parents[row]!;
    const callFrame = tree.nodes[row]!['callFrame'] as JsonObject;
    const url = textOr(callFrame['url'], '');
    const name = textOr(callFrame['functionName'], '');
    const above = parent < 0 ? NO_STACK : stackOfRow[parent]!;
    if ((parent < 0 && name === '(root)') || isAgentUrl(url)) {
      stackOfRow[row] = above;
      continue;
    }
    const frame = frames.add(
      name,
      fileOfUrl(url),
      Math.max(0, numberOr(callFrame['lineNumber'], -1) + 1),
      Math.max(0, numberOr(callFrame['columnNumber'], -1) + 1),
    );
    frameOfRow[row] = frame;
    stackOfRow[row] = stacks.add(frame, above);
  }
  return { stackOfRow, frameOfRow };
}

/** Moments and durations by sample, ascending in time: V8 writes samples of interrupted code out of order now and then. */
function orderByTime(
  deltas: NumberList,
  startUs: number,
  endUs: number,
  notes: string[],
): { order: Uint32Array; timeMs: Float64Array; durationMs: Float64Array } {
  const moments = new Float64Array(deltas.length);
  let moment = 0;
  let backward = 0;
  deltas.forEach((delta, index) => {
    if (delta < 0) backward += 1;
    moment += delta;
    moments[index] = moment;
  });
  const order = Uint32Array.from(moments, (_, index) => index);
  if (backward > 0) {
    order.sort((a, b) => moments[a]! - moments[b]! || a - b);
    notes.push(`${backward} of ${deltas.length} samples were out of order and were put in order.`);
  }
  const timeMs = Float64Array.from(order, (index) => moments[index]! / 1000);
  const durationMs = timeMs.map((time, at) => {
    const next = at + 1 < timeMs.length ? timeMs[at + 1]! : (endUs - startUs) / 1000;
    return Math.max(0, next - time);
  });
  return { order, timeMs, durationMs };
}

/** Each node's self time, dealt out over its lines by V8's ticks. */
function buildLines(
  nodes: readonly JsonObject[],
  frameOfRow: Int32Array,
  selfMs: Float64Array,
): LineTable | null {
  const sums = new Map<string, { frame: number; line: number; value: number }>();
  nodes.forEach((node, row) => {
    const ticks = node['positionTicks'];
    const frame = frameOfRow[row]!;
    if (!Array.isArray(ticks) || frame < 0 || selfMs[row] === 0) return;
    const valid = ticks.filter(isObject).map((tick) => ({
      line: numberOr(tick['line'], 0),
      ticks: Math.max(0, numberOr(tick['ticks'], 0)),
    }));
    const all = valid.reduce((sum, tick) => sum + tick.ticks, 0);
    if (all === 0) return;
    for (const { line, ticks: count } of valid) {
      const key = `${frame}:${line}`;
      const sum = sums.get(key) ?? { frame, line, value: 0 };
      sum.value += (selfMs[row]! * count) / all;
      sums.set(key, sum);
    }
  });
  if (sums.size === 0) return null;
  const rows = [...sums.values()].sort((a, b) => a.frame - b.frame || a.line - b.line);
  return {
    length: rows.length,
    frame: Int32Array.from(rows, (row) => row.frame),
    line: Int32Array.from(rows, (row) => row.line),
    value: Float64Array.from(rows, (row) => row.value),
  };
}
