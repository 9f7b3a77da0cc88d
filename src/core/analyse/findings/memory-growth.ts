/** The candidate's memory grows with n where the reference's does not. */
import type { FindingFrame } from '../../model/finding';
import type { Profile } from '../../model/profile';
import type { BuildView } from '../compare/build-view';
import type { CommonSize, ComparedView } from '../compare/compared-view';
import { buildCallTree, columnOf, sumByOwner } from '../tree/call-tree';
import { formatBytes } from '../../model/format-quantity';
import { formatCount } from '../format-figure';
import { rankByExcess } from './guilty-frames';
import { fact, frameOf, lastWhere, MOST_FRAMES } from './rule';
import type { ComparisonRule, RecordingRule } from './rule';
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
  if (ours < memory.differenceBytes || ours < memory.referenceRise * Math.max(0, theirs))
    return null;
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
        `From n = ${formatCount(first.n)} to ${formatCount(last.n)} the peak resident size of ${candidate} rises by ${formatBytes(ours)}, that of ${reference} by ${formatBytes(Math.max(0, theirs))}.`,
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
    frames: rankKeepers(view, last),
    refutedBy:
      'A heap snapshot at the largest size that shows the memory as garbage not yet collected, or as data that the task has to hold.',
    advice:
      'Bound what is kept: a limit on caches and queues, or streaming instead of loading all.',
  };
};

/**
 * Who allocates what is live at the peak, where the allocation pass tells it (native); else who allocates beyond the reference, then
 * whoever allocates most: what is kept need not be more than what the reference allocates and frees.
 */
function rankKeepers(view: ComparedView, size: CommonSize): FindingFrame[] {
  const frames = [
    ...listPeak(size.candidateSize.alloc),
    ...rankByExcess(view, size, (costs) => costs.ownedBytes, 'bytes/op'),
    ...listAllocators(view.candidate, size.candidateIndex, size.operations),
  ];
  const isFirst = (frame: FindingFrame, index: number) =>
    frames.findIndex((each) => each.function === frame.function && each.file === frame.file) ===
    index;
  return frames.filter(isFirst).slice(0, MOST_FRAMES);
}

/** Functions by the bytes of theirs that were live at the peak; empty where the pass does not tell. */
function listPeak(alloc: Profile | null): FindingFrame[] {
  const column = alloc === null ? -1 : columnOf(alloc, 'peak');
  if (alloc === null || column < 0) return [];
  const tree = buildCallTree(alloc, column);
  const owned = sumByOwner(tree);
  return tree.functions.keys
    .map((key, func) => ({ key, kind: tree.functions.kinds[func], bytes: owned[func]! }))
    .filter(({ kind, bytes }) => (kind === 'own' || kind === 'library') && bytes > 0)
    .filter(({ bytes }) => bytes > THRESHOLDS.frames.excess * tree.total[0]!)
    .sort((a, b) => b.bytes - a.bytes)
    .map(({ key, bytes }) => ({ ...key, candidate: bytes, reference: null, unit: 'bytes' }));
}

function listAllocators(view: BuildView, index: number, operations: number): FindingFrame[] {
  const whole = view.matrix.sizes[index]!.allocatedBytes;
  return view.matrix.rows
    .filter(({ kind }) => kind === 'own' || kind === 'library')
    .map((series) => ({ series, bytes: series.costs[index]!.ownedBytes }))
    .filter(({ bytes }) => whole !== null && bytes > THRESHOLDS.frames.excess * whole)
    .sort((a, b) => b.bytes - a.bytes)
    .map(({ series, bytes }) => frameOf(series, bytes / operations, null, 'bytes/op'));
}

/**
 * Without a reference n itself may be data that the task has to hold: the peak has to rise as fast as n, to several times the smallest
 * run's, and is told with low severity.
 */
export const memoryGrowthAlone: RecordingRule = (view) => {
  const peaks = view.numbers.flatMap(({ peakRssBytes }, index) =>
    peakRssBytes === null ? [] : [{ index, bytes: peakRssBytes.median }],
  );
  const [first, last] = [peaks[0], peaks[peaks.length - 1]];
  if (first === undefined || last === undefined || peaks.length < 3) return null;
  const rise = last.bytes - first.bytes;
  if (rise < memory.aloneBytes || last.bytes < memory.aloneRise * first.bytes) return null;
  const fit = view.growth.peakRss;
  if (fit?.class == null || fit.confidence === 'low') return null;
  if (fit.exponent < memory.aloneExponent) return null;
  const [from, to] = [view.sizes[first.index]!.record, view.sizes[last.index]!.record];
  const { label } = view;
  const workload = view.workload.record.name;
  return {
    id: 'memory-growth',
    severity: 'low',
    confidence: 'low',
    workload,
    title: `The memory of ${label} grows with n on ${workload}.`,
    headline: {
      value: last.bytes,
      unit: 'bytes',
      caption: `peak at n = ${formatCount(to.n)}`,
    },
    evidence: [
      fact(
        `From n = ${formatCount(from.n)} to ${formatCount(to.n)} the peak resident size of ${label} rises from ${formatBytes(first.bytes)} to ${formatBytes(last.bytes)}, as ${fit.class}.`,
        rise,
        'bytes',
        'time',
      ),
      fact(
        `That is ${formatBytes(rise / Math.max(1, to.operations - from.operations))} for each ${to.operations > from.operations ? 'further operation' : 'run'}.`,
        rise / Math.max(1, to.operations - from.operations),
        'bytes/op',
        'time',
      ),
    ],
    frames: [
      ...listPeak(view.sizes[last.index]!.alloc),
      ...listAllocators(view, last.index, Math.max(1, to.operations)),
    ].slice(0, MOST_FRAMES),
    refutedBy:
      'Data of size n that the task has to hold at once, or a longer run in which the memory stops growing.',
    advice:
      'Bound what is kept: a limit on caches and queues, or streaming instead of loading all.',
  };
};
