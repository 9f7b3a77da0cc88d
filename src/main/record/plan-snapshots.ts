/** The heap pass of a run: its moments, and a warning of what they cost. */
import { parseByteSize, parseHeapMoment, type HeapPlan } from '../../core/model/heap-plan';
import type { SizeRecord } from '../../core/model/recording';
import { describeSnapshotCost } from '../capture/estimate-snapshot-cost';
import type { PassOptions } from '../capture/mechanism';
import type { SnapshotRequests } from '../capture/snapshot-requests';

/** Below this a snapshot is over within some seconds. */
const WORTH_A_WARNING_BYTES = 100e6;

/** A checked plan as the mechanism takes it. */
export function toHeapOptions(
  plan: HeapPlan | undefined,
  snapshots?: SnapshotRequests,
): Pick<PassOptions, 'heapAt' | 'heapLimitBytes' | 'snapshots'> {
  if (plan === undefined) return {};
  const limit = plan.limit === undefined ? null : parseByteSize(plan.limit);
  const at = plan.at.flatMap((text) => parseHeapMoment(text) ?? []);
  // Windows has no SIGUSR2.
  const onRequest = snapshots !== undefined && process.platform !== 'win32';
  const listens = at.some(({ kind }) => kind === 'signal');
  return {
    heapAt: onRequest && !listens ? [...at, { kind: 'signal' }] : at,
    ...(onRequest ? { snapshots } : {}),
    ...(limit === null ? {} : { heapLimitBytes: limit }),
  };
}

/**
 * What a snapshot may cost at most, from the memory that the runs without instruments took: the heap is a part of it. Null
 * where it is little or not known.
 */
export function warnOfSnapshots({ runs }: SizeRecord): string | null {
  const most = Math.max(0, ...runs.map(({ peakRssBytes }) => peakRssBytes ?? 0));
  if (most < WORTH_A_WARNING_BYTES) return null;
  return `A snapshot stops the target: ${describeSnapshotCost(most)} at most, if all of its memory is heap.`;
}
