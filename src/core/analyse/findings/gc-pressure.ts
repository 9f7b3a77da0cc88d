/** The garbage collector takes a large part of the CPU. */
import type { Finding } from '../../model/finding';
import type { BuildView } from '../compare/build-view';
import { formatCount, formatShare } from '../format-figure';
import { fact, lastWhere, MOST_FRAMES, frameOf } from './rule';
import type { ComparisonRule, RecordingRule } from './rule';
import { THRESHOLDS } from './thresholds';

const { collector } = THRESHOLDS;
/** Share of the sampled CPU time that the collector took, 0 to 1; null without a CPU pass. */
export function gcShare(view: BuildView, index: number): number | null {
  const whole = view.matrix.sizes[index]?.cpuMs;
  if (whole == null || whole <= 0) return null;
  let ms = 0;
  for (const row of view.matrix.rows) if (row.kind === 'gc') ms += row.costs[index]!.selfMs;
  return ms / whole;
}

/** Ten points above the reference. */
export const gcPressure: ComparisonRule = (view) => {
  const size = lastWhere(
    view.common,
    (each) =>
      gcShare(view.candidate, each.candidateIndex) !== null &&
      gcShare(view.reference, each.referenceIndex) !== null,
  );
  if (size === null) return null;
  const ours = gcShare(view.candidate, size.candidateIndex)!;
  const theirs = gcShare(view.reference, size.referenceIndex)!;
  if (ours < collector.share || ours - theirs < collector.points) return null;
  if (!isSteady(view.candidate, size.candidateIndex, collector.share)) return null;
  const [bytes, theirBytes] = [size.candidate.allocatedBytes, size.reference.allocatedBytes];
  // A pressure without more garbage is one stray collection in a short run.
  if (bytes !== null && theirBytes !== null && bytes < collector.bytesRatio * theirBytes)
    return null;
  const finding = describe(view.candidate, size.candidateIndex, ours);
  finding.headline.caption += `, ${view.reference.label} ${formatShare(theirs)}`;
  finding.evidence.push(
    fact(`In ${view.reference.label} it takes ${formatShare(theirs)}.`, theirs, 'share', 'cpu'),
  );
  return finding;
};

/** Without a reference: a quarter of the CPU. */
export const gcPressureAlone: RecordingRule = (view) => {
  const index = view.sizes.length - 1;
  const share = index < 0 ? null : gcShare(view, index);
  if (share === null || share < collector.shareAlone) return null;
  if (!isSteady(view, index, collector.shareAlone)) return null;
  return describe(view, index, share);
};

/** Enough time to be more than a few samples, and not at one size alone: the size before has at least half the share. */
function isSteady(view: BuildView, index: number, bound: number): boolean {
  const share = gcShare(view, index) ?? 0;
  if (share * (view.matrix.sizes[index]?.cpuMs ?? 0) < collector.ms) return false;
  const before = index > 0 ? gcShare(view, index - 1) : null;
  return before === null || before >= bound / 2;
}

function describe(view: BuildView, index: number, share: number): Finding {
  const size = view.matrix.sizes[index]!;
  const frames = [...view.matrix.rows]
    .filter((row) => row.costs[index]!.ownedBytes > 0)
    .sort((a, b) => b.costs[index]!.ownedBytes - a.costs[index]!.ownedBytes)
    .slice(0, MOST_FRAMES)
    .map((row) => frameOf(row, row.costs[index]!.ownedBytes / size.operations, null, 'bytes/op'));
  return {
    id: 'gc-pressure',
    severity: share >= collector.highShare ? 'high' : 'medium',
    confidence: 'medium',
    workload: view.workload.record.name,
    title: `The garbage collector takes ${formatShare(share)} of the CPU time of ${view.label} on ${view.workload.record.name}.`,
    headline: { value: share, unit: 'share', caption: 'of CPU time' },
    evidence: [
      fact(
        `At n = ${formatCount(size.n)} the collector takes ${formatShare(share)} of the sampled CPU time of ${view.label}.`,
        share,
        'share',
        'cpu',
      ),
    ],
    frames,
    refutedBy:
      'A CPU pass over a longer run in which the share falls, as it does when start-up made the garbage.',
    advice: 'Allocate less in the functions named here; their bytes are what is collected.',
  };
}
