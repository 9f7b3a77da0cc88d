/** The fitted curve of a growth, with a band, from the smallest size to four times the largest. */
import type { GrowthFit } from '../../model/answers';
import type { ScalingSeries } from '../../model/view-answers';
import { logShape } from '../growth/growth-shape';

/** Points of the curve; at 48 a polyline over two decades looks smooth on any screen. */
const STEPS = 48;
/** How far beyond the largest size the curve is continued: further is guesswork. */
const EXTRAPOLATION = 4;

/** Empty where no class was named. The band holds the residuals of the points, and widens with the exponent's interval beyond them. */
export function drawCurve(fit: GrowthFit): ScalingSeries['curve'] {
  const first = fit.points[0];
  const last = fit.points[fit.points.length - 1];
  if (fit.class === null || first === undefined || last === undefined || first.n <= 0) return [];
  const from = fit.knee ?? first.n;
  const ratio = (EXTRAPOLATION * last.n) / from;
  const spread = residualSpread(fit, from);
  const slack = Math.max(0, (fit.ci95[1] - fit.ci95[0]) / 2);
  return Array.from({ length: STEPS }, (_, step) => {
    const n = from * Math.pow(ratio, step / (STEPS - 1));
    const value = valueAt(fit, n);
    const beyond = n > last.n ? slack * Math.log(n / last.n) : 0;
    const width = Math.exp(spread + Math.min(beyond, Math.log(100)));
    return {
      n,
      value,
      lo: value / width,
      hi: value * width,
      extrapolated: n > last.n * (1 + 1e-9),
    };
  }).filter(({ value, hi }) => Number.isFinite(value) && Number.isFinite(hi) && value > 0);
}

function valueAt(fit: GrowthFit, n: number): number {
  if (fit.class === null || fit.class === 'O(1)') return fit.constant;
  return fit.constant + fit.coefficient * Math.exp(logShape(fit.class, n));
}

/** Largest distance of a point from the curve, in logarithms. */
function residualSpread(fit: GrowthFit, from: number): number {
  let spread = 0;
  for (const { n, value } of fit.points) {
    const fitted = valueAt(fit, n);
    if (n < from || value <= 0 || fitted <= 0) continue;
    spread = Math.max(spread, Math.abs(Math.log(value / fitted)));
  }
  return Math.min(spread, Math.log(10));
}
