import { expect, test } from 'vitest';
import type { Profile, ValueType } from '../../model/profile';
import { adaptProfile, listInstruments } from './adapt-content';

function profileOf(...valueTypes: ValueType[]): Profile {
  return {
    source: { format: 'test', tool: null },
    valueTypes,
    frames: {
      length: 0,
      name: [],
      file: [],
      line: new Int32Array(),
      column: new Int32Array(),
      kind: new Uint8Array(),
    },
    stacks: { length: 0, frame: new Int32Array(), parent: new Int32Array() },
    threads: [],
    lines: null,
    durationMs: null,
    notes: [],
  };
}

const instrumentsOf = (...types: ValueType[]) =>
  listInstruments({ kind: 'profile', profile: profileOf(...types), calls: null });

const ms = (name: string): ValueType => ({ name, unit: 'ms' });
const bytes = (name: string): ValueType => ({ name, unit: 'bytes' });
const count = (name: string): ValueType => ({ name, unit: 'count' });

test.each([
  [[count('samples'), ms('cpu')], ['cpu']],
  [[ms('delay')], ['cpu']],
  [[count('instructions')], ['cpu']],
  [[count('alloc_objects'), bytes('alloc_space'), bytes('inuse_space')], ['alloc']],
  [[count('syncs'), ms('sync-time')], ['stacks']],
  [
    [ms('cpu'), bytes('allocated')],
    ['cpu', 'alloc'],
  ],
  [[], []],
])('a profile of %j is the passes %j', (types, instruments) => {
  expect(instrumentsOf(...types)).toEqual(instruments);
});

test('the chosen value gets the name that views look for, and a note says which it was', () => {
  const profile = profileOf(count('alloc_objects'), bytes('inuse_space'), bytes('alloc_space'));
  const adapted = adaptProfile(profile, 'alloc')!;
  expect(adapted.valueTypes.map(({ name }) => name)).toEqual([
    'alloc_objects',
    'inuse_space',
    'allocated',
  ]);
  expect(adapted.notes).toEqual(['The value shown is "alloc_space" of the file.']);
  expect(adaptProfile(profile, 'stacks')).toBeNull();
});
