/** Each operation allocates far more than the reference's. */
import { formatBytes } from '../../model/format-quantity';
import { formatCount, formatShare } from '../format-figure';
import type { CommonSize, ComparedView } from '../compare/compared-view';
import { gcShare } from './gc-pressure';
import { rankByExcess } from './guilty-frames';
import { fact, lastWhere } from './rule';
import type { ComparisonRule } from './rule';
import { THRESHOLDS } from './thresholds';

const { allocation } = THRESHOLDS;

/** Judges the largest size with an allocation pass of both builds, garbage included. */
export const allocationChurn: ComparisonRule = (view) => {
  const size = lastWhere(
    view.common,
    (each) => each.candidate.allocatedBytes !== null && each.reference.allocatedBytes !== null,
  );
  if (size === null) return null;
  const ours = size.candidate.allocatedBytes!;
  const theirs = size.reference.allocatedBytes!;
  const difference = ours - theirs;
  const perOperation = difference / size.operations;
  if (difference < allocation.differenceBytes) return null;
  if (perOperation < allocation.bytesPerOperation) return null;
  if (ours < allocation.ratio * theirs) return null;
  const ratio = theirs > 0 ? ours / theirs : Infinity;
  const frames = rankByExcess(view, size, (costs) => costs.ownedBytes, 'bytes/op');
  const { label: candidate } = view.candidate;
  const { label: reference } = view.reference;
  const evidence = [
    fact(
      `At n = ${formatCount(size.n)} ${candidate} allocates ${formatBytes(ours / size.operations)} for each operation, ${reference} ${formatBytes(theirs / size.operations)}, garbage included.`,
      ours / size.operations,
      'bytes/op',
      'alloc',
    ),
  ];
  const top = frames[0];
  if (top?.candidate != null) {
    const share = (top.candidate * size.operations) / ours;
    evidence.push(
      fact(
        `${formatShare(share)} of what ${candidate} allocates comes from ${top.function}.`,
        share,
        'share',
        'alloc',
      ),
    );
  }
  const collector = collectorEvidence(view, size);
  if (collector !== null) evidence.push(collector);
  const isHigh =
    ratio >= allocation.highRatio && (collector !== null || difference >= allocation.highBytes);
  return {
    id: 'allocation-churn',
    severity: isHigh ? 'high' : 'medium',
    confidence: ratio >= 2 * allocation.ratio ? 'high' : 'medium',
    workload: view.name,
    title: Number.isFinite(ratio)
      ? `${candidate} allocates ${formatCount(ratio)} times as many bytes for each operation of ${view.name} as ${reference}.`
      : `${candidate} allocates ${formatBytes(perOperation)} for each operation of ${view.name}, ${reference} nothing.`,
    headline: {
      value: ours / size.operations,
      unit: 'bytes/op',
      caption: `per operation, ${reference} ${formatBytes(theirs / size.operations)}`,
    },
    evidence,
    frames,
    refutedBy: `An allocation pass in which ${candidate} stays near ${reference}. The pass sees the language's own heap: memory that ${reference} manages itself, such as WebAssembly's linear memory or a native heap, is not in its figure.`,
    advice:
      'Hand out what is cached instead of a copy, reuse buffers, and keep objects that every operation needs.',
  };
};

function collectorEvidence(view: ComparedView, size: CommonSize) {
  const ours = gcShare(view.candidate, size.candidateIndex);
  if (ours === null || ours < allocation.collectorShare) return null;
  return fact(
    `The garbage collector takes ${formatShare(ours)} of the CPU time of ${view.candidate.label}.`,
    ours,
    'share',
    'cpu',
  );
}
