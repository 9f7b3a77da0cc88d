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
  const builder = new StackBuilder();
  const frames = log.frames.map((frame) => builder.frame(frame));
  const latest = new Map<number, number>();
  for (const fields of log.records) {
    if (fields[0] !== 'C') continue;
    const id = readIndex(fields[1], frames.length);
    const calls = readIndex(fields[2], Number.MAX_SAFE_INTEGER);
    if (id !== null && calls !== null) latest.set(id, calls);
  }
  const calls = new Map<number, number>();
  for (const [id, count] of latest) {
    // Functions made anew on each call of another have code objects of one name, file and line.
    calls.set(frames[id]!, (calls.get(frames[id]!) ?? 0) + count);
  }
  // Functions that were only named but never called have no row.
  const called = new StackBuilder();
  const all = builder.frames();
  const counts: number[] = [];
  for (const [frame, count] of calls) {
    const index = called.frame({
      name: all.name[frame]!,
      file: all.file[frame]!,
      line: all.line[frame]!,
      kind: log.frames[frames.indexOf(frame)]!.kind,
    });
    counts[index] = count;
  }
  return succeed({ frames: called.frames(), calls: Float64Array.from(counts), notes: log.notes });
}
