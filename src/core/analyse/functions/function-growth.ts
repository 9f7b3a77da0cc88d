/** How one function grows with n, per operation. */
import type { GrowthFit } from '../../model/answers';
import { fitExactGrowth } from '../growth/fit-exact-growth';
import { fitNoisyGrowth } from '../growth/fit-noisy-growth';
import type { FunctionCosts, FunctionMatrix, FunctionSeries } from './function-matrix';

/** A cost at each size where its pass was made, with the operations there. */
export interface CostPoint {
  n: number;
  operations: number;
  value: number;
}

/** Calls at each counted size. */
export function callPoints(matrix: FunctionMatrix, series: FunctionSeries): CostPoint[] {
  return pointsOf(
    matrix,
    (size) => size.calls !== null,
    series,
    (costs) => costs.calls,
  );
}

/** CPU milliseconds at each sampled size, of the kind asked for. */
export function cpuPoints(
  matrix: FunctionMatrix,
  series: FunctionSeries,
  costOf: (costs: FunctionCosts) => number,
): CostPoint[] {
  return pointsOf(matrix, (size) => size.cpuMs !== null, series, costOf);
}

/** Allocated bytes at each size of the allocation pass. */
export function allocationPoints(matrix: FunctionMatrix, series: FunctionSeries): CostPoint[] {
  return pointsOf(
    matrix,
    (size) => size.allocatedBytes !== null,
    series,
    (c) => c.ownedBytes,
  );
}

function pointsOf(
  matrix: FunctionMatrix,
  measured: (size: FunctionMatrix['sizes'][number]) => boolean,
  series: FunctionSeries,
  costOf: (costs: FunctionCosts) => number,
): CostPoint[] {
  return matrix.sizes.flatMap((size, index) =>
    measured(size)
      ? [{ n: size.n, operations: size.operations, value: costOf(series.costs[index]!) }]
      : [],
  );
}

/** Growth of a count of the whole run. */
export function fitCalls(points: readonly CostPoint[]): GrowthFit {
  return fitExactGrowth(points);
}

/** Growth of a sampled cost of the whole run; sizes at which it was not seen are left out. */
export function fitSampled(points: readonly CostPoint[]): GrowthFit {
  return fitNoisyGrowth(
    points.filter(({ value }) => value > 0).map(({ n, value }) => ({ n, values: [value] })),
  );
}

/** How a cost per operation changes over the sizes. */
export interface Rise {
  /** Mean exponent between the smallest and the largest size; 0 where the cost falls to or starts from nothing. */
  exponent: number;
  /** Cost per operation at the smallest and the largest size. */
  first: number;
  last: number;
  /** Cost of the whole run at the largest size. */
  lastTotal: number;
}

/**
 * The rise of a cost per operation; null with fewer than two sizes. A cost that is absent at the smallest
 * size counts there as one unit a run (a call, a sample of a ms), so that its exponent stays finite.
 */
export function measureRise(points: readonly CostPoint[]): Rise | null {
  const first = points[0];
  const last = points[points.length - 1];
  if (first === undefined || last === undefined || !(last.n > first.n)) return null;
  const from = first.value / first.operations;
  const to = last.value / last.operations;
  const floor = Math.max(from, 1 / first.operations);
  const exponent = to > 0 ? Math.log(Math.max(to, 1e-12) / floor) / Math.log(last.n / first.n) : 0;
  return { exponent, first: from, last: to, lastTotal: last.value };
}
