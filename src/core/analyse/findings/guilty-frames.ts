/** Functions ranked by what they cost beyond the reference. */
import type { FindingFrame } from '../../model/finding';
import type { CommonSize, ComparedView } from '../compare/compared-view';
import type { FunctionCosts, FunctionSeries } from '../functions/function-matrix';
import { frameOf, MOST_FRAMES } from './rule';
import { THRESHOLDS } from './thresholds';

/** Kinds that name no place in a program. */
function isPlace(series: FunctionSeries): boolean {
  return series.kind !== 'idle' && series.kind !== 'synthetic';
}

/** Ranks by one cost per operation less the counterpart's; `unit` is that of the cost for each operation. */
export function rankByExcess(
  view: ComparedView,
  size: CommonSize,
  costOf: (costs: FunctionCosts) => number,
  unit: 'ms/op' | 'bytes/op',
): FindingFrame[] {
  const theirOperations =
    size.referenceSize.record.operations > 0 ? size.referenceSize.record.operations : 1;
  const ranked = view.candidate.matrix.rows.flatMap((series, row) => {
    if (!isPlace(series)) return [];
    const ours = costOf(series.costs[size.candidateIndex]!) / size.operations;
    if (!(ours > 0)) return [];
    const partner = view.counterpartOf(row);
    const theirs =
      partner === null ? null : costOf(partner.costs[size.referenceIndex]!) / theirOperations;
    return [{ series, ours, theirs, excess: ours - (theirs ?? 0) }];
  });
  ranked.sort((a, b) => b.excess - a.excess);
  const whole = ranked.reduce((sum, { excess }) => sum + Math.max(0, excess), 0);
  return ranked
    .filter(({ excess }) => excess > THRESHOLDS.frames.excess * whole)
    .slice(0, MOST_FRAMES)
    .map(({ series, ours, theirs }) => frameOf(series, ours, theirs, unit));
}

/** Ranks by CPU time of a function with the foreign code that it called; ms per operation. Empty without a CPU pass. */
export function rankByOwnedTime(view: ComparedView, size: CommonSize): FindingFrame[] {
  return rankByExcess(view, size, (costs) => costs.ownedMs, 'ms/op');
}
