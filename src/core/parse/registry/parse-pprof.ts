/** Profiles of Go, of Google's and Datadog's tools, of Pyroscope and Parca: profile.proto of github.com/google/pprof. */
import { PbfReader } from 'pbf';
import type { Failure } from '../../model/failure';
import type { LineTable, Profile, Thread, ValueType } from '../../model/profile';
import { fail, succeed, type Result } from '../../model/result';
import type { ParseContext } from '../parse-context';
import { unreadable } from './content';
import { MOST_THREADS, NO_LABELS, PprofSampleReader, type SampleRows } from './pprof-samples';
import { PprofTables } from './pprof-tables';
import { ProfileAssembler } from './profile-assembler';
import { BrokenMessage } from './protobuf-fields';

const FORMAT = 'pprof';

/** Values are written in a byte or more each; some slack for writers that leave out trailing ones. */
const MOST_VALUES_PER_BYTE = 2;

/** Parses a decompressed pprof file. Value units become ms, bytes and counts; what is in another unit stays a count. */
export function parsePprof(bytes: Uint8Array, context: ParseContext): Result<Profile, Failure> {
  const reader = new PbfReader(bytes);
  try {
    return assemble(reader, bytes, context);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return fail(unreadable(FORMAT, describe(error), `byte ${Math.min(reader.pos, bytes.length)}`));
  }
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

function assemble(
  reader: PbfReader,
  bytes: Uint8Array,
  context: ParseContext,
): Result<Profile, Failure> {
  const tables = new PprofTables(reader, bytes);
  if (tables.types.length === 0) return fail(unreadable(FORMAT, 'it names no types of values'));
  // A value has a byte at least; what promises far more has not got them, and would fill the memory.
  if (tables.types.length * tables.samples > MOST_VALUES_PER_BYTE * bytes.length) {
    const problem = `it has ${tables.types.length} types of values, too many for its size`;
    return fail(unreadable(FORMAT, problem));
  }
  const types = tables.types.map(({ type, unit }) =>
    describeValue(tables.text(type), tables.text(unit)),
  );
  const builder = new ProfileAssembler(types.length, context.ownFolders);
  const rows = new PprofSampleReader(reader, bytes, tables, builder).read();
  rows.values.forEach((column, each) => scale(column, types[each]!.factor));
  for (const thread of splitThreads(rows, tables, context)) builder.addThread(thread);
  const notes: string[] = [];
  if (rows.unknown > 0) {
    notes.push(
      `${rows.unknown} frames name places that the file does not hold; they are left out.`,
    );
  }
  if (rows.threads.length > MOST_THREADS) {
    notes.push(`More than ${MOST_THREADS} threads are named; all are shown as one.`);
  }
  if (tables.dropped)
    notes.push('The tool that wrote the file left frames out by a pattern (drop_frames).');
  const duration = tables.durationNanos > 0 ? tables.durationNanos / 1e6 : null;
  const valueTypes = types.map(({ name, unit }) => ({ name, unit }));
  const lines = sumLines(rows, tables, builder);
  return succeed(
    builder.finish({ format: FORMAT, tool: null }, valueTypes, notes, duration, lines),
  );
}

function scale(column: Float64Array, factor: number): void {
  if (factor === 1) return;
  for (let row = 0; row < column.length; row++) column[row]! *= factor;
}

/** A thread for each set of labels that names one; a file without such labels is one thread. */
function splitThreads(rows: SampleRows, tables: PprofTables, context: ParseContext): Thread[] {
  const { threads, stack, values } = rows;
  const tooMany = threads.length > MOST_THREADS;
  const groups = tooMany ? null : groupRows(rows);
  const named = tooMany ? [NO_LABELS] : threads;
  const numberOf = (label: number, other: number): number =>
    Number.isSafeInteger(label) ? label : other;
  return named.map((labels, index) => {
    const own = groups?.[index] ?? null;
    return {
      pid: numberOf(labels.pid, context.pid),
      tid: numberOf(labels.tid, context.tid),
      name: tables.text(labels.thread) || context.threadName,
      processName: tables.text(labels.process) || context.processName,
      samples: {
        length: own?.length ?? stack.length,
        stack: own === null ? stack : Int32Array.from(own, (row) => stack[row]!),
        time: null,
        values: values.map((column) =>
          own === null ? column : Float64Array.from(own, (row) => column[row]!),
        ),
      },
    };
  });
}

/** Rows of each thread; null where all are of one. */
function groupRows({ thread, threads }: SampleRows): Uint32Array[] | null {
  if (thread === null) return null;
  const counts = new Uint32Array(threads.length);
  for (const each of thread) counts[each]!++;
  const groups = Array.from(counts, (count) => new Uint32Array(count));
  counts.fill(0);
  thread.forEach((each, row) => {
    groups[each]![counts[each]!++] = row;
  });
  return groups;
}

/** Cost by line of each sample's innermost function, in the first value. */
function sumLines(
  { leaf, values }: SampleRows,
  tables: PprofTables,
  builder: ProfileAssembler,
): LineTable | null {
  const byLocation = new Float64Array(tables.locations);
  const first = values[0]!;
  for (let row = 0; row < leaf.length; row++) {
    if (leaf[row]! >= 0) byLocation[leaf[row]!]! += first[row]!;
  }
  const costs = new Map<string, { frame: number; line: number; value: number }>();
  byLocation.forEach((value, location) => {
    const line = value > 0 ? tables.lineOf(location) : 0;
    if (!(line > 0 && line < 2 ** 31)) return;
    const frame = tables.framesOf(location, builder).at(-1)!;
    const known = costs.get(`${frame}:${line}`);
    if (known === undefined) costs.set(`${frame}:${line}`, { frame, line, value });
    else known.value += value;
  });
  const all = [...costs.values()];
  if (all.length === 0) return null;
  return {
    length: all.length,
    frame: Int32Array.from(all, ({ frame }) => frame),
    line: Int32Array.from(all, ({ line }) => line),
    value: Float64Array.from(all, ({ value }) => value),
  };
}
