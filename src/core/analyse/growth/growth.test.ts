import { describe, expect, it, test } from 'vitest';
import { GROWTH_CLASSES } from '../../model/answers';
import type { GrowthClass } from '../../model/answers';
import { createRandomSource, drawNormal } from '../statistics/random-source';
import { fitExactGrowth } from './fit-exact-growth';
import { fitNoisyGrowth } from './fit-noisy-growth';
import { logShape } from './growth-shape';

const SIX = [500, 1000, 2000, 4000, 8000, 16000];

/** Seeded series of a class: value = constant + scale · f(n), each run times 1 + noise. */
function drawRuns(growth: GrowthClass, noise: number, draws: number, constantShare: number) {
  const random = createRandomSource(20_000 + Math.round(1000 * noise));
  const sizes = growth === 'O(2ⁿ)' ? [8, 10, 12, 14, 16, 18] : SIX;
  const top = logShape(growth, sizes[5]!);
  return Array.from({ length: draws }, () => {
    const constant = growth === 'O(1)' ? 0 : constantShare * random();
    return sizes.map((n) => {
      const truth = 1000 * (constant + Math.exp(logShape(growth, n) - top));
      const values = Array.from({ length: 10 }, () =>
        Math.max(truth / 20, truth * (1 + noise * drawNormal(random))),
      );
      return { n, values };
    });
  });
}

describe('fitNoisyGrowth', () => {
  it.each([
    [0.01, 0.99],
    [0.05, 0.97],
    [0.1, 0.92],
    [0.2, 0.8],
  ])('names the class at %d noise in at least %d of 1,000 draws', (noise, share) => {
    let right = 0;
    let confidentlyWrong = 0;
    for (const growth of GROWTH_CLASSES) {
      for (const draw of drawRuns(growth, noise, 125, 0.1)) {
        const fit = fitNoisyGrowth(draw);
        if (fit.class === growth) right += 1;
        else if (fit.class !== null && fit.confidence === 'high') confidentlyWrong += 1;
      }
    }
    expect(right / 1000).toBeGreaterThanOrEqual(share);
    expect(confidentlyWrong / 1000).toBeLessThan(0.01);
  });

  it('separates process start from growth', () => {
    const random = createRandomSource(5);
    const fit = fitNoisyGrowth(
      SIX.map((n) => ({
        n,
        values: Array.from({ length: 10 }, () => (50 + 0.02 * n) * (1 + 0.03 * drawNormal(random))),
      })),
    );
    expect(fit.class).toBe('O(n)');
    expect(fit.constant).toBeGreaterThan(42);
    expect(fit.constant).toBeLessThan(58);
    expect(fit.coefficient).toBeGreaterThan(0.017);
    expect(fit.coefficient).toBeLessThan(0.023);
    expect(fit.ci95[0]).toBeLessThan(1);
    expect(fit.ci95[1]).toBeGreaterThan(1);
  });

  it('finds a knee where the cost changes at a capacity, and none in a smooth curve', () => {
    const random = createRandomSource(6);
    const measure = (cost: (n: number) => number) =>
      fitNoisyGrowth(
        [1, 2, 4, 8, 16, 32, 64, 128].map((k) => ({
          n: 1000 * k,
          values: Array.from({ length: 10 }, () => cost(k) * (1 + 0.03 * drawNormal(random))),
        })),
      );
    const shifted = measure((k) => (k <= 16 ? 10 * k : 160 * (k / 16) ** 2));
    expect(shifted.knee).toBe(16000);
    expect(shifted.class).toBe('O(n²)');
    expect(measure((k) => 30 + 10 * k).knee).toBeNull();
    expect(measure((k) => 30 + k * k).knee).toBeNull();
  });

  it('names no class from two sizes, and none from noise', () => {
    const two = fitNoisyGrowth([
      { n: 100, values: [1, 1.1] },
      { n: 200, values: [2, 2.1] },
    ]);
    expect(two.class).toBeNull();
    expect(two.reason).toContain('2 sizes');
    expect(two.exponent).toBeCloseTo(0.96, 1);
    expect(fitNoisyGrowth([]).reason).toContain('Nothing');
    const loud = fitNoisyGrowth([500, 1000, 2000].map((n) => ({ n, values: [n * 0.01 + 40] })));
    expect(loud.confidence).not.toBe('high');
  });
});

describe('fitExactGrowth', () => {
  const search = (n: number) => Math.floor(Math.log2(n)) + 1;
  const cases: [string, GrowthClass, (n: number) => number][] = [
    ['a constant', 'O(1)', () => 100],
    ['a constant with stray calls', 'O(1)', (n) => 5000 + ((n * 7919) % 13)],
    ['zero', 'O(1)', () => 0],
    ['a loop', 'O(n)', (n) => n],
    ['a loop with a constant', 'O(n)', (n) => 100 * n + 37],
    ['a loop beside a large constant', 'O(n)', (n) => 3 * n + 20_000],
    ['a hundred scans', 'O(n)', (n) => 100 * n + 12_345],
    ['binary searches', 'O(log n)', (n) => 100 * search(n)],
    ['binary searches beside a start', 'O(log n)', (n) => 4000 + 100 * search(n)],
    ['n binary searches', 'O(n log n)', (n) => n * search(n)],
    ['floored n log n', 'O(n log n)', (n) => Math.floor(n * Math.log2(n))],
    ['a merge sort', 'O(n log n)', (n) => Math.round(n * Math.log2(n) - 1.25 * n)],
    ['a merge sort with a loop', 'O(n log n)', (n) => Math.round(n * Math.log2(n) + 5 * n + 300)],
    ['half a square', 'O(n²)', (n) => Math.floor((n * n) / 2)],
    ['pairs', 'O(n²)', (n) => (n * (n - 1)) / 2],
    ['pairs with a loop and a start', 'O(n²)', (n) => (n * (n - 1)) / 2 + 40 * n + 900],
    ['a square of sorts', 'O(n² log n)', (n) => Math.floor(n * n * Math.log2(n))],
    ['a cube', 'O(n³)', (n) => n ** 3 + 5],
  ];
  const sets = [
    [500, 1000, 2000, 4000],
    [100, 200, 400],
    [64, 128, 256, 512, 1024, 2048],
    [100, 300, 1000, 3000, 10_000],
  ];
  for (const sizes of sets) {
    it.each(cases)(`names %s as %s over ${sizes.join(', ')}`, (name, growth, count) => {
      // Three sizes leave nothing over to check a second term with.
      if (sizes.length === 3 && /sort|start|pairs with/.test(name)) return;
      const fit = fitExactGrowth(sizes.map((n) => ({ n, value: count(n) })));
      expect(fit.class).toBe(growth);
    });
  }

  it('names exponential counts', () => {
    const fit = fitExactGrowth([4, 6, 8, 10, 12].map((n) => ({ n, value: 2 ** n + 3 })));
    expect(fit.class).toBe('O(2ⁿ)');
  });

  it('gives the exponent and the constant', () => {
    const fit = fitExactGrowth(SIX.map((n) => ({ n, value: 100 * n + 5000 })));
    expect(fit.exponent).toBeCloseTo(1, 3);
    expect(fit.constant).toBeCloseTo(5000, 0);
    expect(fit.coefficient).toBeCloseTo(100, 3);
    expect(fit.confidence).toBe('high');
  });

  it('finds the size at which a cache overflows', () => {
    const sizes = [1, 2, 4, 8, 16, 32, 64, 128].map((k) => 100 * k);
    const fit = fitExactGrowth(
      sizes.map((n) => ({ n, value: n <= 1600 ? 400 : 400 + 30 * (n - 1600) })),
    );
    expect(fit.knee).toBe(1600);
  });
});

test('one slow size does not make an exponential of sizes in the thousands', () => {
  const random = createRandomSource(11);
  const walls = [500, 1000, 2000, 4000].map((n) => ({
    n,
    values: Array.from(
      { length: 10 },
      () => (n === 4000 ? 150 : 100) * (1 + 0.02 * drawNormal(random)),
    ),
  }));
  expect(fitNoisyGrowth(walls).class).not.toBe('O(2ⁿ)');
});
