/** Whether each further operation costs more than the one before, judged from all runs at all sizes. */
import { solveLeastSquares } from '../growth/least-squares';
import { studentT95 } from '../statistics/distributions';

/** One run: operations and what it took, in ms. */
export interface CostOfRun {
  operations: number;
  ms: number;
}

/**
 * Lower end of the 95 % interval of the part of the rise that goes with the square of the operations, from a weighted fit of
 * a + b·m + c·m² to the runs (errors relative to the time). 0 for a linear cost, 0.1 for m log m over a factor of six, 0.55 for
 * m^1.5, 1 for m². A constant, such as process start, has no part in it, and a warm-up lowers it. Null with fewer than four sizes or
 * where nothing rises.
 */
export function measureConvexPart(runs: readonly CostOfRun[]): number | null {
  const sizes = [...new Set(runs.map(({ operations }) => operations))].sort((a, b) => a - b);
  const [first, last] = [sizes[0], sizes[sizes.length - 1]];
  if (first === undefined || last === undefined || sizes.length < 4) return null;
  if (runs.some(({ ms }) => !(ms > 0))) return null;
  // Centred and scaled, so that the three terms stay apart in their digits.
  const x = runs.map(({ operations }) => operations / last);
  const y = runs.map(({ ms }) => ms);
  const weights = y.map((value) => 1 / value);
  const constant = x.map(() => 1);
  const square = x.map((value) => value ** 2);
  const fit = solveLeastSquares([constant, x, square], y, weights);
  const line = solveLeastSquares([constant, x], square, weights);
  if (fit === null || line === null) return null;
  const [a, b, c] = fit as [number, number, number];
  const [p, q] = line as [number, number];
  // What of the square neither a constant nor a line explains is what its coefficient rests on.
  let own = 0;
  let squares = 0;
  for (const [row, value] of x.entries()) {
    own += (weights[row]! * (square[row]! - p - q * value)) ** 2;
    squares += (weights[row]! * (y[row]! - a - b * value - c * square[row]!)) ** 2;
  }
  const freedom = runs.length - 3;
  const low = c - studentT95(freedom) * Math.sqrt(squares / freedom / own);
  const from = first / last;
  const rise = b * (1 - from) + c * (1 - from ** 2);
  return rise > 0 ? (low * (1 - from ** 2)) / rise : null;
}
