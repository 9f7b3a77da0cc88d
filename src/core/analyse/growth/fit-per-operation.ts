/** Growth of a cost for each operation: what a claim such as “lookup is O(log n)” speaks of. */
import type { GrowthFit } from '../../model/answers';
import type { LoadedSize } from '../../model/loaded';
import { cpuTimes, sumCalls, wallTimes } from '../compare/measure-size';
import { fitExactGrowth } from './fit-exact-growth';
import { fitNoisyGrowth } from './fit-noisy-growth';

/**
 * Fits calls, CPU or wall time for each operation. Where operations rise with n, the part of the run that does not grow (process
 * start) is taken off first, or it would make the cost of an operation fall with n. Null where nothing was measured.
 */
export function fitPerOperation(
  sizes: readonly LoadedSize[],
  metric: 'calls' | 'cpu' | 'wall',
): GrowthFit | null {
  const operations = sizes.map(({ record }) => Math.max(1, record.operations));
  const isFixed = operations.every((each) => each === operations[0]);
  const least = Math.min(...operations);
  if (metric === 'calls') {
    const points = sizes.flatMap((size, index) => {
      const value = sumCalls(size);
      return value === null ? [] : [{ n: size.record.n, value, operations: operations[index]! }];
    });
    if (points.length === 0) return null;
    const whole = fitExactGrowth(points);
    if (isFixed || whole.class === null) return whole;
    const start = Math.min(whole.constant, ...points.map(({ value }) => value));
    // Scaled by the fewest operations, so that rounding stays small against the figures.
    return fitExactGrowth(
      points.map(({ n, value, operations: ops }) => ({
        n,
        value: ((value - start) / ops) * least,
      })),
    );
  }
  const valuesOf = metric === 'cpu' ? cpuTimes : wallTimes;
  const points = sizes
    .map((size, index) => ({
      n: size.record.n,
      values: valuesOf(size),
      operations: operations[index]!,
    }))
    .filter(({ values }) => values.length > 0);
  if (points.length === 0) return null;
  const whole = fitNoisyGrowth(points);
  if (isFixed || whole.class === null) return whole;
  const start = whole.class === 'O(1)' ? 0 : whole.constant;
  return fitNoisyGrowth(
    points.map(({ n, values, operations: ops }) => ({
      n,
      values: values.map((value) => Math.max(value - start, value / 100) / ops),
    })),
  );
}
