/** The growth classes as functions of n, in logarithms, so that 2ⁿ does not overflow. */
import { GROWTH_CLASSES } from '../../model/answers';
import type { GrowthClass } from '../../model/answers';

/** One measured point: a size and the metric there. */
export interface GrowthPoint {
  n: number;
  value: number;
}

/** Natural logarithm of f(n); below n = 1.5 the logarithm is held at log₂ 1.5, for f must be positive. */
export function logShape(growth: GrowthClass, n: number): number {
  const size = Math.max(n, Number.MIN_VALUE);
  const logN = Math.log(size);
  const logLog = Math.log(Math.log2(Math.max(size, 1.5)));
  switch (growth) {
    case 'O(1)':
      return 0;
    case 'O(log n)':
      return logLog;
    case 'O(n)':
      return logN;
    case 'O(n log n)':
      return logN + logLog;
    case 'O(n²)':
      return 2 * logN;
    case 'O(n² log n)':
      return 2 * logN + logLog;
    case 'O(n³)':
      return 3 * logN;
    case 'O(2ⁿ)':
      return size * Math.LN2;
  }
}

/** f(n) over f at the reference size; may underflow to 0, never overflows for n at or below it. */
export function relativeShape(growth: GrowthClass, n: number, largest: number): number {
  return Math.exp(logShape(growth, n) - logShape(growth, largest));
}

/** Place of a class in the order from slowest to fastest growing. */
export function rankOfClass(growth: GrowthClass): number {
  return GROWTH_CLASSES.indexOf(growth);
}

/**
 * Largest size at which 2ⁿ is considered: 2⁶⁴ steps of a nanosecond take 585 years already. Far beyond, the shape is zero
 * at every size but the largest, and explains any one slow run there.
 */
const LARGEST_EXPONENTIAL = 128;

/** Classes that a series up to this size can have, slowest growing first. */
export function possibleClasses(largest: number): GrowthClass[] {
  return GROWTH_CLASSES.filter((growth) => growth !== 'O(2ⁿ)' || largest <= LARGEST_EXPONENTIAL);
}

/** Of those, the ones that grow. */
export function growingClasses(largest: number): GrowthClass[] {
  return possibleClasses(largest).filter((growth) => growth !== 'O(1)');
}
