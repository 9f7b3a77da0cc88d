/** What is odd about a series of runs: outliers, drift, warm-up. Said beside a number, never corrected silently. */
import { median, medianAbsoluteDeviation } from 'simple-statistics';

/** Modified z-score beyond which a run is an outlier (Iglewicz and Hoaglin 1993 give 3.5). */
const OUTLIER_SCORE = 3.5;
/** Smallest deviation, as a share of the median, that is worth naming: timers and schedulers make less than 5 %. */
const OUTLIER_FLOOR = 0.05;

/** Indices of runs far from the median: modified z-score above 3.5 and more than 5 % away. Needs five runs. */
export function findOutliers(values: readonly number[]): number[] {
  if (values.length < 5) return [];
  const middle = median([...values]);
  const spread = medianAbsoluteDeviation([...values]);
  const outliers: number[] = [];
  values.forEach((value, index) => {
    const distance = Math.abs(value - middle);
    if (distance > OUTLIER_FLOOR * Math.abs(middle) && 0.6745 * distance > OUTLIER_SCORE * spread) {
      outliers.push(index);
    }
  });
  return outliers;
}

/** Whether runs rise or fall in the order in which they ran. */
export interface Drift {
  /** Kendall's tau of value against order, −1 to 1. */
  tau: number;
  /** Change from the first to the last third, as a share of the median. */
  change: number;
}

/**
 * A drift that stands out: Kendall's tau beyond its 99 % bound under no trend (Mann 1945) and a change above 5 %
 * from the first to the last third; null otherwise, or with fewer than eight runs.
 */
export function findDrift(values: readonly number[]): Drift | null {
  const runs = values.length;
  if (runs < 8) return null;
  let concordance = 0;
  for (let i = 0; i < runs; i += 1) {
    for (let j = i + 1; j < runs; j += 1) concordance += Math.sign(values[j]! - values[i]!);
  }
  const bound = 2.576 * Math.sqrt((runs * (runs - 1) * (2 * runs + 5)) / 18);
  const third = Math.floor(runs / 3);
  const change =
    (median(values.slice(-third)) - median(values.slice(0, third))) / median([...values]);
  if (Math.abs(concordance) <= bound || Math.abs(change) < OUTLIER_FLOOR) return null;
  return { tau: concordance / ((runs * (runs - 1)) / 2), change };
}

/**
 * How many leading runs are warm-up: those before the first run that is within the spread of the later half
 * (median ± 3 scaled median absolute deviations, at least 5 %). At most half of the runs.
 */
export function countWarmUpRuns(values: readonly number[]): number {
  const half = Math.floor(values.length / 2);
  if (half < 2) return 0;
  const later = values.slice(half);
  const middle = median([...later]);
  const bound = Math.max(3 * 1.4826 * medianAbsoluteDeviation([...later]), 0.05 * middle);
  let count = 0;
  while (count < half && values[count]! - middle > bound) count += 1;
  return count;
}
