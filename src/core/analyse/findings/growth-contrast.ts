/** Whether the times of two builds grow apart, process start and the number of operations taken into account. */
import type { GrowthFit, RatioEstimate } from '../../model/answers';
import type { CommonSize, ComparedView } from '../compare/compared-view';
import { cpuTimes, wallTimes } from '../compare/measure-size';
import { studentT95 } from '../statistics/distributions';
import { measureConvexPart } from './convex-growth';
import { THRESHOLDS } from './thresholds';

const { grows } = THRESHOLDS;

/** Both builds at one size. */
export interface ContrastAtSize {
  n: number;
  ratio: RatioEstimate;
  /** Median of the candidate, in ms. */
  candidateMs: number;
}

/** How times grow apart between the smallest and the largest common size. */
export interface GrowthContrast {
  metric: 'cpu' | 'wall';
  first: ContrastAtSize;
  last: ContrastAtSize;
  /** Number of sizes at which both were measured. */
  sizes: number;
  /** Ratio at the largest size over that at the smallest, and the lower end of its 95 % interval. */
  rise: number;
  riseLow: number;
  /** True when the ratio rises beyond its noise. */
  isRising: boolean;
  /** True when the number of operations is the same at all sizes. */
  isFixed: boolean;
  /** True when the ratio rises beyond its noise at a fixed number of operations and the reference grows by a quarter as much at most. */
  rises: boolean;
  /** Growth of the reference over that of the candidate at a fixed number of operations, upper end of its 95 % interval; infinite where unknown. */
  referencePart: number;
  /** True when the reference hardly grows where the candidate does: a twentieth as much at most, noise included. */
  isFlat: boolean;
  /** True when the candidate grows for each operation and the reference, at most, hardly. */
  apart: boolean;
}

/**
 * Compares CPU time where both have it, else wall time; null with fewer than two common sizes.
 *
 * The ratio alone misleads: with the same class on both sides it rises with n as process start fades. So what has grown is
 * compared: with a fixed number of operations the reference's runs are regressed on the candidate's medians, over all sizes. A
 * slope of one sixteenth at most (upper end of its 95 % interval), or of one fortieth by itself, means that the reference is flat where the
 * candidate grows; a reference of the same class has a slope that is the ratio of their costs for each item. Where operations rise with n both have to grow, and a slower candidate grows
 * steeper without being of another class: there the fitted exponents have to differ by half an order, or the candidate's cost has to
 * rise with the square of the operations while the reference hardly moves.
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
    const contrast = {
      first: { n: first.size.n, ratio: a, candidateMs: first.ours.median },
      last: { n: last.size.n, ratio: b, candidateMs: last.ours.median },
      sizes: sizes.length,
    };
    const operations = exponentOfOperations(first.size, last.size);
    const isFixed = Math.abs(operations) < 0.05;
    const isRising = rise >= grows.ratioRise && riseLow >= 1;
    const referenceRise = last.theirs.median / first.theirs.median;
    // Another language may do the same in a fiftieth of the time: exact counts of the reference that grow as well say so.
    const isSame = !view.sharesSymbols && worksAsMuch(view, metric);
    const isFlat = !isSame && isHardlyGrowing(view, metric);
    const apart =
      isRising &&
      (isFixed
        ? isFlat || isSteeper(view, metric, referenceRise)
        : hasHigherExponent(view, metric, operations, referenceRise) ||
          isConvexAlone(view, metric));
    const line = isRising && isFixed ? regressReference(view, metric) : null;
    const referencePart = line === null || isSame ? Infinity : line.slope + line.halfWidth;
    const rises = referencePart <= grows.referenceMost;
    const flags = { isRising, isFixed, rises, isFlat, apart };
    return { metric, ...contrast, rise, riseLow, referencePart, ...flags };
  }
  return null;
}

/** Whether the reference's instructions or calls rise with n by less than half an order less than the candidate's time does. */
function worksAsMuch(view: ComparedView, metric: 'cpu' | 'wall'): boolean {
  const ours = view.candidate.growth[metric];
  if (ours?.class == null) return false;
  const { instructions, calls } = view.reference.growth;
  return [instructions, calls].some((counted) => {
    const [first, last] = [counted?.points[0], counted?.points.at(-1)];
    if (first === undefined || last === undefined || last.n <= first.n || first.value <= 0)
      return false;
    const rise = Math.log(last.value / first.value) / Math.log(last.n / first.n);
    return rise >= grows.exponent && ours.exponent - rise < grows.exponent;
  });
}

/** Exponent with which operations rise over the sizes: 0 for a fixed number, 1 for one for each n. */
function exponentOfOperations(first: CommonSize, last: CommonSize): number {
  return last.n > first.n
    ? Math.log(last.operations / first.operations) / Math.log(last.n / first.n)
    : 0;
}

/** Slope of the reference's runs over the candidate's medians, with half its 95 % interval; null where it has none. */
function regressReference(
  view: ComparedView,
  metric: 'cpu' | 'wall',
): { slope: number; halfWidth: number } | null {
  const timesOf = metric === 'cpu' ? cpuTimes : wallTimes;
  const field = metric === 'cpu' ? 'cpuMs' : 'wallMs';
  const rows = view.common.flatMap((size) => {
    const x = size.candidate[field]?.median;
    return x === undefined ? [] : timesOf(size.referenceSize).map((y) => ({ x, y }));
  });
  if (rows.length < 3) return null;
  const meanX = rows.reduce((sum, { x }) => sum + x, 0) / rows.length;
  const meanY = rows.reduce((sum, { y }) => sum + y, 0) / rows.length;
  const xx = rows.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
  if (!(xx > 0)) return null;
  const slope = rows.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0) / xx;
  const squares = rows.reduce((sum, { x, y }) => sum + (y - meanY - slope * (x - meanX)) ** 2, 0);
  const freedom = rows.length - 2;
  return { slope, halfWidth: studentT95(freedom) * Math.sqrt(squares / freedom / xx) };
}

function isHardlyGrowing(view: ComparedView, metric: 'cpu' | 'wall'): boolean {
  const line = regressReference(view, metric);
  if (line === null) return false;
  if (line.slope <= grows.referenceSlope)
    return line.slope + line.halfWidth <= 2 * grows.referenceGrowth;
  return line.slope - line.halfWidth <= 0 && line.slope + line.halfWidth <= grows.referenceGrowth;
}

/**
 * Where both grow visibly, the candidate by half an order more than the reference, and the 95 % intervals of the exponents do not
 * meet. A reference that has hardly moved is left out: whatever class its growth would be of, process start hides.
 */
function isSteeper(view: ComparedView, metric: 'cpu' | 'wall', referenceRise: number): boolean {
  const ours = view.candidate.growth[metric];
  const theirs = view.reference.growth[metric];
  if (ours?.class == null || theirs === undefined) return false;
  if (ours.sizes < 4 || theirs.sizes < 4 || referenceRise < grows.referenceRise) return false;
  return ours.exponent - theirs.exponent >= grows.exponent && ours.ci95[0] > theirs.ci95[1];
}

function hasHigherExponent(
  view: ComparedView,
  metric: 'cpu' | 'wall',
  operations: number,
  referenceRise: number,
): boolean {
  const ours = view.candidate.growth[metric];
  const theirs = view.reference.growth[metric];
  if (ours?.class == null || ours.sizes < 3) return false;
  // Which class beyond the reference's it is may stay open: the interval of the exponent, over enough sizes, says that it is beyond.
  if (ours.confidence === 'low' && ours.sizes < 4) return false;
  // A reference that hides behind its process start still does each operation. One that rises grows, whatever class that may be.
  const isHidden =
    theirs === undefined ||
    theirs.class === 'O(1)' ||
    (theirs.class === null && referenceRise < grows.referenceRise);
  const theirExponent = isHidden ? operations : Math.max(operations, theirs.exponent);
  return (
    ours.exponent - theirExponent >= grows.exponent &&
    ours.ci95[0] > theirExponent + grows.exponent / 2
  );
}

/** Each further operation costs the candidate more, and next to nothing the reference. */
function isConvexAlone(view: ComparedView, metric: 'cpu' | 'wall'): boolean {
  const timesOf = metric === 'cpu' ? cpuTimes : wallTimes;
  const runs = view.common.flatMap(({ operations, candidateSize }) =>
    timesOf(candidateSize).map((ms) => ({ operations, ms })),
  );
  const part = measureConvexPart(runs);
  return part !== null && part >= grows.convexPart && isHardlyGrowing(view, metric);
}

/** How a count grows in both builds. */
export interface FitContrast {
  candidate: GrowthFit;
  reference: GrowthFit;
}

/**
 * Instructions do not jitter: exponents half an order apart over three sizes or more are a difference of class, whatever the clock says. An
 * exponent counts from that of the operations on: the same work done once for each of them is repeated, not growing.
 * Null where they were not counted, or do not differ, or the candidate does not execute clearly more of them at its largest size.
 */
export function contrastInstructions(view: ComparedView): FitContrast | null {
  const ours = view.candidate.growth.instructions;
  const theirs = view.reference.growth.instructions;
  if (ours?.class == null || theirs?.class == null) return null;
  if (ours.sizes < 3 || theirs.sizes < 3) return null;
  const [first, last] = [view.common[0], view.common[view.common.length - 1]];
  if (first === undefined || last === undefined) return null;
  // A reference that hides behind its process start still does each operation.
  const least = Math.max(theirs.exponent, exponentOfOperations(first, last));
  if (ours.exponent - least < grows.exponent) return null;
  const largest = ours.points[ours.points.length - 1]!;
  const same = theirs.points.find(({ n }) => n === largest.n);
  if (same === undefined || largest.value < grows.callsRatio * same.value) return null;
  return { candidate: ours, reference: theirs };
}

/**
 * Allocated bytes jitter less than times: exponents half an order apart whose intervals do not meet, over four sizes or more, say that the
 * candidate makes more of what it makes for each n, such as a copy of all items at each step. Null otherwise.
 */
export function contrastAllocation(view: ComparedView): FitContrast | null {
  const ours = view.candidate.growth.allocated;
  const theirs = view.reference.growth.allocated;
  if (ours?.class == null || theirs === undefined) return null;
  if (ours.sizes < 4 || theirs.sizes < 4) return null;
  const [first, last] = [view.common[0], view.common[view.common.length - 1]];
  if (first === undefined || last === undefined) return null;
  const least = Math.max(theirs.exponent, exponentOfOperations(first, last));
  if (ours.exponent - least < grows.exponent || ours.ci95[0] <= theirs.ci95[1]) return null;
  const [bytes, theirBytes] = [last.candidate.allocatedBytes, last.reference.allocatedBytes];
  if (bytes === null || theirBytes === null) return null;
  const { ratio, differenceBytes } = THRESHOLDS.allocation;
  if (bytes < ratio * theirBytes || bytes - theirBytes < differenceBytes) return null;
  return { candidate: ours, reference: theirs };
}
