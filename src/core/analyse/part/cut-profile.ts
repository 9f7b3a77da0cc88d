/** The samples of a stretch of time. */
import type { Profile, SampleTable } from '../../model/profile';

/** A stretch on a pass's own clock, in milliseconds: from the first moment up to, not including, the second. */
export interface Stretch {
  fromMs: number;
  toMs: number;
}

/** Whether every sample of the profile has a moment, so that it can be cut. */
export function hasTimes(profile: Profile): boolean {
  return (
    profile.threads.length > 0 &&
    profile.threads.every(({ samples }) => samples.length === 0 || samples.time !== null)
  );
}

/** The profile with the samples of the stretch alone: views on the columns, no copies. Costs by line have no times and stay whole. */
export function cutProfile(profile: Profile, stretch: Stretch): Profile {
  return {
    ...profile,
    threads: profile.threads.map((thread) => ({
      ...thread,
      samples: cutSamples(thread.samples, stretch),
    })),
  };
}

function cutSamples(samples: SampleTable, { fromMs, toMs }: Stretch): SampleTable {
  const { time } = samples;
  if (time === null) return samples;
  const from = firstAtOrAfter(time, samples.length, fromMs);
  const to = Math.max(from, firstAtOrAfter(time, samples.length, toMs));
  return {
    length: to - from,
    stack: samples.stack.subarray(from, to),
    time: time.subarray(from, to),
    values: samples.values.map((column) => column.subarray(from, to)),
  };
}

/** Row of the first moment that is not before `at`; the length where all are. */
export function firstAtOrAfter(time: Float64Array, length: number, at: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (time[middle]! < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
