/** Growth of exact counts: calls, syncs, instructions. Their only error is rounding and a few stray calls. */
import { GROWTH_CLASSES } from '../../model/answers';
import type { GrowthClass, GrowthFit } from '../../model/answers';
import { fitExponent } from './fit-exponent';
import { fitNoisyGrowth, FEWEST_SIZES, reasonNotToFit, undecided } from './fit-noisy-growth';
import { growingClasses, logShape, rankOfClass, relativeShape } from './growth-shape';
import type { GrowthPoint } from './growth-shape';
import { solveLeastSquares } from './least-squares';

/** A sum of shapes fitted to counts: the leading one names the class. */
interface Model {
  growth: GrowthClass;
  constant: number;
  /** Leading term at the largest size. */
  leading: number;
  parameters: number;
  /** Root mean square of the relative residuals. */
  error: number;
  score: number;
}

/** Counts that differ by less than this, or by three calls, do not grow: timers and collectors call back now and then. */
const FLAT_SHARE = 0.02;
const FLAT_CALLS = 3;
/** Residuals below 0.2 % are rounding: they favour no model. */
const ROUNDING = 0.002;
/** Above 3 % no sum of two shapes describes the counts, and they are fitted as if noisy. */
const POOR_FIT = 0.03;
/** What each further term has to gain in Schwarz's score; a fit by three terms has to be needed. */
const TERM_CHARGE = 3;
/** A leading term has to make at least this part of the growth, or it is a correction of the next lower one. */
const LEADING_SHARE = 0.25;
/** A knee needs three points a side. */
const POINTS_A_SIDE = 3;

/**
 * Fits count ≈ constant + coefficient · f(n), with a lower term where the counts ask for one (n(n−1)/2 is n² less n).
 * Weighted least squares on relative residuals, the model chosen by Schwarz's criterion with a floor for rounding. Counts that no
 * such sum describes, e.g. of random probes, go through the noisy fit. Null class for fewer than three sizes.
 */
export function fitExactGrowth(counts: readonly GrowthPoint[]): GrowthFit {
  const points = counts
    .filter(({ n, value }) => n > 0 && Number.isFinite(value) && value >= 0)
    .sort((a, b) => a.n - b.n);
  const reason = reasonNotToFit(points);
  if (reason !== null) return undecided(points, reason);
  const values = points.map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (high - low <= Math.max(FLAT_CALLS, FLAT_SHARE * high)) return flat(points, (low + high) / 2);
  const models = rankModels(points);
  const best = models[0];
  if (best !== undefined && best.error <= POOR_FIT) return describe(best, models, points);
  return fitKnee(points) ?? fitUneven(points);
}

function flat(points: readonly GrowthPoint[], constant: number): GrowthFit {
  const slope = fitExponent(points, 0);
  return {
    class: 'O(1)',
    exponent: slope?.exponent ?? 0,
    ci95: slope?.ci95 ?? [0, 0],
    sizes: points.length,
    constant,
    coefficient: 0,
    confidence: points.length > FEWEST_SIZES ? 'high' : 'medium',
    knee: null,
    reason: null,
    points,
  };
}

/** Behind a knee the constant may be negative: growth there starts from the knee, not from n = 0. */
function rankModels(points: readonly GrowthPoint[], behindKnee = false): Model[] {
  const models: Model[] = [];
  for (const growth of growingClasses(points[points.length - 1]!.n)) {
    const lower = GROWTH_CLASSES.slice(1, rankOfClass(growth));
    const shapes: GrowthClass[][] = [
      [growth],
      ['O(1)', growth],
      ...lower.map((each): GrowthClass[] => [each, growth]),
      ...lower.map((each): GrowthClass[] => ['O(1)', each, growth]),
    ];
    for (const shape of shapes) {
      // A model has to leave at least one point over, and three terms two, or any counts would fit.
      if (points.length - shape.length < Math.max(1, shape.length - 1)) continue;
      const model = fitModel(shape, points, behindKnee);
      if (model !== null) models.push(model);
    }
  }
  return models.sort((a, b) => a.score - b.score);
}

function fitModel(
  shape: readonly GrowthClass[],
  points: readonly GrowthPoint[],
  behindKnee: boolean,
): Model | null {
  const largest = points[points.length - 1]!;
  const smallest = points[0]!;
  const terms = shape.map((each) => points.map(({ n }) => relativeShape(each, n, largest.n)));
  // Counts below 1 weigh as 1, so that a zero does not weigh more than all others.
  const weights = points.map(({ value }) => 1 / Math.max(1, value));
  const values = points.map(({ value }) => value);
  const coefficients = solveLeastSquares(terms, values, weights);
  if (coefficients === null) return null;
  const leading = coefficients[coefficients.length - 1]!;
  const constant = shape[0] === 'O(1)' ? coefficients[0]! : 0;
  const grown = Math.max(largest.value - smallest.value, 1);
  if (leading < LEADING_SHARE * grown) return null;
  if (!behindKnee && constant < -0.5 * Math.max(1, smallest.value)) return null;
  // A lower term may correct the leading one, never undo it: growth has to stay growth.
  const corrections = coefficients.slice(shape[0] === 'O(1)' ? 1 : 0, -1);
  if (corrections.some((each) => each < -LEADING_SHARE * leading)) return null;
  let squares = 0;
  points.forEach(({ value }, row) => {
    const fitted = terms.reduce((sum, term, k) => sum + coefficients[k]! * term[row]!, 0);
    const residual = Math.max(0, Math.abs(value - fitted) - 1);
    squares += (residual * weights[row]!) ** 2;
  });
  const error = Math.sqrt(squares / points.length);
  const parameters = shape.length + (shape.length > 2 ? 1 : 0);
  const score = points.length * Math.log(error ** 2 + ROUNDING ** 2) + TERM_CHARGE * parameters;
  return { growth: shape[shape.length - 1]!, constant, leading, parameters, error, score };
}

function describe(
  best: Model,
  models: readonly Model[],
  points: readonly GrowthPoint[],
): GrowthFit {
  const largest = points[points.length - 1]!.n;
  const constant = Math.max(0, best.constant);
  const slope = fitExponent(points, constant) ?? fitExponent(points, 0);
  const rival = models.find((each) => each.growth !== best.growth);
  const margin = rival === undefined ? Infinity : rival.score - best.score;
  return {
    class: best.growth,
    exponent: slope?.exponent ?? 0,
    ci95: slope?.ci95 ?? [0, 0],
    sizes: points.length,
    constant,
    coefficient: best.leading * Math.exp(-logShape(best.growth, largest)),
    confidence:
      margin > 2 * TERM_CHARGE && points.length > FEWEST_SIZES
        ? 'high'
        : margin > TERM_CHARGE / 2
          ? 'medium'
          : 'low',
    knee: null,
    reason: null,
    points,
  };
}

/** Two clean fits that share a point, the second growing faster by at least two classes; null where there are none. */
function fitKnee(points: readonly GrowthPoint[]): GrowthFit | null {
  for (let index = POINTS_A_SIDE - 1; index <= points.length - POINTS_A_SIDE; index += 1) {
    const before = points.slice(0, index + 1);
    const after = points.slice(index);
    if (after.length < POINTS_A_SIDE) return null;
    const first = cleanFit(before);
    const second = cleanFit(after);
    if (first?.class == null || second?.class == null) continue;
    if (rankOfClass(second.class) - rankOfClass(first.class) < 2) continue;
    return {
      ...second,
      sizes: points.length,
      points,
      knee: points[index]!.n,
      confidence: 'medium',
    };
  }
  return null;
}

function cleanFit(points: readonly GrowthPoint[]): GrowthFit | null {
  const values = points.map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (high - low <= Math.max(FLAT_CALLS, FLAT_SHARE * high)) return flat(points, low);
  const models = rankModels(points, true);
  return models[0] !== undefined && models[0].error < FLAT_SHARE
    ? describe(models[0], models, points)
    : null;
}

/** Counts of uneven work, fitted as noisy ones; zeros, which have no logarithm, count as one half. */
function fitUneven(points: readonly GrowthPoint[]): GrowthFit {
  const fit = fitNoisyGrowth(points.map(({ n, value }) => ({ n, values: [Math.max(0.5, value)] })));
  return { ...fit, points, confidence: fit.confidence === 'high' ? 'medium' : fit.confidence };
}
