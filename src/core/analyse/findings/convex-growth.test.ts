import { expect, test } from 'vitest';
import { measureConvexPart } from './convex-growth';
import { THRESHOLDS } from './thresholds';

const SIZES = [5000, 10000, 20000, 30000];

/** Runs of 40 ms of start and a cost, each off by some per cent that no other run shares. */
function runsOf(cost: (operations: number) => number, sizes = SIZES, scatter = 0.06) {
  let seed = 7;
  const next = () => (seed = (seed * 16807) % 2147483647) / 2147483647 - 0.5;
  return sizes.flatMap((operations) =>
    Array.from({ length: 5 }, () => ({
      operations,
      ms: (40 + cost(operations)) * (1 + 2 * scatter * next()),
    })),
  );
}

const { convexPart } = THRESHOLDS.grows;

test('a cost that goes with the square is told, whatever a run takes to start', () => {
  expect(measureConvexPart(runsOf((m) => 1e-6 * m ** 2))).toBeGreaterThan(convexPart);
  expect(measureConvexPart(runsOf((m) => 3000 + 1e-6 * m ** 2, SIZES, 0.01))).toBeGreaterThan(0.3);
});

test.each([
  ['a linear cost', (m: number) => 0.03 * m],
  ['m log m', (m: number) => 0.003 * m * Math.log(m)],
  ['m to the 1.3', (m: number) => 0.001 * m ** 1.3],
  ['a warm-up', (m: number) => 0.01 * m + 60 * (1 - Math.exp(-m / 8000))],
  ['no cost', () => 0],
])('%s is not taken for it', (_, cost) => {
  expect(measureConvexPart(runsOf(cost)) ?? 0).toBeLessThan(convexPart);
});

test('runs that scatter by half hide a square', () => {
  expect(measureConvexPart(runsOf((m) => 1e-7 * m ** 2, SIZES, 0.5)) ?? 0).toBeLessThan(convexPart);
});

test('three sizes do not tell a square from a step', () => {
  expect(measureConvexPart(runsOf((m) => 1e-6 * m ** 2, SIZES.slice(1)))).toBeNull();
});
