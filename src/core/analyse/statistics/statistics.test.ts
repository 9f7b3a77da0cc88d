import { median, quantile, sampleWithReplacement } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { studentT95 } from './distributions';
import { estimateMedian, orderStatisticRank } from './estimate-median';
import { estimateRatio } from './estimate-ratio';
import { countWarmUpRuns, findDrift, findOutliers } from './judge-runs';
import { createRandomSource, drawNormal } from './random-source';

describe('estimateMedian', () => {
  it('gives the exact binomial interval of the tables', () => {
    // Conover's table: for 10 values the 2nd and 9th (97.9 %), for 6 the extremes, for 20 the 6th and 15th.
    expect(orderStatisticRank(6)).toBe(0);
    expect(orderStatisticRank(10)).toBe(1);
    expect(orderStatisticRank(20)).toBe(5);
    const estimate = estimateMedian([10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
    expect(estimate).toEqual({ median: 5.5, ci95: [2, 9], runs: 10, min: 1 });
  });

  it('covers the true median at least 95 % of the time', () => {
    const random = createRandomSource(1);
    for (const runs of [3, 5, 6, 10, 15]) {
      let covered = 0;
      for (let draw = 0; draw < 2000; draw += 1) {
        const values = Array.from({ length: runs }, () => 100 * Math.exp(0.1 * drawNormal(random)));
        const [lo, hi] = estimateMedian(values)!.ci95;
        if (lo <= 100 && hi >= 100) covered += 1;
      }
      expect(covered / 2000, `${runs} runs`).toBeGreaterThan(0.94);
    }
  });

  it('says nothing of nothing, and never a narrow thing of one run', () => {
    expect(estimateMedian([])).toBeNull();
    expect(estimateMedian([NaN])).toBeNull();
    const [lo, hi] = estimateMedian([100])!.ci95;
    expect(hi / lo).toBeGreaterThan(1.5);
  });
});

describe('estimateRatio', () => {
  it('holds 1 for two samples of the same runs in about 95 % of draws', () => {
    const random = createRandomSource(2);
    for (const runs of [1, 3, 10]) {
      let noise = 0;
      for (let draw = 0; draw < 400; draw += 1) {
        const sample = () =>
          Array.from({ length: runs }, () => 100 * Math.exp(0.1 * drawNormal(random)));
        if (estimateRatio(sample(), sample())!.insideNoise) noise += 1;
      }
      expect(noise / 400, `${runs} runs`).toBeGreaterThan(0.92);
    }
  });

  it('finds a factor of two, and its inverse when swapped', () => {
    const random = createRandomSource(3);
    const draw = (centre: number) =>
      Array.from({ length: 10 }, () => centre * Math.exp(0.05 * drawNormal(random)));
    const [slow, fast] = [draw(200), draw(100)];
    const ratio = estimateRatio(slow, fast)!;
    expect(ratio.insideNoise).toBe(false);
    expect(ratio.ci95[0]).toBeLessThan(2);
    expect(ratio.ci95[1]).toBeGreaterThan(2);
    expect(estimateRatio(fast, slow)!.value).toBeCloseTo(1 / ratio.value, 10);
    expect(estimateRatio(slow, fast)).toEqual(ratio);
  });

  it('agrees with a bootstrap made with another library', () => {
    const random = createRandomSource(4);
    const draw = (centre: number, runs: number) =>
      Array.from({ length: runs }, () => centre * Math.exp(0.12 * drawNormal(random)));
    for (const runs of [6, 11, 24]) {
      const [above, below] = [draw(150, runs), draw(100, runs)];
      const ratios = Array.from(
        { length: 6000 },
        () =>
          median(sampleWithReplacement(above, runs, random)) /
          median(sampleWithReplacement(below, runs, random)),
      );
      const { ci95 } = estimateRatio(above, below)!;
      expect(Math.abs(Math.log(ci95[0] / quantile(ratios, 0.025)))).toBeLessThan(0.02);
      expect(Math.abs(Math.log(ci95[1] / quantile(ratios, 0.975)))).toBeLessThan(0.02);
    }
  });

  it('has no ratio against nothing', () => {
    expect(estimateRatio([1, 2], [])).toBeNull();
    expect(estimateRatio([1, 2], [0, 0])).toBeNull();
  });
});

it('has the quantiles of Student’s t that tables print', () => {
  // NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2, two-sided 95 %.
  const printed = { 1: 12.706, 4: 2.776, 10: 2.228, 29: 2.045, 40: 2.021, 60: 2.0, 100: 1.984 };
  for (const [freedom, quantileOfT] of Object.entries(printed)) {
    expect(Math.abs(studentT95(Number(freedom)) - quantileOfT)).toBeLessThan(0.002);
  }
});

describe('judging runs', () => {
  it('names outliers, drift and warm-up', () => {
    expect(findOutliers([100, 101, 99, 100, 102, 180, 100])).toEqual([5]);
    expect(findOutliers([100, 101, 99, 100, 102])).toEqual([]);
    expect(findDrift([100, 103, 106, 109, 112, 115, 118, 121, 124])?.tau).toBe(1);
    expect(findDrift([100, 103, 99, 101, 102, 98, 100, 101, 99])).toBeNull();
    expect(countWarmUpRuns([180, 130, 100, 101, 99, 100, 102, 100])).toBe(2);
    expect(countWarmUpRuns([100, 101, 99, 100, 102, 100])).toBe(0);
  });
});
