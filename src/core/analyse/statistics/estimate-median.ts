/** Medians of repeated runs with a 95 % interval. */
import { median } from 'simple-statistics';
import type { MedianEstimate } from '../../model/answers';
import type { Interval95 } from '../../model/units';
import { studentT95 } from './distributions';

/** Half the width that one unrepeated run is given, as a factor: single pairs of the same program differed by up to 1.35. */
export const SINGLE_RUN_FACTOR = 1.35;

/** Fewest runs for which order statistics reach 95 %: 1 − 2 · 0.5⁶ = 96.9 %. */
const ORDER_STATISTIC_RUNS = 6;

/**
 * Median and its 95 % interval; null without a finite value.
 * From six runs on the interval is the exact binomial one between two order statistics, which assumes nothing of
 * the distribution (Conover, Practical Nonparametric Statistics, 3rd ed., 3.2). Fewer runs cannot reach
 * 95 % that way, so Student's interval of the logarithms is given; a single run gets a factor of 1.35 either way.
 */
export function estimateMedian(values: readonly number[]): MedianEstimate | null {
  const sorted = values.filter((value) => Number.isFinite(value)).sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  return {
    median: median(sorted),
    ci95: intervalOfMedian(sorted),
    runs: sorted.length,
    min: sorted[0]!,
  };
}

function intervalOfMedian(sorted: readonly number[]): Interval95 {
  if (sorted.length >= ORDER_STATISTIC_RUNS) {
    const rank = orderStatisticRank(sorted.length);
    return [sorted[rank]!, sorted[sorted.length - 1 - rank]!];
  }
  const middle = median([...sorted]);
  if (sorted[0]! <= 0) return [Math.min(0, sorted[0]!), sorted[sorted.length - 1]!];
  const halfWidth = logHalfWidth(sorted);
  return [
    Math.min(sorted[0]!, middle * Math.exp(-halfWidth)),
    Math.max(sorted[sorted.length - 1]!, middle * Math.exp(halfWidth)),
  ];
}

/** Largest 0-based rank r for which the interval between the r-th lowest and r-th highest value covers 95 %. */
export function orderStatisticRank(runs: number): number {
  let tail = Math.pow(0.5, runs);
  let term = tail;
  let rank = 0;
  while (rank + 1 < runs / 2) {
    term *= (runs - rank) / (rank + 1);
    if (2 * (tail + term) > 0.05) break;
    tail += term;
    rank += 1;
  }
  return rank;
}

/** Half the 95 % interval of the mean logarithm of positive values; for a single run ln 1.35. */
export function logHalfWidth(values: readonly number[]): number {
  if (values.length < 2) return Math.log(SINGLE_RUN_FACTOR);
  const logs = values.map((value) => Math.log(value));
  const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length;
  const squares = logs.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / (logs.length - 1));
  const width = (studentT95(logs.length - 1) * deviation) / Math.sqrt(logs.length);
  // Two runs that happen to agree know nothing of the noise, and two that do not would claim a factor of thousands.
  const floor = Math.log(SINGLE_RUN_FACTOR) / values.length;
  return Math.min(Math.max(width, floor), Math.log(1000));
}
