import type { Failure } from '../model/failure';
import type { CallCounts } from '../model/profile';
import { succeed, type Result } from '../model/result';
import { readIndex, readPythonLog } from './python-log';
import { StackBuilder } from './stack-builder';

/** Exact calls of one Python process, built-in functions included. Never throws; see readPythonLog for failures. */
export function parsePythonCalls(text: string): Result<CallCounts, Failure> {
  const read = readPythonLog(text);
  if (!read.ok) return read;
  const log = read.value;
  const latest = new Map<number, number>();
  for (const fields of log.records) {
    if (fields[0] !== 'C') continue;
    const id = readIndex(fields[1], log.frames.length);
    const calls = readIndex(fields[2], Number.MAX_SAFE_INTEGER);
    if (id !== null && calls !== null) latest.set(id, calls);
  }
  // Only functions that were called have a row; those made anew at each call of another share one.
  const builder = new StackBuilder();
  const calls: number[] = [];
  for (const [id, count] of latest) {
    const frame = builder.frame(log.frames[id]!);
    calls[frame] = (calls[frame] ?? 0) + count;
  }
  return succeed({ frames: builder.frames(), calls: Float64Array.from(calls), notes: log.notes });
}
