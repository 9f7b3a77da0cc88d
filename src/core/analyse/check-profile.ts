/** Whether a profile of another tool shows anything at all: placeholders and broken captures look like any other file. */
import type { Profile } from '../model/profile';
import { formatCount, formatMs } from './format-figure';
import { columnOf } from './tree/call-tree';

/** What is wrong with a profile. */
export interface ProfileDoubt {
  /** The figure that tells it, and what it counts. */
  value: number;
  what: string;
  /** A sentence. */
  text: string;
}

/** Fewer samples may well be of one function. */
const LEAST_SAMPLES = 20;
/** No sampler looks as seldom as this by itself: so few samples of so long a time are of a capture that broke off. */
const LEAST_GAP_MS = 250;

/** The first of: no samples, stacks that were not resolved, a rate that does not fit the duration. Null where none holds. */
export function checkProfile(profile: Profile): ProfileDoubt | null {
  const column = columnOf(profile, 'cpu');
  if (column < 0) return null;
  const samples = profile.threads.reduce((sum, { samples: { length } }) => sum + length, 0);
  if (samples === 0) {
    return { value: 0, what: 'samples', text: 'It holds no sample: nothing can be told from it.' };
  }
  const used = findUsedFrames(profile);
  const [only] = used;
  if (used.size === 1 && profile.frames.file[only!] == null && samples >= LEAST_SAMPLES) {
    return {
      value: 1,
      what: 'function',
      text: `All ${formatCount(samples)} samples are in one function of no known file, ${profile.frames.name[only!]}: the stacks were not resolved.`,
    };
  }
  return profile.valueTypes[column]!.unit === 'ms' ? findGap(profile, column) : null;
}

/** Frames of sampled stacks. */
function findUsedFrames({ threads, stacks }: Profile): Set<number> {
  const frames = new Set<number>();
  const seen = new Uint8Array(stacks.length);
  for (const { samples } of threads) {
    for (let row = 0; row < samples.length; row += 1) {
      for (let stack = samples.stack[row]!; stack >= 0 && seen[stack] === 0;) {
        seen[stack] = 1;
        frames.add(stacks.frame[stack]!);
        stack = stacks.parent[stack]!;
      }
    }
    if (frames.size > 1) break;
  }
  return frames;
}

function findGap({ threads }: Profile, column: number): ProfileDoubt | null {
  for (const { samples } of threads) {
    if (samples.time === null || samples.length >= LEAST_SAMPLES) continue;
    const total = samples.values[column]!.reduce((sum, each) => sum + each, 0);
    if (total < LEAST_GAP_MS * samples.length) continue;
    return {
      value: samples.length,
      what: samples.length === 1 ? 'sample' : 'samples',
      text: `${formatCount(samples.length)} ${samples.length === 1 ? 'sample stands' : 'samples stand'} for ${formatMs(total)}: duration and rate do not agree.`,
    };
  }
  return null;
}
