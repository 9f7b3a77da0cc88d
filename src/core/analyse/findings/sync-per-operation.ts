/** Each operation waits for the disk, where the reference's does not. */
import type { Finding, FindingFrame } from '../../model/finding';
import type { LoadedSize } from '../../model/loaded';
import type { BuildView } from '../compare/build-view';
import { syncsOf } from '../compare/measure-size';
import type { SyncSummary } from '../compare/measure-size';
import type { ComparedView } from '../compare/compared-view';
import { formatCount, formatMs, formatShare, formatTimes } from '../format-figure';
import { fact, finiteOrNull, lastWhere, MOST_FRAMES, plural } from './rule';
import type { ComparisonRule, RecordingRule } from './rule';
import { listSyncCallers } from './sync-frames';
import { THRESHOLDS } from './thresholds';

const { syncs: bounds } = THRESHOLDS;

interface Measured {
  size: LoadedSize;
  operations: number;
  syncs: SyncSummary;
  /** Syncs that each further operation adds, or those of each operation where all sizes have as many. */
  rate: number;
  /** Whether the sizes differ in operations, so that the rate is what a further one adds. */
  isSlope: boolean;
}

/** Compares what each operation adds: a sync at start or close is in neither rate. */
export const syncPerOperation: ComparisonRule = (view) => {
  const ours = measure(view.candidate);
  const theirs = measure(view.reference);
  if (ours === null || theirs === null) return null;
  if (ours.rate < bounds.perOperation || ours.syncs.count < bounds.count) return null;
  if (ours.rate < bounds.ratio * theirs.rate || ours.rate - theirs.rate < bounds.perOperation) {
    return null;
  }
  const { label: reference } = view.reference;
  const finding = describe(view.candidate, ours, rankFrames(view, ours, theirs));
  return {
    ...finding,
    title: `Each operation of ${view.name} waits for the disk ${formatTimes(ours.rate)} in ${view.candidate.label}, ${theirs.rate < 0.05 ? 'never' : formatTimes(theirs.rate)} in ${reference}.`,
    headline: {
      ...finding.headline,
      caption: `syncs per operation, ${reference} ${formatCount(round(theirs.rate))}`,
    },
    evidence: [
      ...finding.evidence,
      fact(
        `${reference} makes ${plural(theirs.syncs.count, formatCount(theirs.syncs.count), 'sync')} in ${plural(theirs.operations, formatCount(theirs.operations), 'operation')} at n = ${formatCount(theirs.size.record.n)}.`,
        theirs.syncs.count / theirs.operations,
        'syncs/op',
        'syscalls',
      ),
    ],
  };
};

/** Without a reference a sync for each operation may be what was asked for: it is told, never called high. */
export const syncPerOperationAlone: RecordingRule = (view) => {
  const ours = measure(view);
  if (ours === null || ours.rate < bounds.perOperation || ours.syncs.count < bounds.count)
    return null;
  const frames = listSyncCallers(ours.size)
    .slice(0, MOST_FRAMES)
    .map((each) => ({ ...each.key, candidate: each.total / ours.operations, reference: null }));
  const finding = describe(view, ours, frames);
  return {
    ...finding,
    severity: finding.severity === 'high' ? 'medium' : 'low',
    confidence: 'medium',
  };
};

/** The largest size with syncs measured; the rate by least squares over the sizes where operations differ. */
function measure(view: BuildView): Measured | null {
  const points = view.sizes.flatMap((size) => {
    const syncs = syncsOf(size);
    const operations = size.record.operations > 0 ? size.record.operations : 1;
    return syncs === null ? [] : [{ size, operations, syncs }];
  });
  const largest = lastWhere(points, () => true);
  if (largest === null) return null;
  const meanX = points.reduce((sum, each) => sum + each.operations, 0) / points.length;
  const meanY = points.reduce((sum, each) => sum + each.syncs.count, 0) / points.length;
  let xx = 0;
  let xy = 0;
  for (const { operations, syncs } of points) {
    xx += (operations - meanX) ** 2;
    xy += (operations - meanX) * (syncs.count - meanY);
  }
  const rate = xx > 0 ? xy / xx : largest.syncs.count / largest.operations;
  return { ...largest, rate, isSlope: xx > 0 };
}

function describe(view: BuildView, measured: Measured, frames: FindingFrame[]): Finding {
  const { size, operations, syncs, rate, isSlope } = measured;
  const msPerOperation = syncs.totalMs / operations;
  const wallMs = size.record.passes.find((pass) => pass.ledger.instrument === 'syscalls')?.ledger
    .wallMs;
  // Threads may wait at the same time, so the sum of waits can exceed the run.
  const share = wallMs !== undefined && wallMs > 0 ? Math.min(1, syncs.totalMs / wallMs) : null;
  const isHigh =
    (share !== null && share >= bounds.highShare) || msPerOperation >= bounds.highMsPerOperation;
  const evidence = [
    fact(
      `${view.label} makes ${plural(syncs.count, formatCount(syncs.count), 'sync')} in ${plural(operations, formatCount(operations), 'operation')} at n = ${formatCount(size.record.n)}${isSlope ? `; each further operation adds ${formatCount(round(rate))}` : ''}.`,
      rate,
      'syncs/op',
      'syscalls',
    ),
  ];
  if (syncs.totalMs > 0) {
    const ofRun = share === null ? '' : `, ${formatShare(share)} of the traced run`;
    evidence.push(
      fact(
        `${view.label} waits ${formatMs(syncs.totalMs)} in syncs${ofRun}.`,
        syncs.totalMs,
        'ms',
        'syscalls',
      ),
    );
  }
  return {
    id: 'sync-per-operation',
    severity: isHigh ? 'high' : 'medium',
    confidence: 'high',
    workload: view.workload.record.name,
    title: `Each operation of ${view.workload.record.name} waits for the disk ${formatTimes(rate)} in ${view.label}.`,
    headline: { value: rate, unit: 'syncs/op', caption: 'syncs per operation' },
    evidence,
    frames,
    refutedBy:
      'A count of syncs that stays the same when the number of operations grows, or a promise to users that each operation is on the disk before it returns.',
    advice:
      'Sync once for many operations: at the commit of a batch, at a checkpoint, or at close, as the durability that was promised allows.',
  };
}

function rankFrames(view: ComparedView, ours: Measured, theirs: Measured): FindingFrame[] {
  const others = listSyncCallers(theirs.size);
  return listSyncCallers(ours.size)
    .slice(0, MOST_FRAMES)
    .map((each) => {
      const row = view.candidate.matrix.rows.findIndex(
        ({ key }) => key.function === each.key.function && key.file === each.key.file,
      );
      const partner = row < 0 ? null : (view.counterpartOf(row)?.key ?? null);
      const same = others.find(
        ({ key }) => key.function === partner?.function && key.file === partner.file,
      );
      const absent = partner === null ? null : 0;
      return {
        ...each.key,
        candidate: finiteOrNull(each.total / ours.operations),
        reference: same === undefined ? absent : same.total / theirs.operations,
      };
    });
}

function round(rate: number): number {
  return Math.round(rate * 100) / 100;
}
