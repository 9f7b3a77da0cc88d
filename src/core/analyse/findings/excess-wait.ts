/** Waiting that is the program's own, apart from waiting for a processor on a busy machine. */
import { median } from 'simple-statistics';
import type { LoadedSize } from '../../model/loaded';
import { cpuTimes, measuredRuns, waitTimes } from '../compare/measure-size';

/**
 * Milliseconds that a run of the candidate waits beyond what its CPU time explains: the reference's wait for each millisecond of
 * CPU, measured in the same interleaved runs, is taken for the machine's. Null where CPU times are unknown. A reference that
 * waits by itself makes this too low, never too high.
 */
export function measureExcessWait(candidate: LoadedSize, reference: LoadedSize): number | null {
  const ours = waitTimes(candidate);
  const theirs = waitTimes(reference);
  if (ours.length === 0 || theirs.length === 0) return null;
  const theirCpu = median(cpuTimes(reference));
  const perCpuMs = theirCpu > 0 ? median(theirs) / theirCpu : 0;
  return median(ours) - perCpuMs * median(cpuTimes(candidate));
}

/** Median of the times that a run gave up its processor by itself; null where the system could not tell. */
export function medianSwitches(size: LoadedSize): number | null {
  const switches = measuredRuns(size).flatMap((run) =>
    run.voluntarySwitches === null ? [] : [run.voluntarySwitches],
  );
  return switches.length === 0 ? null : median(switches);
}
