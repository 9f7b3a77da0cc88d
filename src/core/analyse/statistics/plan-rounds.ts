/** How many runs are enough: until the intervals are narrow, within bounds, where the user did not fix a number. */
import { estimateMedian } from './estimate-median';

/** Rounds of a size; a round is one run of each build. */
export interface RoundPlan {
  least: number;
  most: number;
  /** Time that the measured rounds of one size may take, in ms; at least `least` rounds are made all the same. */
  budgetMs: number;
}

/** Fewer than five runs have no bootstrap; beyond thirty the interval shrinks by a tenth for each further seven. */
export const ADAPTIVE_ROUNDS: RoundPlan = { least: 5, most: 30, budgetMs: 12_000 };

/** Half an interval of at most this share of its median is narrow enough: a third of what findings begin at. */
export const NARROW = 0.05;

/** A ratio this far from 1 at both ends of its interval is decided; its exact size matters less. */
const DECIDED = 1.5;
/** How narrow such a ratio has to be. */
const NARROW_DECIDED = 0.15;

/**
 * Whether another round is worth its time. `walls` holds the wall times of each build so far, candidate first. The rule looks
 * at the width of intervals alone, never at whether they hold 1: stopping at the first difference would find one in
 * every fifth comparison of a build with itself.
 */
export function needsAnotherRound(
  walls: readonly (readonly number[])[],
  spentMs: number,
  plan: RoundPlan,
): boolean {
  const runs = Math.max(0, ...walls.map(({ length }) => length));
  if (runs < plan.least) return true;
  if (runs >= plan.most || spentMs * (1 + 1 / runs) > plan.budgetMs) return false;
  const [candidate, reference] = walls;
  if (candidate === undefined) return false;
  if (reference === undefined) return halfWidth(candidate) > NARROW;
  // Relative errors of independent medians add in squares; a bootstrap after every round would take longer than short runs.
  const width = Math.hypot(halfWidth(candidate), halfWidth(reference));
  const ratio = (estimateMedian(candidate)?.median ?? 0) / (estimateMedian(reference)?.median ?? 0);
  const isDecided = Math.abs(Math.log(ratio)) > Math.log(DECIDED) + width;
  return width > (isDecided ? NARROW_DECIDED : NARROW);
}

/** Half of the median's 95 % interval as a share of the median; infinite without one. */
export function halfWidth(values: readonly number[]): number {
  const estimate = estimateMedian(values);
  if (estimate === null || !(estimate.median > 0)) return Infinity;
  return (estimate.ci95[1] - estimate.ci95[0]) / 2 / estimate.median;
}
