/** How many samples a thread's rows stand for. */
import type { Profile } from './profile';

/** Formats that merge equal stacks count them in a value of its own, `samples`; elsewhere each row is one. */
export function countSamples(profile: Profile, { samples }: Profile['threads'][number]): number {
  const counted = profile.valueTypes.findIndex(({ name }) => name === 'samples');
  const counts = samples.values[counted];
  return counts?.reduce((sum, each) => sum + each, 0) ?? samples.length;
}
