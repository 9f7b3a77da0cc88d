import type { Failure } from '../model/failure';
import type { Profile, ValueType } from '../model/profile';
import { NO_STACK } from '../model/profile';
import { succeed, type Result } from '../model/result';
import { readIndex, readPythonLog, unescape, type PythonLog } from './python-log';
import { StackBuilder } from './stack-builder';

/** Below this share of the process's CPU time, time without a stack is not worth a remark. */
const UNSEEN_SHARE = 0.02;

/** CPU samples, sampled allocations or sync stacks of one Python process. Never throws; see readPythonLog for failures. */
export function parsePythonSamples(text: string): Result<Profile, Failure> {
  const read = readPythonLog(text);
  if (!read.ok) return read;
  const log = read.value;
  const builder = new StackBuilder();
  const frames = log.frames.map((frame) => builder.frame(frame));
  const pid = readIndex(log.facts.get('pid'), 2 ** 31) ?? 0;
  const processName = log.facts.get('process') ?? 'python';
  const types: (ValueType & { scale: number })[] = [];
  const stacks: number[] = [];
  const threads: { pid: number; tid: number; name: string; processName: string }[] = [];
  const sums: number[] = [];
  let skipped = 0;
  let sampled = false;
  for (const fields of log.records) {
    // Values are named before the first sample; one named later has no column in those before it.
    if (fields[0] === 'V' && !sampled) {
      types.push(valueTypeOf(fields[1]!, fields[2]!));
      sums.push(0);
    } else if (fields[0] === 'S') {
      const frame = readIndex(fields[2], frames.length);
      const parent =
        fields[1] === '-1' ? NO_STACK : stacks[readIndex(fields[1], stacks.length) ?? -1];
      // A place is kept for every stack, so that later ids stay right.
      stacks.push(
        frame === null || parent === undefined ? NO_STACK : builder.stack(parent, frames[frame]!),
      );
      if (frame === null || parent === undefined) skipped += 1;
    } else if (fields[0] === 'T') {
      // Numbers of threads are unknown on some systems; they still have to differ.
      const tid = readIndex(fields[1], 2 ** 31) ?? 0;
      threads.push({
        pid,
        tid: tid === 0 ? -1 - threads.length : tid,
        name: unescape(fields[2]!),
        processName,
      });
    } else if (fields[0] === 'R') {
      sampled = true;
      const thread = threads[readIndex(fields[1], threads.length) ?? -1];
      const stack =
        fields[2] === '-1' ? NO_STACK : stacks[readIndex(fields[2], stacks.length) ?? -1];
      const time = Number(fields[3]) / 1e6;
      const values = types.map((type, column) => Number(fields[5 + column]) / type.scale);
      if (
        thread === undefined ||
        stack === undefined ||
        ![time, ...values].every((one) => one >= 0 && one < Infinity)
      ) {
        skipped += 1;
        continue;
      }
      for (const [column, value] of values.entries()) sums[column]! += value;
      builder.sample(thread, stack, time, values);
    } else if (fields[0] === 'L') {
      const frame = readIndex(fields[1], frames.length);
      const line = readIndex(fields[2], 2 ** 31);
      const value = Number(fields[3]) / (types[0]?.scale ?? 1);
      if (frame !== null && line !== null && value >= 0) builder.line(frames[frame]!, line, value);
    }
  }
  if (skipped > 0) log.notes.push(`${skipped} samples named stacks that the log does not hold.`);
  addRest(log, builder, sums, threads[0] ?? { pid, tid: pid, name: 'main', processName });
  log.notes.push(...describeLimits(log, sums));
  return succeed(
    builder.finish(
      { format: 'python-samples', tool: `Python ${log.facts.get('python') ?? ''}`.trim() },
      types.map(({ name, unit }) => ({ name, unit })),
      log.notes,
    ),
  );
}

function valueTypeOf(name: string, unit: string): ValueType & { scale: number } {
  if (unit === 'ns') return { name, unit: 'ms', scale: 1e6 };
  return { name, unit: unit === 'bytes' ? 'bytes' : 'count', scale: 1 };
}

/** Totals of allocations are exact: what came after the last sample has a row of its own. */
function addRest(
  log: PythonLog,
  builder: StackBuilder,
  sums: readonly number[],
  thread: { pid: number; tid: number; name: string; processName: string },
): void {
  const bytes = Number(log.facts.get('allocated')) - (sums[0] ?? 0);
  const objects = Number(log.facts.get('objects')) - (sums[1] ?? 0);
  if (!(bytes > 0 && bytes < Infinity) || !(objects >= 0 && objects < Infinity)) return;
  if (sums.length !== 2) return;
  const frame = builder.frame({
    name: '(after the last sample)',
    file: null,
    line: 0,
    kind: 'synthetic',
  });
  builder.sample(thread, builder.stack(NO_STACK, frame), log.end?.durationMs ?? 0, [
    bytes,
    objects,
  ]);
}

function describeLimits(log: PythonLog, sums: readonly number[]): string[] {
  const notes: string[] = [];
  const pid = log.facts.get('pid') ?? '';
  const unseen = Number(log.facts.get('unseen') ?? 0) / 1e6;
  const cpu = sums[0] ?? 0;
  if (log.mode === 'cpu' && unseen > 10 && unseen > UNSEEN_SHARE * (cpu + unseen)) {
    notes.push(
      `Process ${pid} spent ${unseen.toFixed(0)} ms of CPU time outside of Python's threads (native libraries, its end); they have no stack.`,
    );
  }
  if (log.mode === 'cpu' && log.facts.get('clock') === 'process') {
    notes.push('CPU time is divided evenly among threads: this system tells only the process’s.');
  }
  if (log.mode === 'alloc') {
    notes.push(
      'Counts what Python’s allocators hand out, garbage included; not memory that C extensions take from malloc, nor objects reused from free lists.',
    );
  }
  return notes;
}
