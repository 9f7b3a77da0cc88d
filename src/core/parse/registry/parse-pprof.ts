/** Profiles of Go, of Google's and Datadog's tools, of Pyroscope and Parca: profile.proto of github.com/google/pprof. */
import { PbfReader } from 'pbf';
import type { Failure } from '../../model/failure';
import { NO_STACK, type Profile, type ValueType } from '../../model/profile';
import { fail, succeed, type Result } from '../../model/result';
import type { ParseContext } from '../parse-context';
import { unreadable } from './content';
import { NumberColumn } from './number-column';
import { ProfileAssembler } from './profile-assembler';
import { BrokenMessage, eachField, eachMember } from './protobuf-fields';

const FORMAT = 'pprof';

/** Ids of locations below this are looked up in an array. */
const DENSE_IDS = 1 << 22;

/** Columns of the messages; string indexes are kept as numbers until all strings are read. */
interface Tables {
  strings: string[];
  /** Type and unit of each value. */
  types: { type: number; unit: number }[];
  functions: Map<number, { name: number; systemName: number; file: number; line: number }>;
  /** Lines of each location, innermost first, as pairs of function and line. */
  locations: Map<number, { lines: number[]; address: number; mapping: number }>;
  mappings: Map<number, { file: number }>;
  sampleLocations: NumberColumn;
  /** End of each sample's locations in sampleLocations. */
  sampleEnds: NumberColumn;
  sampleValues: NumberColumn;
  sampleValueEnds: NumberColumn;
  durationNanos: number;
  dropped: boolean;
}

/** Parses a decompressed pprof file. Value units become ms, bytes and counts; what is in another unit stays a count. */
export function parsePprof(bytes: Uint8Array, context: ParseContext): Result<Profile, Failure> {
  let tables: Tables;
  const reader = new PbfReader(bytes);
  try {
    tables = readTables(reader);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return fail(unreadable(FORMAT, describe(error), `byte ${Math.min(reader.pos, bytes.length)}`));
  }
  if (tables.types.length === 0) return fail(unreadable(FORMAT, 'it names no types of values'));
  return succeed(assemble(tables, context));
}

/** Wire types of Profile's fields 1 to 15: messages and texts 2, numbers 0; comments (13) may be packed. */
const WIRE_TYPES: readonly (readonly number[])[] = [
  [],
  ...[2, 2, 2, 2, 2, 2].map((type) => [type]),
  ...[0, 0, 0, 0].map((type) => [type]),
  [2],
  [0],
  [0, 2],
  [0],
  [0],
];

/** Fields that are looked at; a file has its types of values among the first. */
const LOOKED_AT = 64;

/** True where bytes begin with fields of a Profile message, a type of values among them. */
export function recognisesPprof(head: Uint8Array): boolean {
  const reader = new PbfReader(head);
  let typed = false;
  try {
    for (let field = 0; field < LOOKED_AT && reader.pos < head.length; field++) {
      const tag = reader.nextField();
      if (tag === 0 || WIRE_TYPES[tag]?.includes(reader.type) !== true) return false;
      typed ||= tag === 1;
      reader.skip(reader.type);
    }
  } catch {
    // A number of more than ten bytes.
    return false;
  }
  return typed;
}

function describe(error: Error): string {
  return error instanceof BrokenMessage
    ? error.message
    : 'a field runs beyond the end of its message';
}

function readTables(reader: PbfReader): Tables {
  const tables: Tables = {
    strings: [],
    types: [],
    functions: new Map(),
    locations: new Map(),
    mappings: new Map(),
    sampleLocations: new NumberColumn(),
    sampleEnds: new NumberColumn(),
    sampleValues: new NumberColumn(),
    sampleValueEnds: new NumberColumn(),
    durationNanos: 0,
    dropped: false,
  };
  eachField(reader, reader.length, (tag) => {
    if (tag === 1) tables.types.push(readType(reader));
    else if (tag === 2) readSample(reader, tables);
    else if (tag === 3) readMapping(reader, tables);
    else if (tag === 4) readLocation(reader, tables);
    else if (tag === 5) readFunction(reader, tables);
    else if (tag === 6) tables.strings.push(reader.readString());
    else if (tag === 7) tables.dropped ||= reader.readVarint() !== 0;
    else if (tag === 10) tables.durationNanos = reader.readVarint(true);
  });
  return tables;
}

function readType(reader: PbfReader): { type: number; unit: number } {
  const found = { type: 0, unit: 0 };
  eachMember(reader, (tag) => {
    if (tag === 1) found.type = reader.readVarint(true);
    else if (tag === 2) found.unit = reader.readVarint(true);
  });
  return found;
}

/** Repeated numbers: packed by most writers, one by one by a few. */
function readNumbers(reader: PbfReader, into: NumberColumn, signed: boolean): void {
  if (reader.type !== 2) {
    into.push(reader.readVarint(signed));
    return;
  }
  const end = reader.readVarint() + reader.pos;
  if (end > reader.length) throw new BrokenMessage('a list is longer than the file');
  while (reader.pos < end) into.push(reader.readVarint(signed));
}

function readSample(reader: PbfReader, tables: Tables): void {
  eachMember(reader, (tag) => {
    if (tag === 1) readNumbers(reader, tables.sampleLocations, false);
    else if (tag === 2) readNumbers(reader, tables.sampleValues, true);
  });
  tables.sampleEnds.push(tables.sampleLocations.length);
  tables.sampleValueEnds.push(tables.sampleValues.length);
}

function readMapping(reader: PbfReader, tables: Tables): void {
  let id = 0;
  let file = 0;
  eachMember(reader, (tag) => {
    if (tag === 1) id = reader.readVarint();
    else if (tag === 5) file = reader.readVarint(true);
  });
  tables.mappings.set(id, { file });
}

function readLocation(reader: PbfReader, tables: Tables): void {
  const location = { lines: [] as number[], address: 0, mapping: 0 };
  let id = 0;
  eachMember(reader, (tag) => {
    if (tag === 1) id = reader.readVarint();
    else if (tag === 2) location.mapping = reader.readVarint();
    else if (tag === 3) location.address = reader.readVarint();
    else if (tag === 4) {
      let func = 0;
      let line = 0;
      eachMember(reader, (field) => {
        if (field === 1) func = reader.readVarint();
        else if (field === 2) line = reader.readVarint(true);
      });
      location.lines.push(func, line);
    }
  });
  tables.locations.set(id, location);
}

function readFunction(reader: PbfReader, tables: Tables): void {
  const found = { name: 0, systemName: 0, file: 0, line: 0 };
  let id = 0;
  eachMember(reader, (tag) => {
    if (tag === 1) id = reader.readVarint();
    else if (tag === 2) found.name = reader.readVarint(true);
    else if (tag === 3) found.systemName = reader.readVarint(true);
    else if (tag === 4) found.file = reader.readVarint(true);
    else if (tag === 5) found.line = reader.readVarint(true);
  });
  tables.functions.set(id, found);
}

/** Factors to milliseconds of the units that profile.proto's comments and pprof's measurement package name. */
const TIME_UNITS = new Map([
  ['nanoseconds', 1e-6],
  ['nanosecond', 1e-6],
  ['ns', 1e-6],
  ['microseconds', 1e-3],
  ['us', 1e-3],
  ['milliseconds', 1],
  ['ms', 1],
  ['seconds', 1e3],
  ['s', 1e3],
]);
const SIZE_UNITS = new Map([
  ['bytes', 1],
  ['byte', 1],
  ['b', 1],
  ['kilobytes', 1024],
  ['kb', 1024],
  ['megabytes', 1024 ** 2],
  ['mb', 1024 ** 2],
]);

/** Names of the model for what the usual writers call these values. */
const NAMES = new Map([
  ['alloc_space', 'allocated'],
  ['alloc_objects', 'objects'],
  ['sample', 'samples'],
]);

function describeValue(type: string, unit: string): ValueType & { factor: number } {
  const name = NAMES.get(type) ?? (type === '' ? 'value' : type);
  const lower = unit.toLowerCase();
  const time = TIME_UNITS.get(lower);
  if (time !== undefined) return { name, unit: 'ms', factor: time };
  const size = SIZE_UNITS.get(lower);
  if (size !== undefined) return { name, unit: 'bytes', factor: size };
  return { name, unit: 'count', factor: 1 };
}

function assemble(tables: Tables, context: ParseContext): Profile {
  const text = (index: number) => tables.strings[index] ?? '';
  const types = tables.types.map(({ type, unit }) => describeValue(text(type), text(unit)));
  const builder = new ProfileAssembler(types.length, context.ownFolders);
  const framesOf = locateFrames(tables, builder, text);
  const thread = builder.thread(context.pid, context.tid, context.threadName, context.processName);
  const ids = tables.sampleLocations.view();
  const values = tables.sampleValues.view();
  let from = 0;
  let valueFrom = 0;
  let unknown = 0;
  for (let sample = 0; sample < tables.sampleEnds.length; sample++) {
    const to = tables.sampleEnds.at(sample);
    let stack = NO_STACK;
    // The leaf stands first.
    for (let at = to - 1; at >= from; at--) {
      const frames = framesOf(ids[at]!);
      if (frames === null) unknown++;
      else for (const frame of frames) stack = builder.stacks.add(stack, frame);
    }
    if (stack === NO_STACK) stack = builder.stacks.add(NO_STACK, builder.frame('(no stack)', null));
    builder.sample(
      thread,
      stack,
      Number.NaN,
      ...types.map((type, column) => (values[valueFrom + column] ?? 0) * type.factor),
    );
    from = to;
    valueFrom = tables.sampleValueEnds.at(sample);
  }
  const notes: string[] = [];
  if (unknown > 0)
    notes.push(`${unknown} frames name places that the file does not hold; they are left out.`);
  if (tables.dropped)
    notes.push('The tool that wrote the file left frames out by a pattern (drop_frames).');
  const duration = tables.durationNanos > 0 ? tables.durationNanos / 1e6 : null;
  const valueTypes = types.map(({ name, unit }) => ({ name, unit }));
  return builder.finish({ format: FORMAT, tool: null }, valueTypes, notes, duration);
}

/** Frames of a location, outermost first; null for one that the file does not hold. */
function locateFrames(
  tables: Tables,
  builder: ProfileAssembler,
  text: (index: number) => string,
): (id: number) => readonly number[] | null {
  // Ids count up from 1 in most files, where an array answers several times as fast as a Map.
  const dense: (readonly number[] | null | undefined)[] = [];
  const known = new Map<number, readonly number[] | null>();
  return (id) => {
    const found = id < DENSE_IDS ? dense[id] : known.get(id);
    if (found !== undefined) return found;
    const location = tables.locations.get(id);
    const frames: number[] = [];
    if (location !== undefined) {
      const object = text(tables.mappings.get(location.mapping)?.file ?? 0) || null;
      for (let at = location.lines.length - 2; at >= 0; at -= 2) {
        const func = tables.functions.get(location.lines[at]!);
        const name = text(func?.name ?? 0) || text(func?.systemName ?? 0);
        // Writers that leave start_line out give one function a line for each place in it: the function has none.
        frames.push(builder.frame(name, text(func?.file ?? 0) || object, func?.line ?? 0));
      }
      if (frames.length === 0) {
        frames.push(builder.frame(`0x${location.address.toString(16)}`, object, 0, 0, 'native'));
      }
    }
    const result = location === undefined ? null : frames;
    if (id < DENSE_IDS) dense[id] = result;
    else known.set(id, result);
    return result;
  };
}
