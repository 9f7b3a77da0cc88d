/** The numbers of one build at one size: medians of the time pass, counts of the others. */
import type { Instrument } from '../../model/instrument';
import type { BuildNumbers } from '../../model/answers';
import type { LoadedSize } from '../../model/loaded';
import type { Profile } from '../../model/profile';
import type { TimeRun } from '../../model/recording';
import { SYNC_CALLS } from '../../model/syscalls';
import { countOutside } from './count-outside';
import type { SyscallTrace } from '../../model/syscalls';
import { describeRuns, queueMsOf } from '../statistics/describe-runs';
import { estimateMedian } from '../statistics/estimate-median';
import { formatCount } from '../format-figure';
import { columnOf } from '../tree/call-tree';

/** Measured runs that ended well: warm-ups and failed runs say nothing of the time. */
export function measuredRuns(size: LoadedSize): TimeRun[] {
  return size.record.runs.filter((run) => !run.warmUp && run.exitCode === 0);
}

/** Wall times of the measured runs, in ms. */
export function wallTimes(size: LoadedSize): number[] {
  return measuredRuns(size).map((run) => run.wallMs);
}

/** CPU times of the measured runs, in ms; empty where the system could not tell. */
export function cpuTimes(size: LoadedSize): number[] {
  return measuredRuns(size).flatMap((run) => (run.cpuMs === null ? [] : [run.cpuMs]));
}

/**
 * Times in which the measured runs waited by themselves, in ms: wall less CPU, less the time for which they were ready but had
 * no processor, where the system tells it; at least 0. A busy machine makes a program late, not idle.
 */
export function waitTimes(size: LoadedSize): number[] {
  return measuredRuns(size).flatMap((run) =>
    run.cpuMs === null ? [] : [Math.max(0, run.wallMs - run.cpuMs - (queueMsOf(run) ?? 0))],
  );
}

/** Wall times less the time without a processor, in ms; empty unless the system tells it of every run. */
export function undisturbedTimes(size: LoadedSize): number[] {
  const runs = measuredRuns(size);
  const times = runs.flatMap((run) => {
    const queue = queueMsOf(run);
    return queue === null ? [] : [run.wallMs - queue];
  });
  return times.length === runs.length ? times : [];
}

/** Highest resident sizes of the measured runs. */
export function peakSizes(size: LoadedSize): number[] {
  return measuredRuns(size).flatMap((run) => (run.peakRssBytes === null ? [] : [run.peakRssBytes]));
}

/** Sum of one value column, idle included; null where there is no profile or column. */
export function sumColumn(profile: Profile | null, name: string): number | null {
  if (profile === null) return null;
  const column = columnOf(profile, name);
  if (column < 0) return null;
  let sum = 0;
  for (const { samples } of profile.threads)
    for (const value of samples.values[column]!) sum += value;
  return sum;
}

/** Number and time of the calls that wait for the disk. */
export interface SyncSummary {
  count: number;
  totalMs: number;
}

/** Syncs of a trace; null where no sync call was traced at all. */
export function summariseSyncs(trace: SyscallTrace | null): SyncSummary | null {
  if (trace === null) return null;
  const isSync = (name: string) => (SYNC_CALLS as readonly string[]).includes(name);
  if (!trace.traced.some(isSync) && !trace.names.some(isSync)) return null;
  const wanted = trace.names.map(isSync);
  let count = 0;
  let totalMs = 0;
  const { events } = trace;
  for (let row = 0; row < events.length; row += 1) {
    if (!wanted[events.name[row]!]) continue;
    count += 1;
    const duration = events.duration[row]!;
    if (Number.isFinite(duration)) totalMs += duration;
  }
  return { count, totalMs };
}

/**
 * Syncs of a size by the best source there is: the trace, else the hook that took their stacks. A run that did not come to
 * its end has none: its count would be too low.
 */
export function syncsOf(size: LoadedSize): SyncSummary | null {
  const traced = summariseSyncs(size.syscalls);
  if (traced !== null) return traced;
  if (isCut(size, 'stacks')) return null;
  const count = sumColumn(size.syncStacks, 'syncs');
  return count === null ? null : { count, totalMs: sumColumn(size.syncStacks, 'sync-time') ?? 0 };
}

/** The pass was made and broke off: what it has is a part. */
function isCut(size: LoadedSize, instrument: Instrument): boolean {
  const pass = size.record.passes.find(({ ledger }) => ledger.instrument === instrument);
  return pass !== undefined && pass.failure !== null;
}

/** All calls counted; null without that pass. */
export function sumCalls(size: LoadedSize): number | null {
  return size.calls === null ? null : size.calls.calls.reduce((sum, each) => sum + each, 0);
}

/** The numbers of one size; null for a size that the build does not have. `label` names the build in notes on its runs. */
export function measureSize(size: LoadedSize | null, label?: string): BuildNumbers {
  if (size === null) {
    return {
      wallMs: null,
      cpuMs: null,
      peakRssBytes: null,
      syncs: null,
      syncsPerOperation: null,
      allocatedBytes: null,
      allocatedBytesPerOperation: null,
      calls: null,
      callsPerOperation: null,
    };
  }
  const operations = size.record.operations > 0 ? size.record.operations : 1;
  const perOperation = (value: number | null) => (value === null ? null : value / operations);
  const syncs = syncsOf(size)?.count ?? null;
  const outside = countOutside(size.syscalls);
  const allocated = isCut(size, 'alloc') ? null : sumColumn(size.alloc, 'allocated');
  const calls = sumCalls(size);
  const undisturbed = undisturbedTimes(size);
  const who = `${label ?? 'The build'} at n = ${formatCount(size.record.n)}`;
  const notes = describeRuns(measuredRuns(size), who);
  return {
    wallMs: estimateMedian(wallTimes(size)),
    cpuMs: estimateMedian(cpuTimes(size)),
    peakRssBytes: estimateMedian(peakSizes(size)),
    syncs,
    syncsPerOperation: perOperation(syncs),
    allocatedBytes: allocated,
    allocatedBytesPerOperation: perOperation(allocated),
    calls,
    callsPerOperation: perOperation(calls),
    ...(outside === null
      ? {}
      : { connections: outside.connections, childStarts: outside.childStarts }),
    ...(undisturbed.length === 0 ? {} : { undisturbedMs: estimateMedian(undisturbed) }),
    ...(notes.length === 0 ? {} : { notes }),
  };
}
