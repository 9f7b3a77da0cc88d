/** What a file of another tool holds, in one sentence. Such a file has no runs of its own, so no times with intervals. */
import { countSamples } from '../../model/count-samples';
import { formatBytes } from '../../model/format-quantity';
import { formatCount, formatMs } from '../format-figure';
import type { LoadedRecording, LoadedSize } from '../../model/loaded';
import type { Profile } from '../../model/profile';
import { columnOf } from '../tree/call-tree';
import { sumCalls } from './measure-size';

/** Null for what was recorded here. */
export function sayImport({ recording, workloads }: LoadedRecording): string | null {
  const size = workloads[0]?.sizes[0];
  if (recording.imported === undefined || size === undefined) return null;
  const held = listHeld(size);
  const what = held.length === 0 ? 'nothing that could be read' : held.join(', ');
  return `${recording.name} holds ${what}.`;
}

/** Two files side by side: what each holds; null unless both are files. */
export function sayImportedPair(
  candidate: LoadedRecording,
  reference: LoadedRecording,
): string | null {
  const [ours, theirs] = [sayImport(candidate), sayImport(reference)];
  return ours === null || theirs === null ? null : `${ours} ${theirs}`;
}

function listHeld(size: LoadedSize): string[] {
  const held: string[] = [];
  if (size.cpu !== null) {
    const column = columnOf(size.cpu, 'cpu');
    const unit = size.cpu.valueTypes[column]?.unit;
    const { total, samples, threads } = sumUp(size.cpu, column);
    const across = `${formatCount(samples)} samples of ${formatCount(threads)} ${threads === 1 ? 'thread' : 'threads'}`;
    held.push(unit === 'ms' ? `${formatMs(total)} in ${across}` : across);
  }
  if (size.alloc !== null) {
    held.push(
      `${formatBytes(sumUp(size.alloc, columnOf(size.alloc, 'allocated')).total)} of memory`,
    );
  }
  const calls = sumCalls(size);
  if (calls !== null) held.push(`${formatCount(calls)} calls`);
  if (size.syscalls !== null) held.push(`${formatCount(size.syscalls.events.length)} system calls`);
  if (size.record.passes.some(({ ledger }) => ledger.instrument === 'heap')) {
    held.push('a heap snapshot');
  }
  return held;
}

function sumUp(
  profile: Profile,
  column: number,
): { total: number; samples: number; threads: number } {
  let total = 0;
  let samples = 0;
  for (const thread of profile.threads) {
    samples += countSamples(profile, thread);
    for (const value of thread.samples.values[column] ?? []) total += value;
  }
  return { total, samples, threads: profile.threads.length };
}
