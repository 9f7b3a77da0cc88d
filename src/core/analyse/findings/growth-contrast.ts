/** Whether the times of two builds grow apart, process start and the number of operations taken into account. */
import type { MedianEstimate, RatioEstimate } from '../../model/answers';
import type { CommonSize, ComparedView } from '../compare/compared-view';
import { THRESHOLDS } from './thresholds';

const { grows } = THRESHOLDS;

/** How times grow apart between the smallest and the largest common size. */
export interface GrowthContrast {
  metric: 'cpu' | 'wall';
  first: { n: number; ratio: RatioEstimate };
  last: { n: number; ratio: RatioEstimate };
  /** Ratio at the largest size over that at the smallest, and the lower end of its 95 % interval. */
  rise: number;
  riseLow: number;
  /** True when the candidate grows for each operation and the reference, at most, hardly. */
  apart: boolean;
}

/**
 * Compares CPU time where both have it, else wall time; null with fewer than two common sizes.
 *
 * The ratio alone misleads: with the same class on both sides it rises with n as process start fades. So what has grown is
 * compared: with a fixed number of operations the reference's growth, at the upper end of its interval, has to stay below an
 * eighth of the candidate's at its lower end. Where operations rise with n both have to grow, and a slower candidate grows
 * steeper without being of another class: there the fitted exponents have to differ by half an order.
 */
export function contrastGrowth(view: ComparedView): GrowthContrast | null {
  for (const metric of ['cpu', 'wall'] as const) {
    const field = metric === 'cpu' ? 'cpuMs' : 'wallMs';
    const sizes = view.common.flatMap((size) => {
      const ratio = view.sizes.find((each) => each.n === size.n)?.ratio[metric] ?? null;
      const [ours, theirs] = [size.candidate[field], size.reference[field]];
      return ratio === null || ours === null || theirs === null
        ? []
        : [{ size, ratio, ours, theirs }];
    });
    const [first, last] = [sizes[0], sizes[sizes.length - 1]];
    if (first === undefined || last === undefined || first === last) continue;
    const [a, b] = [first.ratio, last.ratio];
    const rise = b.value / a.value;
    const width = Math.hypot(Math.log(a.ci95[1] / a.value), Math.log(b.value / b.ci95[0]));
    const riseLow = rise * Math.exp(-width);
    const contrast = { first: { n: first.size.n, ratio: a }, last: { n: last.size.n, ratio: b } };
    const operations = exponentOfOperations(first.size, last.size);
    const apart =
      rise >= grows.ratioRise &&
      riseLow >= 1 &&
      (Math.abs(operations) < 0.05
        ? isHardlyGrowing(first, last)
        : hasHigherExponent(view, metric, operations));
    return { metric, ...contrast, rise, riseLow, apart };
  }
  return null;
}

/** Exponent with which operations rise over the sizes: 0 for a fixed number, 1 for one for each n. */
export function exponentOfOperations(first: CommonSize, last: CommonSize): number {
  return last.n > first.n
    ? Math.log(last.operations / first.operations) / Math.log(last.n / first.n)
    : 0;
}

interface Pair {
  ours: MedianEstimate;
  theirs: MedianEstimate;
}

function isHardlyGrowing(first: Pair, last: Pair): boolean {
  const ours = growthOf(first.ours, last.ours);
  const theirs = growthOf(first.theirs, last.theirs);
  return ours.low > 0 && Math.max(0, theirs.high) <= grows.referenceGrowth * ours.low;
}

/** Difference of two medians with its interval; half widths add as independent errors do. */
function growthOf(first: MedianEstimate, last: MedianEstimate): { low: number; high: number } {
  const difference = last.median - first.median;
  const low = Math.hypot(first.ci95[1] - first.median, last.median - last.ci95[0]);
  const high = Math.hypot(first.median - first.ci95[0], last.ci95[1] - last.median);
  return { low: difference - low, high: difference + high };
}

function hasHigherExponent(
  view: ComparedView,
  metric: 'cpu' | 'wall',
  operations: number,
): boolean {
  const ours = view.candidate.growth[metric];
  const theirs = view.reference.growth[metric];
  if (ours?.class == null || ours.sizes < 3 || ours.confidence === 'low') return false;
  // A reference that hides behind its process start still does each operation.
  const theirExponent =
    theirs?.class == null || theirs.class === 'O(1)'
      ? operations
      : Math.max(operations, theirs.exponent);
  return (
    ours.exponent - theirExponent >= grows.exponent &&
    ours.ci95[0] > theirExponent + grows.exponent / 2
  );
}
