import type { Failure } from '../model/failure';
import { NO_STACK, type Profile } from '../model/profile';
import { fail, succeed, type Result } from '../model/result';
import { kindIndex, type ParseContext } from './parse-context';
import { FrameCollector, StackCollector } from './profile-builder';
import {
  invalidCapture,
  isNumberArray,
  isObject,
  numberOr,
  readJsonObject,
  textOr,
  toolOf,
} from './read-json';
import { addV8Frame, takeEmbeddedMaps } from './v8-frame';

const FORMAT = 'sync-stacks';

/** Reads the agent's record of syncs: one sample a sync, its innermost frame the call itself, e.g. `fsync`. */
export function parseSyncStacks(text: string, context: ParseContext): Result<Profile, Failure> {
  const read = readJsonObject(text, FORMAT);
  if (!read.ok) return read;
  const { stacks: rawStacks, calls, stackOfCall, startMs, durationMs, truncated } = read.value;
  if (!Array.isArray(rawStacks)) return fail(invalidCapture(FORMAT, 'no stacks', 'stacks'));
  if (
    !Array.isArray(calls) ||
    !isNumberArray(stackOfCall) ||
    !isNumberArray(startMs) ||
    !Array.isArray(durationMs) ||
    new Set([calls.length, stackOfCall.length, startMs.length, durationMs.length]).size !== 1
  ) {
    return fail(invalidCapture(FORMAT, 'the columns of calls differ in length', 'calls'));
  }
  takeEmbeddedMaps(read.value, context);
  const frames = new FrameCollector(context.ownFolders);
  const stacks = new StackCollector();
  const stackIds: number[] = [];
  for (const [index, raw] of rawStacks.entries()) {
    if (!Array.isArray(raw)) {
      return fail(invalidCapture(FORMAT, 'a stack that is no list', `stacks[${index}]`));
    }
    let stack = NO_STACK;
    for (let at = raw.length - 1; at >= 0; at -= 1) {
      const site: unknown = raw[at];
      if (!isObject(site)) continue;
      const frame = addV8Frame(frames, site, context);
      stack = stacks.add(frame, stack);
    }
    stackIds.push(stack);
  }
  const order = startMs.map((_, index) => index).sort((a, b) => startMs[a]! - startMs[b]! || a - b);
  const zero = order.length === 0 ? 0 : startMs[order[0]!]!;
  const stack = new Int32Array(order.length);
  for (const [at, index] of order.entries()) {
    const above = stackIds[stackOfCall[index]!];
    if (above === undefined) {
      return fail(
        invalidCapture(FORMAT, 'a call of a stack that is not there', `stackOfCall[${index}]`),
      );
    }
    stack[at] = stacks.add(
      frames.add(textOr(calls[index], 'sync'), null, 0, 0, kindIndex('kernel')),
      above,
    );
  }
  const unanswered = order.filter((index) => durationMs[index] === null).length;
  const notes: string[] = [...(context.sources?.notes ?? [])];
  if (unanswered > 0)
    notes.push(`${unanswered} syncs were asked for but not answered before the end.`);
  const cut = numberOr(truncated, 0);
  if (cut > 0)
    notes.push(
      `${cut} syncs had deeper stacks than were kept; their outermost frames are missing.`,
    );
  const last = order.at(-1);
  return succeed({
    source: { format: FORMAT, tool: toolOf(read.value) },
    valueTypes: [
      { name: 'syncs', unit: 'count' },
      { name: 'sync-time', unit: 'ms' },
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
          length: order.length,
          stack,
          time: Float64Array.from(order, (index) => startMs[index]! - zero),
          values: [
            new Float64Array(order.length).fill(1),
            Float64Array.from(order, (index) => Math.max(0, numberOr(durationMs[index], 0))),
          ],
        },
      },
    ],
    lines: null,
    durationMs: last === undefined ? 0 : startMs[last]! - zero + numberOr(durationMs[last], 0),
    ...(order.length === 0 ? {} : { startMs: zero }),
    notes,
  });
}
