/** The candidate's memory grows with n where the reference's does not. */
import { formatBytes } from '../../model/format-quantity';
import { formatCount } from '../format-figure';
import { rankByExcess } from './guilty-frames';
import { fact, lastWhere } from './rule';
import type { ComparisonRule } from './rule';
import { THRESHOLDS } from './thresholds';

const { memory } = THRESHOLDS;

/** Peak resident size, smallest against largest common size. */
export const memoryGrowth: ComparisonRule = (view) => {
  const has = ({ candidate, reference }: (typeof view.common)[number]) =>
    candidate.peakRssBytes !== null && reference.peakRssBytes !== null;
  const first = view.common.find(has);
  const last = lastWhere(view.common, has);
  if (first === undefined || last === null || first === last) return null;
  const ratio = view.sizes.find(({ n }) => n === last.n)?.ratio.peakRss;
  if (ratio == null || ratio.value < memory.ratio || ratio.ci95[0] < memory.ratioLow) return null;
  const ours = last.candidate.peakRssBytes!.median - first.candidate.peakRssBytes!.median;
  const theirs = last.reference.peakRssBytes!.median - first.reference.peakRssBytes!.median;
  if (ours < memory.differenceBytes || ours < 3 * Math.max(0, theirs)) return null;
  const { label: candidate } = view.candidate;
  const { label: reference } = view.reference;
  return {
    id: 'memory-growth',
    severity: ratio.value >= memory.highRatio ? 'high' : 'medium',
    confidence: 'medium',
    workload: view.name,
    title: `The memory of ${candidate} grows with n on ${view.name}; that of ${reference} hardly does.`,
    headline: {
      value: last.candidate.peakRssBytes!.median,
      unit: 'bytes',
      caption: `peak at n = ${formatCount(last.n)}, ${reference} ${formatBytes(last.reference.peakRssBytes!.median)}`,
    },
    evidence: [
      fact(
        `From n = ${formatCount(first.n)} to ${last.n} the peak resident size of ${candidate} rises by ${formatBytes(ours)}, that of ${reference} by ${formatBytes(Math.max(0, theirs))}.`,
        ours,
        'bytes',
        'time',
      ),
      fact(
        `At n = ${formatCount(last.n)} ${candidate} peaks at ${formatCount(ratio.value)} times the size of ${reference}.`,
        ratio.value,
        'ratio',
        'time',
      ),
    ],
    frames: rankByExcess(view, last, (costs) => costs.ownedBytes, 'bytes/op'),
    refutedBy:
      'A heap snapshot at the largest size that shows the memory as garbage not yet collected, or as data that the task has to hold.',
    advice:
      'Bound what is kept: a limit on caches and queues, or streaming instead of loading all.',
  };
};
