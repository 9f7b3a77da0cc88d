import { expect, it } from 'vitest';
import { roundSize } from './fixed-blocks';
import { fitSampledSlope, type SampledPoint } from './one-function';

it.each([
  [4096, 4096],
  [4112, 4096],
  [1024, 1024],
  [8192 * 1.015, 8192],
  [20_480, 20_480],
  [512, null],
  [3000, null],
  [14_093, null],
  [100_000, null],
])('a mean of %d bytes stands for blocks of %s', (mean, size) => {
  expect(roundSize(mean)).toBe(size);
});

const points = (msAt: (n: number) => number, samplesPerMs: number): SampledPoint[] =>
  [1000, 2000, 4000, 8000].map((n) => {
    const ms = msAt(n);
    return {
      n,
      operations: n,
      ms,
      totalMs: ms + 50,
      samples: Math.round((ms + 50) * samplesPerMs),
    };
  });

it('tells a function that gets slower for each operation from one that does not', () => {
  const slower = fitSampledSlope(points((n) => n ** 2 / 1e5, 1))!;
  expect(slower.exponent).toBeCloseTo(1, 1);
  expect(slower.low).toBeGreaterThan(0.5);
  const steady = fitSampledSlope(points((n) => n / 20, 1))!;
  expect(steady.exponent).toBeCloseTo(0, 1);
  expect(steady.high).toBeLessThan(0.5);
});

it('claims nothing of a handful of samples', () => {
  expect(fitSampledSlope(points((n) => n ** 2 / 1e6, 0.05))!.low).toBeLessThan(0.25);
  expect(fitSampledSlope(points((n) => n, 1).slice(0, 2))).toBeNull();
});
