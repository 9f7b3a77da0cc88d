import { PbfWriter } from 'pbf';
import type { Profile, ValueType } from '../model/profile';
import type { Conversion } from './conversion';
import { framesOf, sumByStack } from './sum-stacks';

/** Names that pprof's users know these values by. */
const NAMES = new Map([
  ['allocated', 'alloc_space'],
  ['objects', 'alloc_objects'],
]);

const UNITS = { ms: 'nanoseconds', bytes: 'bytes', count: 'count' } as const;

/** Key, field of the value, value. */
type Label = [number, number, number];

/** Fields of profile.proto's Label. */
const TEXT_LABEL = 2;
const NUMBER_LABEL = 3;

/** Texts, each once; text 0 is empty, as profile.proto demands. */
class TextTable {
  readonly texts = [''];
  readonly #indices = new Map([['', 0]]);

  add(text: string): number {
    let index = this.#indices.get(text);
    if (index === undefined) this.#indices.set(text, (index = this.texts.push(text) - 1));
    return index;
  }
}

/** pprof's profile.proto, not compressed: all value types as whole numbers, one sample a stack and thread. */
export function convertToPprof(profile: Profile, column: number): Conversion {
  const writer = new PbfWriter();
  const texts = new TextTable();
  for (const type of profile.valueTypes) {
    writer.writeMessage(1, writeType, [
      texts.add(NAMES.get(type.name) ?? type.name),
      texts.add(UNITS[type.unit]),
    ]);
  }
  for (const thread of profile.threads) {
    const sums = profile.valueTypes.map((_, each) => sumByStack(profile, thread.samples, each));
    const labels: Label[] = [
      [texts.add('thread'), TEXT_LABEL, texts.add(thread.name)],
      [texts.add('tid'), NUMBER_LABEL, thread.tid],
      [texts.add('process'), TEXT_LABEL, texts.add(thread.processName)],
      [texts.add('pid'), NUMBER_LABEL, thread.pid],
    ];
    // The last sum is of samples without a stack; pprof allows them.
    for (let stack = 0; stack <= profile.stacks.length; stack++) {
      if (sums.every((sum) => sum[stack] === 0)) continue;
      const values = sums.map((sum, each) => toWhole(sum[stack]!, profile.valueTypes[each]!));
      // The leaf stands first; numbers of locations begin at 1.
      const locations = (stack < profile.stacks.length ? framesOf(profile, stack) : [])
        .reverse()
        .map((frame) => frame + 1);
      writer.writeMessage(2, writeSample, { locations, values, labels });
    }
  }
  const { frames } = profile;
  for (let frame = 0; frame < frames.length; frame++) {
    const id = frame + 1;
    const line = frames.line[frame]!;
    writer.writeMessage(4, writeLocation, { id, line });
    const name = texts.add(frames.name[frame]!);
    writer.writeMessage(5, writeFunction, {
      id,
      name,
      file: texts.add(frames.file[frame] ?? ''),
      line,
    });
  }
  const preferred = profile.valueTypes[column]!;
  const preferredText = texts.add(NAMES.get(preferred.name) ?? preferred.name);
  for (const text of texts.texts) writer.writeStringField(6, text);
  if (profile.durationMs !== null)
    writer.writeVarintField(10, Math.round(profile.durationMs * 1e6));
  writer.writeVarintField(14, preferredText);
  return {
    pieces: [writer.finish()],
    losses: [
      'The format has no times of samples, no columns and no frame kinds; values are whole numbers (times in nanoseconds).',
      ...(profile.lines === null ? [] : ['Cost by line is not written.']),
    ],
  };
}

/** Numbers up to 2^53 are exact in the writer; more is none that was measured. */
function toWhole(value: number, { unit }: ValueType): number {
  return Math.min(Math.round(unit === 'ms' ? value * 1e6 : value), Number.MAX_SAFE_INTEGER);
}

function writeType([type, unit]: [number, number], writer: PbfWriter): void {
  writer.writeVarintField(1, type);
  writer.writeVarintField(2, unit);
}

function writeSample(
  sample: {
    locations: number[];
    values: number[];
    labels: readonly Label[];
  },
  writer: PbfWriter,
): void {
  writer.writePackedVarint(1, sample.locations);
  writer.writePackedVarint(2, sample.values);
  for (const label of sample.labels) writer.writeMessage(3, writeLabel, label);
}

function writeLabel([key, field, value]: Label, writer: PbfWriter): void {
  writer.writeVarintField(1, key);
  writer.writeVarintField(field, value);
}

function writeLocation(location: { id: number; line: number }, writer: PbfWriter): void {
  writer.writeVarintField(1, location.id);
  writer.writeMessage(4, writeLine, location);
}

function writeLine({ id, line }: { id: number; line: number }, writer: PbfWriter): void {
  writer.writeVarintField(1, id);
  if (line > 0) writer.writeVarintField(2, line);
}

function writeFunction(
  func: { id: number; name: number; file: number; line: number },
  writer: PbfWriter,
): void {
  writer.writeVarintField(1, func.id);
  writer.writeVarintField(2, func.name);
  writer.writeVarintField(3, func.name);
  writer.writeVarintField(4, func.file);
  if (func.line > 0) writer.writeVarintField(5, func.line);
}
