import { expect, test } from 'vitest';
import { chooseLogTicks } from './plot-ticks';

test.each([
  [0.01, 10, [0.01, 0.1, 1, 10]],
  [0.9, 4.2, [1, 3]],
  [12, 60, [20, 50]],
  [12, 14, [12, 14]],
])('from %d to %d', (lo, hi, expected) => {
  expect(chooseLogTicks(lo, hi)).toEqual(expected);
});

test('a wide range is thinned to at most six ticks', () => {
  const ticks = chooseLogTicks(1e-6, 1e6);
  expect(ticks.length).toBeGreaterThanOrEqual(4);
  expect(ticks.length).toBeLessThanOrEqual(6);
});

test('nothing to draw gives no ticks', () => {
  expect(chooseLogTicks(0, 5)).toEqual([]);
  expect(chooseLogTicks(Number.NaN, 5)).toEqual([]);
});
