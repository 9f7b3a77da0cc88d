/** The exponent of growth: slope of log(value − constant) over log n, with an interval. */
import type { Interval95 } from '../../model/units';
import { studentT95 } from '../statistics/distributions';
import type { GrowthPoint } from './growth-shape';

/** A slope in double logarithmic scale. */
export interface Exponent {
  exponent: number;
  ci95: Interval95;
}

/** Growing parts below this share of the value are left out: their logarithm is mostly noise. */
const SMALLEST_GROWING_SHARE = 0.02;

/**
 * Weighted regression of log(value − constant) on log n. A point's weight falls with the square of the constant's
 * share, for the same relative noise of the value is so much larger in its growing part. Null with fewer
 * than two points above the constant, or sizes that do not differ.
 */
export function fitExponent(points: readonly GrowthPoint[], constant: number): Exponent | null {
  const usable = points.filter(
    ({ n, value }) => n > 0 && value > 0 && value - constant > SMALLEST_GROWING_SHARE * value,
  );
  if (usable.length < 2) return null;
  let weights = 0;
  let meanX = 0;
  let meanY = 0;
  const rows = usable.map(({ n, value }) => {
    const weight = ((value - constant) / value) ** 2;
    const x = Math.log(n);
    const y = Math.log(value - constant);
    weights += weight;
    meanX += weight * x;
    meanY += weight * y;
    return { weight, x, y };
  });
  meanX /= weights;
  meanY /= weights;
  let xx = 0;
  let xy = 0;
  for (const { weight, x, y } of rows) {
    xx += weight * (x - meanX) ** 2;
    xy += weight * (x - meanX) * (y - meanY);
  }
  if (xx <= 0) return null;
  const exponent = xy / xx;
  let squares = 0;
  for (const { weight, x, y } of rows) {
    squares += weight * (y - meanY - exponent * (x - meanX)) ** 2;
  }
  const freedom = rows.length - 2;
  // Two points fit any line: without a residual the interval is that of a factor 2 in either of them.
  const halfWidth =
    freedom > 0
      ? studentT95(freedom) * Math.sqrt(squares / freedom / xx)
      : Math.LN2 / Math.abs(rows[1]!.x - rows[0]!.x);
  return { exponent, ci95: [exponent - halfWidth, exponent + halfWidth] };
}
