import type { Profile, SampleTable } from '../model/profile';

/** Sum of a column by stack; the last entry is what has no stack. */
export function sumByStack(profile: Profile, samples: SampleTable, column: number): Float64Array {
  const sums = new Float64Array(profile.stacks.length + 1);
  const values = samples.values[column]!;
  for (let row = 0; row < samples.length; row++) {
    const stack = samples.stack[row]!;
    sums[stack < 0 ? profile.stacks.length : stack]! += values[row]!;
  }
  return sums;
}

/** Frames of a stack, outermost first. */
export function framesOf(profile: Profile, stack: number): number[] {
  const frames: number[] = [];
  for (let place = stack; place >= 0; place = profile.stacks.parent[place]!) {
    frames.push(profile.stacks.frame[place]!);
  }
  return frames.reverse();
}

/** Place of a frame as text, `file:line`; empty where unknown. */
export function placeOf({ frames }: Profile, frame: number): string {
  const file = frames.file[frame] ?? null;
  const line = frames.line[frame]!;
  if (file === null) return '';
  return line > 0 ? `${file}:${line}` : file;
}
