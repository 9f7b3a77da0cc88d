/** Whether a function costs more in one build than in the other, or sampling and the machine make it look so. */
import type { Profile } from '../../model/profile';
import type { Interval95 } from '../../model/units';

/** Two standard deviations of sampling hold 95 % of the draws. */
const SIGMAS = 2;
/** Runs of one program differ by about 5 % on a shared machine, however many samples each has. */
const RUN_TO_RUN = 0.05;

/**
 * Cost that one sample stands for, in the column's unit: Σ value² / Σ value, so that the variance of a cost is cost times quantum
 * (Poisson); 0 for exact counts and without samples.
 */
export function quantumOf(profile: Profile, column: number): number {
  let sum = 0;
  let squares = 0;
  for (const { samples } of profile.threads) {
    for (const value of samples.values[column] ?? []) {
      sum += value;
      squares += value * value;
    }
  }
  return sum > 0 ? squares / sum : 0;
}

/** A cost with what one sample of it stands for, both per operation. */
export interface SampledCost {
  cost: number;
  quantum: number;
}

/** A difference with its interval. */
export interface CostDifference {
  value: number;
  ci95: Interval95;
  insideNoise: boolean;
}

/** Candidate's cost less the reference's: two standard deviations of both samplings, at least 5 % of the larger. */
export function compareCosts(candidate: SampledCost, reference: SampledCost): CostDifference {
  const value = candidate.cost - reference.cost;
  const variance = candidate.cost * candidate.quantum + reference.cost * reference.quantum;
  const bound = Math.max(
    SIGMAS * Math.sqrt(variance),
    RUN_TO_RUN * Math.max(candidate.cost, reference.cost),
  );
  return { value, ci95: [value - bound, value + bound], insideNoise: Math.abs(value) <= bound };
}
