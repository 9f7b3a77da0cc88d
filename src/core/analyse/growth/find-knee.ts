/** A size from which on a metric grows faster, such as a capacity: only where the points leave no doubt. */
import type { ClassEvidence, NoisePrior, NoisyPoint } from './growth-evidence';

/** Each side of a knee needs three points, or a line through two of them would fit by itself. */
const POINTS_A_SIDE = 3;
/** The slope has to rise by at least this much: half an order. */
const SLOPE_RISE = 0.5;
/** Logarithm of how much likelier two lines must be than the best single class: e⁶ is 400. */
const LOG_ODDS = 6;
/** Degrees of freedom that two joined lines use beyond a class with a constant. */
const EXTRA_PARAMETERS = 2;

/**
 * Looks for one knee: two straight lines in double logarithmic scale that meet at a point. Needs six points; the fit has to be
 * e⁶ times likelier than the best class with a constant, each extra parameter charged with the logarithm of the number of
 * points (Schwarz 1978). Returns the index of the point where the second line begins.
 */
export function findKnee(
  points: readonly NoisyPoint[],
  prior: NoisePrior,
  evidence: readonly ClassEvidence[],
): { index: number; n: number } | null {
  if (points.length < 2 * POINTS_A_SIDE) return null;
  const freedom = points.length - 1 + prior.degreesOfFreedom;
  const single = Math.max(
    ...evidence.flatMap((each) => each.constants.map((c) => c.logLikelihood)),
  );
  const charge = (EXTRA_PARAMETERS * Math.log(points.length)) / 2;
  let best: { index: number; n: number; odds: number } | null = null;
  for (let index = POINTS_A_SIDE - 1; index <= points.length - POINTS_A_SIDE; index += 1) {
    const lines = fitJoinedLines(points, index);
    if (lines.after - lines.before < SLOPE_RISE) continue;
    const spread = lines.squares + prior.degreesOfFreedom * prior.variance;
    const odds = (-freedom / 2) * Math.log(spread) - single - charge;
    if (odds > LOG_ODDS && (best === null || odds > best.odds)) {
      best = { index, n: points[index]!.n, odds };
    }
  }
  return best;
}

/** Least squares of y = a + b·x + c·max(0, x − x_knee) by elimination of the three normal equations. */
function fitJoinedLines(
  points: readonly NoisyPoint[],
  index: number,
): { before: number; after: number; squares: number } {
  const knee = Math.log(points[index]!.n);
  const rows = points.map(({ n, value, weight }) => {
    const x = Math.log(n) - knee;
    return { terms: [1, x, Math.max(0, x)] as const, y: Math.log(value), weight };
  });
  const matrix = [0, 1, 2].map((i) => [
    ...[0, 1, 2].map((j) => rows.reduce((s, r) => s + r.weight * r.terms[i]! * r.terms[j]!, 0)),
    rows.reduce((s, r) => s + r.weight * r.terms[i]! * r.y, 0),
  ]);
  for (let pivot = 0; pivot < 3; pivot += 1) {
    for (let row = 0; row < 3; row += 1) {
      if (row === pivot) continue;
      const factor = matrix[row]![pivot]! / matrix[pivot]![pivot]!;
      for (let column = pivot; column < 4; column += 1) {
        matrix[row]![column]! -= factor * matrix[pivot]![column]!;
      }
    }
  }
  const [a, b, c] = [0, 1, 2].map((i) => matrix[i]![3]! / matrix[i]![i]!) as [
    number,
    number,
    number,
  ];
  const squares = rows.reduce(
    (sum, { terms, y, weight }) => sum + weight * (y - a - b * terms[1] - c * terms[2]) ** 2,
    0,
  );
  return { before: b, after: b + c, squares };
}
