/** Growth of a noisy metric: times, memory, sampled bytes. For exact counts see fit-exact-growth. */
import { median } from 'simple-statistics';
import type { GrowthFit } from '../../model/answers';
import type { Interval95 } from '../../model/units';
import { fitExponent } from './fit-exponent';
import { findKnee } from './find-knee';
import { weighGrowthClasses } from './growth-evidence';
import type { ClassEvidence, ConstantCandidate, NoisePrior, NoisyPoint } from './growth-evidence';
import { logShape } from './growth-shape';
import type { GrowthPoint } from './growth-shape';

/** One size with its repeated runs. */
export interface RunsAtSize {
  n: number;
  values: readonly number[];
}

/** Fewer sizes than this decide nothing: two points lie on a curve of every class. */
export const FEWEST_SIZES = 3;
/** Smallest relative error of a median, however well its runs agree. */
const MODEL_ERROR = 0.003;
/** Caches, collectors and schedulers bend real curves by 1 to 3 %: confidence is what remains under such an error. */
const BENT_MODEL_ERROR = 0.015;
/** What is assumed of the noise without repeated runs: 3 %, worth two observations. */
const ASSUMED_NOISE = 0.03;
const ASSUMED_FREEDOM = 2;
/** Probabilities at which a class is named, and named with confidence. */
const NAMED = 0.5;
const MEDIUM = 0.85;
const HIGH = 0.98;

/**
 * Fits metric ≈ constant + coefficient · f(n) to the medians of the runs. The class is null, with the reason, for
 * fewer than three sizes or when no class reaches a probability of one half.
 */
export function fitNoisyGrowth(sizes: readonly RunsAtSize[]): GrowthFit {
  const points = toPoints(sizes);
  const plain = points.map(({ n, value }) => ({ n, value }));
  const reason = reasonNotToFit(plain);
  if (reason !== null) return undecided(plain, reason);
  const prior = priorOf(sizes);
  const evidence = weighGrowthClasses(points, prior);
  const knee = findKnee(points, prior, evidence);
  if (knee !== null) {
    const fit = describe(points.slice(knee.index), prior, plain);
    return { ...fit, knee: knee.n, confidence: fit.confidence === 'high' ? 'medium' : 'low' };
  }
  return describe(points, prior, plain);
}

/** Why no class can be fitted at all; null where it can. */
export function reasonNotToFit(points: readonly GrowthPoint[]): string | null {
  if (points.length >= FEWEST_SIZES) return null;
  return points.length === 0
    ? 'Nothing was measured.'
    : `Measured at ${points.length} ${points.length === 1 ? 'size' : 'sizes'}; a class needs at least ${FEWEST_SIZES}.`;
}

/** A fit that names no class; the exponent is the plain slope, if there is one. */
export function undecided(points: readonly GrowthPoint[], reason: string): GrowthFit {
  const slope = fitExponent(points, 0);
  return {
    class: null,
    exponent: slope?.exponent ?? 0,
    ci95: slope?.ci95 ?? [0, 0],
    sizes: points.length,
    constant: 0,
    coefficient: 0,
    confidence: 'low',
    knee: null,
    reason,
    points,
  };
}

function toPoints(sizes: readonly RunsAtSize[]): NoisyPoint[] {
  const usable = sizes
    .map(({ n, values }) => ({ n, values: values.filter((v) => Number.isFinite(v) && v > 0) }))
    .filter(({ n, values }) => n > 0 && values.length > 0)
    .sort((a, b) => a.n - b.n);
  const variance = varianceOfRuns(usable);
  const precisions = usable.map(({ values }) => 1 / pointVariance(variance, values.length));
  const mean = precisions.reduce((sum, each) => sum + each, 0) / Math.max(1, precisions.length);
  return usable.map(({ n, values }, index) => ({
    n,
    value: median([...values]),
    weight: precisions[index]! / mean,
  }));
}

/** Variance of the logarithm of a median of so many runs: π/2 that of a mean, for large samples; plus the model's own. */
function pointVariance(variance: number, runs: number): number {
  const sampling = runs < 3 ? variance / runs : ((Math.PI / 2) * variance) / runs;
  return sampling + MODEL_ERROR ** 2;
}

/** Pooled variance of the logarithms of the runs about their size's median. */
function varianceOfRuns(sizes: readonly RunsAtSize[]): number {
  let squares = 0;
  let freedom = 0;
  for (const { values } of sizes) {
    if (values.length < 2) continue;
    const centre = Math.log(median([...values]));
    for (const value of values) squares += (Math.log(value) - centre) ** 2;
    freedom += values.length - 1;
  }
  return freedom === 0 ? ASSUMED_NOISE ** 2 : squares / freedom;
}

function priorOf(sizes: readonly RunsAtSize[]): NoisePrior {
  const usable = sizes.map(({ n, values }) => ({
    n,
    values: values.filter((v) => Number.isFinite(v) && v > 0),
  }));
  const freedom = usable.reduce((sum, { values }) => sum + Math.max(0, values.length - 1), 0);
  const runs = usable.reduce((sum, { values }) => sum + values.length, 0) / usable.length;
  const variance = pointVariance(varianceOfRuns(usable), Math.max(1, runs));
  if (freedom === 0) return { variance, degreesOfFreedom: ASSUMED_FREEDOM };
  // Runs of one size share what a run does to its machine, so they count for less than their number.
  return { variance, degreesOfFreedom: Math.min(freedom / 4, 8) };
}

function describe(
  fitted: readonly NoisyPoint[],
  prior: NoisePrior,
  points: readonly GrowthPoint[],
): GrowthFit {
  const ranked = weighGrowthClasses(fitted, prior).sort((a, b) => b.probability - a.probability);
  const best = ranked[0]!;
  const constant = bestConstant(best);
  const scale = Math.exp(constant.logScale);
  const isFlat = best.growth === 'O(1)';
  const largest = fitted[fitted.length - 1]!.n;
  const amount = isFlat ? scale : constant.share * scale;
  const named = best.probability >= NAMED;
  return {
    class: named ? best.growth : null,
    ...exponentOf(best, fitted, isFlat ? 0 : amount),
    sizes: points.length,
    constant: amount,
    coefficient: isFlat ? 0 : scale * Math.exp(-logShape(best.growth, largest)),
    confidence: confidenceOf(best, fitted, prior),
    knee: null,
    reason: named ? null : rivalReason(ranked),
    points,
  };
}

/** Confidence in a class: its probability, or the lower one that it keeps when real curves bend. */
function confidenceOf(
  best: ClassEvidence,
  points: readonly NoisyPoint[],
  prior: NoisePrior,
): GrowthFit['confidence'] {
  const variance = prior.variance + BENT_MODEL_ERROR ** 2;
  const bent = weighGrowthClasses(points, { ...prior, variance });
  const kept = bent.find((each) => each.growth === best.growth)?.probability ?? 0;
  const probability = Math.min(best.probability, kept);
  if (probability >= HIGH && points.length > FEWEST_SIZES) return 'high';
  return probability >= MEDIUM ? 'medium' : 'low';
}

function rivalReason(ranked: readonly ClassEvidence[]): string {
  const rivals = ranked
    .slice(0, 3)
    .map(({ growth, probability }) => `${growth} ${Math.round(100 * probability)} %`);
  return `The noise does not tell ${rivals.join(', ')} apart; more sizes or runs would.`;
}

function bestConstant(evidence: ClassEvidence): ConstantCandidate {
  return evidence.constants.reduce((best, each) =>
    each.logLikelihood > best.logLikelihood + 1e-9 ? each : best,
  );
}

/** Slope at the best constant; the interval spans the slopes at all constants within 95 % (likelihood ratio, χ² 3.84). */
function exponentOf(
  evidence: ClassEvidence,
  points: readonly NoisyPoint[],
  constant: number,
): { exponent: number; ci95: Interval95 } {
  const main = fitExponent(points, constant);
  if (main === null) return { exponent: 0, ci95: [0, 0] };
  let [lo, hi] = main.ci95;
  const best = bestConstant(evidence).logLikelihood;
  for (const each of evidence.constants) {
    if (best - each.logLikelihood > 1.92) continue;
    const slope = fitExponent(points, each.share * Math.exp(each.logScale));
    if (slope === null) continue;
    lo = Math.min(lo, slope.exponent);
    hi = Math.max(hi, slope.exponent);
  }
  return { exponent: main.exponent, ci95: [lo, hi] };
}
