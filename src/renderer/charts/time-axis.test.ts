import { expect, test } from 'vitest';
import { axisAt, keepOn, listTicks, momentAt, placeOf, stretchOfBox } from './time-axis';

const axis = (x: number[], ms: number[]) => ({
  x: Float64Array.from(x),
  ms: Float64Array.from(ms),
});

/** Two threads beside each other; the first sleeps from 40 to 90 ms without a sample. */
const FIRST = axis([0, 0.2, 0.2, 0.5], [0, 40, 90, 150]);
const SECOND = axis([0.5, 1], [10, 110]);

test('a place of the width is a moment, and a moment a place', () => {
  expect(momentAt(FIRST, 0.1)).toBe(20);
  expect(momentAt(FIRST, 0.35)).toBeCloseTo(120, 9);
  expect(placeOf(FIRST, 20)).toBe(0.1);
  expect(placeOf(FIRST, 65)).toBeCloseTo(0.2, 9);
  expect(placeOf(FIRST, 1000)).toBe(0.5);
  expect(momentAt(SECOND, 0.2)).toBe(10);
});

test('a place belongs to one thread, and is kept in it', () => {
  const axes = [FIRST, SECOND];
  expect(axisAt(axes, 0.3)).toBe(FIRST);
  expect(axisAt(axes, 0.7)).toBe(SECOND);
  expect(axisAt([axis([0.4, 0.6], [0, 1])], 0.9)).not.toBeNull();
  expect(axisAt([], 0.5)).toBeNull();
  expect(keepOn(FIRST, 0.8)).toBe(0.5);
  expect(keepOn(SECOND, -1)).toBe(0.5);
});

test('a box is a stretch of the thread that it lies in', () => {
  const axes = [FIRST, SECOND];
  expect(stretchOfBox(axes, 0.1, 0.5)?.axis).toBe(FIRST);
  expect(stretchOfBox(axes, 0.5, 0.75)?.axis).toBe(SECOND);
  expect(stretchOfBox(axes, 0, 1)).toBeNull();
  expect(stretchOfBox(axes, 0, 0)).toBeNull();
});

test('ticks are round, in order and never closer than their text is wide', () => {
  for (const width of [200, 800, 2000]) {
    const ticks = listTicks(FIRST, width);
    expect(ticks.length).toBeGreaterThan(0);
    ticks.forEach(({ ms, x }, row) => {
      expect(ms % 1).toBe(0);
      expect(x).toBeCloseTo(placeOf(FIRST, ms), 9);
      if (row > 0) expect((x - ticks[row - 1]!.x) * width).toBeGreaterThanOrEqual(56);
    });
  }
  expect(listTicks(FIRST, 20)).toEqual([]);
});
