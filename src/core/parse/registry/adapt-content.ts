/** What a file of another tool holds → the passes of a recording, whose values have fixed names. */
import type { Instrument } from '../../model/instrument';
import type { Profile, ValueType } from '../../model/profile';
import type { FileContent } from './content';

/** Instruments whose pass is a profile, with the value that its views read. */
const PROFILE_VALUES = { cpu: 'cpu', alloc: 'allocated', stacks: 'syncs' } as const;

type ProfileInstrument = keyof typeof PROFILE_VALUES;

/** Names by which `columnOf` finds time where a profile has no CPU time. */
const TIMES = ['cpu', 'wall', 'samples'];

/** Preferred among several sizes: what was allocated in all says more of a run than what was left. */
const ALLOCATED = /^(allocated|alloc_space|total)/;

/** The passes that a file's content can stand for; a file of CPU time and bytes is two. Empty where nothing in it can be shown. */
export function listInstruments(content: FileContent): Instrument[] {
  switch (content.kind) {
    case 'calls':
      return ['calls'];
    case 'syscalls':
      return ['syscalls'];
    case 'heap-snapshot':
      return ['heap'];
    case 'profile': {
      const found: Instrument[] = (Object.keys(PROFILE_VALUES) as ProfileInstrument[]).filter(
        (instrument) => chooseValue(content.profile.valueTypes, instrument) >= 0,
      );
      if (content.calls !== null) found.push('calls');
      return found;
    }
  }
}

/** The profile as a pass of this instrument: its value has the name that views look for. Null where it has no such value. */
export function adaptProfile(profile: Profile, instrument: Instrument): Profile | null {
  if (!isProfileInstrument(instrument)) return null;
  const column = chooseValue(profile.valueTypes, instrument);
  const chosen = profile.valueTypes[column];
  if (chosen === undefined) return null;
  const name = PROFILE_VALUES[instrument];
  const known = instrument === 'cpu' && TIMES.includes(chosen.name);
  if (known || chosen.name === name) return profile;
  const valueTypes = profile.valueTypes.map((type, index) =>
    index === column ? { ...type, name } : type,
  );
  const notes = [...profile.notes, `The value shown is "${chosen.name}" of the file.`];
  return { ...profile, valueTypes, notes };
}

function isProfileInstrument(instrument: Instrument): instrument is ProfileInstrument {
  return Object.hasOwn(PROFILE_VALUES, instrument);
}

function chooseValue(types: readonly ValueType[], instrument: ProfileInstrument): number {
  const first = (matches: (type: ValueType) => boolean) => types.findIndex(matches);
  const named = first(({ name }) => name === PROFILE_VALUES[instrument]);
  if (named >= 0 || instrument === 'stacks') return named;
  if (instrument === 'alloc') {
    const all = first(({ name, unit }) => unit === 'bytes' && ALLOCATED.test(name));
    return all >= 0 ? all : first(({ unit }) => unit === 'bytes');
  }
  const time = first(({ name }) => TIMES.includes(name));
  if (time >= 0) return time;
  const other = first(({ unit, name }) => unit === 'ms' && name !== 'sync-time');
  if (other >= 0) return other;
  // Counts of events, instructions say, are costs too; beside bytes or syncs they only count those.
  const counted = types.every(({ unit, name }) => unit === 'count' && name !== 'syncs');
  return counted && types.length > 0 ? 0 : -1;
}
