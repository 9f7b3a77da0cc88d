/**
 * How well each growth class explains noisy points: marginal likelihoods over the unknown constant, scale and noise.
 *
 * Model: log value = log(scale) + log(c + f(n) / f(largest n)) + error, with c ≥ 0 the constant over the growing part at the
 * largest size. The scale has a flat prior and is integrated out; the noise variance has a scaled inverse χ² prior
 * fed by the repeated runs, which leaves a Student-t marginal (Gelman et al., Bayesian Data Analysis, 3rd ed., 14.2);
 * c is summed over a grid. Summing, not maximising, is what charges a class for its freedom: with six points
 * information criteria either ban the constant or let it imitate any class.
 */
import type { GrowthClass } from '../../model/answers';
import { possibleClasses, relativeShape } from './growth-shape';

/** A size with the median of its runs, and how far that median can be trusted. */
export interface NoisyPoint {
  n: number;
  /** Positive. */
  value: number;
  /** Trust against the other points: inverse variance, mean 1. */
  weight: number;
}

/** What the repeated runs say of the noise of a point's logarithm. */
export interface NoisePrior {
  variance: number;
  degreesOfFreedom: number;
}

/** One value of the constant under one class. */
export interface ConstantCandidate {
  /** Constant over the growing part at the largest size. */
  share: number;
  logLikelihood: number;
  /** Logarithm of prior times likelihood. */
  logPosterior: number;
  /** Logarithm of the scale that fits best. */
  logScale: number;
}

/** A class with its probability given the points. */
export interface ClassEvidence {
  growth: GrowthClass;
  probability: number;
  constants: ConstantCandidate[];
}

/** Prior probability that nothing is constant; process start makes a constant likely, a counter has none. */
const PRIOR_NO_CONSTANT = 0.5;
/** A flat metric is likelier than any single class of growth, and has no constant to hide behind. */
const PRIOR_FLAT = 4;
/** First grid of the constant: steps for each factor of e. */
const STEPS_PER_E = 3;
/** Then twice this many steps about the best constant so far, and again: quiet series know theirs to one per cent. */
const ZOOM_STEPS = 10;
const ZOOMS = 2;
/** Largest constant over the growing part at the largest size: growth below 6 % of the whole is called none. */
const LARGEST_SHARE = 15;
/** A constant below 3 % of the growing part at the smallest size is no different from none. */
const SMALLEST_SHARE = 0.03;

/** Probability of every class; they sum to 1. Points ascend by n and have positive values. */
export function weighGrowthClasses(
  points: readonly NoisyPoint[],
  prior: NoisePrior,
): ClassEvidence[] {
  const evidence = possibleClasses(points[points.length - 1]!.n).map((growth) => ({
    growth,
    probability: 0,
    constants: constantsOf(growth, points, prior),
  }));
  const logs = evidence.map(({ constants }) => logSum(constants.map((each) => each.logPosterior)));
  const whole = logSum(logs);
  evidence.forEach((each, index) => {
    each.probability = Math.exp(logs[index]! - whole);
  });
  return evidence;
}

function constantsOf(
  growth: GrowthClass,
  points: readonly NoisyPoint[],
  prior: NoisePrior,
): ConstantCandidate[] {
  if (growth === 'O(1)') return [weighConstant(growth, 0, Math.log(PRIOR_FLAT), points, prior)];
  const largest = points[points.length - 1]!.n;
  const start = Math.max(relativeShape(growth, points[0]!.n, largest) * SMALLEST_SHARE, 1e-6);
  const low = Math.log(start);
  const high = Math.log(LARGEST_SHARE);
  const weigh = (logShare: number) => weighConstant(growth, Math.exp(logShare), 0, points, prior);
  let step = 1 / STEPS_PER_E;
  const grid = new Map<number, ConstantCandidate>();
  for (let x = low; x < high; x += step) grid.set(x, weigh(x));
  grid.set(high, weigh(high));
  for (let zoom = 0; zoom < ZOOMS; zoom += 1) {
    const centre = [...grid].reduce((a, b) => (b[1].logLikelihood > a[1].logLikelihood ? b : a))[0];
    step /= ZOOM_STEPS / 2;
    for (let i = -ZOOM_STEPS; i <= ZOOM_STEPS; i += 1) {
      const x = centre + i * step;
      if (x > low && x < high && !grid.has(x)) grid.set(x, weigh(x));
    }
  }
  const none = weighConstant(growth, 0, Math.log(PRIOR_NO_CONSTANT), points, prior);
  return [none, ...withPriorByWidth(grid, high - low)];
}

/** Prior of each constant: flat in its logarithm, so the width that its grid point stands for (trapezoid rule). */
function withPriorByWidth(
  grid: ReadonlyMap<number, ConstantCandidate>,
  length: number,
): ConstantCandidate[] {
  const sorted = [...grid].sort((a, b) => a[0] - b[0]);
  return sorted.map(([x, candidate], index) => {
    const before = sorted[index - 1]?.[0] ?? x;
    const after = sorted[index + 1]?.[0] ?? x;
    const mass = ((1 - PRIOR_NO_CONSTANT) * (after - before)) / 2 / length;
    return { ...candidate, logPosterior: Math.log(mass) + candidate.logLikelihood };
  });
}

function weighConstant(
  growth: GrowthClass,
  share: number,
  logPrior: number,
  points: readonly NoisyPoint[],
  prior: NoisePrior,
): ConstantCandidate {
  const largest = points[points.length - 1]!.n;
  let weights = 0;
  let sum = 0;
  const distances = points.map((point) => {
    const shape = Math.max(share + relativeShape(growth, point.n, largest), Number.MIN_VALUE);
    const distance = Math.log(point.value) - Math.log(shape);
    weights += point.weight;
    sum += point.weight * distance;
    return distance;
  });
  const logScale = sum / weights;
  let squares = 0;
  distances.forEach((distance, index) => {
    squares += points[index]!.weight * (distance - logScale) ** 2;
  });
  const freedom = points.length - 1 + prior.degreesOfFreedom;
  const spread = squares + prior.degreesOfFreedom * prior.variance;
  const logLikelihood = (-freedom / 2) * Math.log(spread);
  return { share, logLikelihood, logPosterior: logPrior + logLikelihood, logScale };
}

function logSum(logs: readonly number[]): number {
  const highest = Math.max(...logs);
  return highest + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - highest), 0));
}
