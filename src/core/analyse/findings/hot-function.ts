/** One function holds a large part of the CPU: where to look first in a build without a reference. */
import { formatCount, formatMs, formatShare } from '../format-figure';
import { fact, frameOf, nameSeries } from './rule';
import type { RecordingRule } from './rule';
import { THRESHOLDS } from './thresholds';

const { hot, frames } = THRESHOLDS;

/** By own time together with the foreign code that the function called, at the largest size of the CPU pass. */
export const hotFunction: RecordingRule = (view) => {
  const index = view.matrix.sizes.findLastIndex((size) => size.cpuMs !== null);
  const size = view.matrix.sizes[index];
  if (size?.cpuMs == null || size.cpuMs < hot.runMs) return null;
  const ranked = view.matrix.rows
    .filter(({ kind }) => kind === 'own' || kind === 'library')
    .sort((a, b) => b.costs[index]!.ownedMs - a.costs[index]!.ownedMs)
    .slice(0, 4);
  const top = ranked[0];
  if (top === undefined) return null;
  const ms = top.costs[index]!.ownedMs;
  const share = ms / size.cpuMs;
  if (share < hot.share) return null;
  // A file of another tool has one workload and one size, which nobody named.
  const isFile = view.recording.recording.imported !== undefined;
  const at = isFile ? '' : ` at n = ${formatCount(size.n)}`;
  return {
    id: 'hot-function',
    severity: 'low',
    confidence: 'high',
    workload: view.workload.record.name,
    title: `${top.key.function} takes ${formatShare(share)} of the CPU time of ${view.label}${isFile ? '' : ` on ${view.workload.record.name}`}.`,
    headline: { value: share, unit: 'share', caption: `of CPU time${at}` },
    evidence: [
      fact(
        `${nameSeries(top)} takes ${formatMs(ms)} of ${formatMs(size.cpuMs)} sampled in ${view.label}${at}, with the built-in functions that it calls.`,
        share,
        'share',
        'cpu',
      ),
    ],
    frames: ranked
      .filter((row) => row.costs[index]!.ownedMs > frames.hot * size.cpuMs!)
      .map((row) => frameOf(row, row.costs[index]!.ownedMs / size.operations, null, 'ms/op')),
    refutedBy: 'A longer run or another workload in which the share falls.',
    advice:
      'A function with this share bounds what any other change can gain; look at its lines first.',
  };
};
