/** A function that costs more in each of its calls, though both builds make as many calls: what it asks of the run time differs. */
import { callPoints, cpuPoints } from '../functions/function-growth';
import type { FunctionSeries } from '../functions/function-matrix';
import { fitExponent } from '../growth/fit-exponent';
import type { CommonSize, ComparedView } from '../compare/compared-view';
import { THRESHOLDS } from './thresholds';

const { costly, grows } = THRESHOLDS;

/** See above. */
export interface CostlyCall {
  series: FunctionSeries;
  /** Its calls at the size. */
  calls: number;
  /** CPU time of one of them, what it asks of the run time included, less the functions that are counted. */
  msPerCall: number;
  /** How its calls grow with n. */
  callsExponent: number;
  /** All calls of either build. */
  allCalls: number;
  theirCalls: number;
}

/**
 * No call inside of a run time is counted: a formatter, a parser or a date object that each call makes anew shows in nothing but the time of the
 * function that asks for it. Where both builds call their functions as often, and the project's own function that is called again and again holds
 * most of what the candidate spends beyond the reference, as much in each call at every size, the difference lies in there.
 */
export function findCostlyCall(view: ComparedView, size: CommonSize): CostlyCall | null {
  const allCalls = size.candidate.calls;
  const theirCalls = size.reference.calls;
  if (allCalls === null || theirCalls === null || !view.sharesSymbols) return null;
  if (Math.abs(allCalls - theirCalls) > costly.slack * Math.max(allCalls, theirCalls)) return null;
  const { matrix } = view.candidate;
  const index = size.candidateIndex;
  const cpuMs = matrix.sizes[index]!.cpuMs;
  const theirMs = view.reference.matrix.sizes[size.referenceIndex]!.cpuMs;
  if (cpuMs === null || theirMs === null) return null;
  let best: CostlyCall | null = null;
  matrix.rows.forEach((series, row) => {
    if (series.kind !== 'own') return;
    const { calls, ownedMs } = series.costs[index]!;
    if (calls < costly.calls || ownedMs < THRESHOLDS.setup.samples) return;
    const partner = view.counterpartOf(row)?.costs[size.referenceIndex]?.ownedMs ?? 0;
    if (ownedMs - partner < costly.share * (cpuMs - theirMs) || ownedMs < costly.share * cpuMs)
      return;
    if (!isSteady(view, series)) return;
    const callsExponent = fitExponent(callPoints(matrix, series), 0)?.exponent ?? 0;
    best = { series, calls, msPerCall: ownedMs / calls, callsExponent, allCalls, theirCalls };
  });
  return best;
}

/** Each of as many calls costs more, as much at every n: that is the price of a call and no growth, however little of it shows in the reference. */
export function isPriceOfCalls(view: ComparedView, size: CommonSize): boolean {
  const costly = findCostlyCall(view, size);
  return costly !== null && costly.callsExponent >= grows.exponent;
}

/** Whether a call is known to get no slower as n grows: else the function goes through data, and makes no object of one kind. */
function isSteady(view: ComparedView, series: FunctionSeries): boolean {
  const { matrix } = view.candidate;
  const counted = new Map(callPoints(matrix, series).map(({ n, value }) => [n, value]));
  const points = cpuPoints(matrix, series, (costs) => costs.ownedMs).flatMap(({ n, value }) => {
    const calls = counted.get(n) ?? 0;
    return calls > 0 && value >= THRESHOLDS.setup.samples ? [{ n, value: value / calls }] : [];
  });
  const slope = fitExponent(points, 0);
  return slope !== null && slope.exponent < grows.exponent;
}
