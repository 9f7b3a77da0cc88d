/** Ratio of two medians with a 95 % interval. */
import { medianSorted, quantileSorted } from 'simple-statistics';
import type { RatioEstimate } from '../../model/answers';
import { logHalfWidth } from './estimate-median';
import { createRandomSource } from './random-source';

/** Resamples of the bootstrap; at 2,000 an interval's ends move by about 1 % of its width between seeds. */
const RESAMPLES = 2000;
/** Below this many runs a side, a bootstrap sees too few distinct medians to cover 95 %. */
const BOOTSTRAP_RUNS = 5;
/** A difference below 2 % is never called one: interleaved pairs of the same program wander that far. */
const TINY_EFFECT = 0.02;

/**
 * Median of the candidate's runs over that of the reference's; null where a side has no positive finite value.
 * From five runs a side the interval is the percentile bootstrap of the ratio (Efron and Tibshirani 1993, ch. 13), seeded,
 * so that the same runs always give the same interval; below, Student's interval of the difference of logarithms.
 */
export function estimateRatio(
  candidate: readonly number[],
  reference: readonly number[],
): RatioEstimate | null {
  const above = positive(candidate);
  const below = positive(reference);
  if (above.length === 0 || below.length === 0) return null;
  const value = medianSorted(above) / medianSorted(below);
  const [lo, hi] =
    Math.min(above.length, below.length) >= BOOTSTRAP_RUNS
      ? bootstrapInterval(above, below)
      : logInterval(value, above, below);
  const insideNoise = (lo <= 1 && hi >= 1) || Math.abs(value - 1) < TINY_EFFECT;
  return { value, ci95: [Math.min(lo, value), Math.max(hi, value)], insideNoise };
}

function positive(values: readonly number[]): number[] {
  return values.filter((value) => Number.isFinite(value) && value > 0).sort((a, b) => a - b);
}

function logInterval(value: number, above: number[], below: number[]): [number, number] {
  const width = Math.hypot(logHalfWidth(above), logHalfWidth(below));
  return [value * Math.exp(-width), value * Math.exp(width)];
}

function bootstrapInterval(above: number[], below: number[]): [number, number] {
  const random = createRandomSource(above.length * 1009 + below.length);
  const ratios = new Float64Array(RESAMPLES);
  const drawn = new Int32Array(Math.max(above.length, below.length));
  for (let i = 0; i < RESAMPLES; i += 1) {
    ratios[i] = resampledMedian(above, drawn, random) / resampledMedian(below, drawn, random);
  }
  const sorted = Array.from(ratios.sort());
  return [quantileSorted(sorted, 0.025), quantileSorted(sorted, 0.975)];
}

/** Median of a resample of sorted values: drawing ranks and counting them avoids a sort for each resample. */
function resampledMedian(
  sorted: readonly number[],
  drawn: Int32Array,
  random: () => number,
): number {
  const { length } = sorted;
  drawn.fill(0);
  for (let i = 0; i < length; i += 1) drawn[Math.floor(random() * length)]! += 1;
  const lower = Math.floor((length - 1) / 2);
  const upper = Math.floor(length / 2);
  let seen = 0;
  let low = NaN;
  for (let rank = 0; rank < length; rank += 1) {
    seen += drawn[rank]!;
    if (Number.isNaN(low) && seen > lower) low = sorted[rank]!;
    if (seen > upper) return (low + sorted[rank]!) / 2;
  }
  return low;
}
