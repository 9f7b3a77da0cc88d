/** Whether what grows by exact counts costs anything. */
import type { CommonSize, ComparedView } from '../compare/compared-view';
import type { GrowthDrivers } from './growth-drivers';
import { THRESHOLDS } from './thresholds';

const { grows } = THRESHOLDS;

/** A part of the CPU time that matters lies under it, or of the calls where no time was sampled. */
export function hasMaterialGrowth(drivers: GrowthDrivers): boolean {
  if (drivers.growing.length === 0) return false;
  if (drivers.cpuShare !== null) return drivers.cpuShare >= grows.cpuShare;
  return (drivers.callsShare ?? 0) >= grows.callsShare;
}

/**
 * Whether the whole run speaks against it: a part s of a run that the reference does without makes the run 1 / (1 − s) times as long. Where not even
 * half of s shows in the CPU times and the reference makes as many calls in all, it does the same in other words, or the calls are those of the run
 * time's own upkeep.
 */
export function isContradicted(
  view: ComparedView,
  { n, candidate, reference }: CommonSize,
  { cpuShare }: GrowthDrivers,
): boolean {
  const ratio = view.sizes.find((each) => each.n === n)?.ratio.cpu;
  if (ratio == null || cpuShare === null) return false;
  if (candidate.calls === null || reference.calls === null) return false;
  return candidate.calls <= reference.calls && ratio.value < 1 / (1 - grows.shownPart * cpuShare);
}
