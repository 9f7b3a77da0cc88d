/** What a run would cost if one of its functions cost what it costs in the reference. */
import type { FrameHeadroom } from '../../model/answers';
import type { ComparedView } from '../compare/compared-view';
import { compareCosts } from './cost-noise';
import type { FunctionSeries, SizeTotals } from './function-matrix';

/** Further rows gain too little to be looked at. */
const MOST_ROWS = 20;

/** One function of both builds at one size. */
export interface HeadroomQuestion {
  candidate: FunctionSeries;
  reference: FunctionSeries;
  /** Index of the size in each build's matrix, and what its passes saw in sum. */
  candidateIndex: number;
  referenceIndex: number;
  candidateTotals: SizeTotals;
  referenceTotals: SizeTotals;
}

/**
 * The candidate's CPU time of a whole run with the reference's cost of one function, callees included, in place of its own.
 * Functions overlap, so that headrooms do not add up. Null without CPU passes of both.
 */
export function headroomOf(
  question: HeadroomQuestion,
): Omit<FrameHeadroom, 'function' | 'file' | 'line'> | null {
  const { candidateTotals: ours, referenceTotals: theirs } = question;
  if (ours.cpuMs === null || theirs.cpuMs === null || ours.cpuMs <= 0) return null;
  const candidateMs = question.candidate.costs[question.candidateIndex]!.totalMs;
  // In the candidate's number of operations, where the builds were run with different ones.
  const scale = ours.operations / theirs.operations;
  const referenceMs = question.reference.costs[question.referenceIndex]!.totalMs * scale;
  const { value, insideNoise } = compareCosts(
    { cost: candidateMs, quantum: ours.cpuQuantumMs },
    { cost: referenceMs, quantum: theirs.cpuQuantumMs * scale },
  );
  const wouldCostMs = Math.max(0, ours.cpuMs - value);
  return { candidateMs, referenceMs, runMs: ours.cpuMs, wouldCostMs, insideNoise };
}

/** Functions of the candidate that cost more than their counterparts beyond the noise, the most to gain first; at most 20. */
export function rankHeadroom(view: ComparedView): FrameHeadroom[] {
  const size = view.common.at(-1);
  if (size === undefined) return [];
  const candidateTotals = view.candidate.matrix.sizes[size.candidateIndex]!;
  const referenceTotals = view.reference.matrix.sizes[size.referenceIndex]!;
  return view.candidate.matrix.rows
    .flatMap((candidate, row): FrameHeadroom[] => {
      const reference = view.counterpartOf(row);
      if (reference === null || candidate.kind === 'idle') return [];
      const headroom = headroomOf({
        candidate,
        reference,
        candidateIndex: size.candidateIndex,
        referenceIndex: size.referenceIndex,
        candidateTotals,
        referenceTotals,
      });
      if (headroom === null || headroom.insideNoise) return [];
      const { function: name, file, line } = candidate.key;
      return headroom.wouldCostMs < headroom.runMs
        ? [{ function: name, file, line, ...headroom }]
        : [];
    })
    .sort((a, b) => a.wouldCostMs - b.wouldCostMs)
    .slice(0, MOST_ROWS);
}
