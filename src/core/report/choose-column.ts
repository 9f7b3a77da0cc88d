import type { Profile } from '../model/profile';

/** Names tried in this order for what a person wants to see first. */
const MAIN_VALUES = ['cpu', 'wall', 'samples', 'allocated', 'syncs', 'waiting', 'kernel-time'];

/** Column of the value type that matters most, or of the one named; -1 for a name that the profile does not have. */
export function chooseColumn(profile: Profile, value: string | null = null): number {
  const columnOf = (name: string) => profile.valueTypes.findIndex((type) => type.name === name);
  if (value !== null) return columnOf(value);
  for (const name of MAIN_VALUES) {
    const column = columnOf(name);
    const hasCost = ({ samples }: Profile['threads'][number]) =>
      samples.values[column]!.some((each) => each > 0);
    if (column >= 0 && profile.threads.some(hasCost)) return column;
  }
  return profile.valueTypes.length > 0 ? 0 : -1;
}
