/** Android's simpleperf: what `simpleperf report-sample --protobuf` writes (cmd_report_sample.proto, version 1). */
import { PbfReader } from 'pbf';
import type { Failure } from '../../model/failure';
import { NO_STACK, type FrameIndex, type Profile } from '../../model/profile';
import { fail, succeed, type Result } from '../../model/result';
import { frameOfObject } from '../native-symbols';
import type { ParseContext } from '../parse-context';
import { unreadable } from './content';
import { decodeAscii } from './decode-utf8';
import { eachField, eachMember } from './protobuf-fields';
import { ProfileAssembler, type ThreadIndex } from './profile-assembler';

const FORMAT = 'simpleperf';
const MAGIC = 'SIMPLEPERF';

/** A sample as read: files and threads may be told after the samples that name them. */
interface RawSample {
  timeNs: number;
  tid: number;
  count: number;
  event: number;
  /** Triples of file, symbol and address, innermost first. */
  chain: number[];
}

interface Tables {
  samples: RawSample[];
  files: Map<number, { path: string; symbols: string[] }>;
  threads: Map<number, { pid: number; name: string }>;
  events: string[];
  lost: number;
}

/** True where bytes begin with simpleperf's magic. */
export function recognisesSimpleperf(head: Uint8Array): boolean {
  return head.length > 12 && decodeAscii(head, 0, MAGIC.length) === MAGIC;
}

/** Parses the records; value types are the events. Clock events (`cpu-clock`, `task-clock`) become milliseconds. */
export function parseSimpleperf(
  bytes: Uint8Array,
  context: ParseContext,
): Result<Profile, Failure> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!recognisesSimpleperf(bytes)) return fail(unreadable(FORMAT, 'its first bytes are others'));
  const version = view.getUint16(MAGIC.length, true);
  if (version !== 1) return fail(unreadable(FORMAT, `it has version ${version}; 1 can be read`));
  const tables: Tables = { samples: [], files: new Map(), threads: new Map(), events: [], lost: 0 };
  const notes: string[] = [];
  let at = MAGIC.length + 2;
  for (;;) {
    const size = at + 4 <= bytes.length ? view.getUint32(at, true) : -1;
    if (size === 0) break;
    if (size < 0 || at + 4 + size > bytes.length) {
      notes.push('The file ends too early; what it holds up to there is shown.');
      break;
    }
    try {
      readRecord(bytes.subarray(at + 4, at + 4 + size), tables);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return fail(unreadable(FORMAT, `a record is broken (${error.message})`, `byte ${at}`));
    }
    at += 4 + size;
  }
  if (tables.samples.length === 0) return fail(unreadable(FORMAT, 'it holds no samples'));
  return succeed(assemble(tables, notes, context));
}

function readRecord(bytes: Uint8Array, tables: Tables): void {
  const reader = new PbfReader(bytes);
  eachField(reader, reader.length, (tag) => {
    if (tag === 1) tables.samples.push(readSample(reader));
    else if (tag === 2) {
      eachMember(reader, (field) => {
        if (field === 2) tables.lost += reader.readVarint();
      });
    } else if (tag === 3) readFile(reader, tables);
    else if (tag === 4) readThread(reader, tables);
    else if (tag === 5) {
      eachMember(reader, (field) => {
        if (field === 1) tables.events.push(reader.readString());
      });
    }
  });
}

function readSample(reader: PbfReader): RawSample {
  const sample: RawSample = { timeNs: Number.NaN, tid: 0, count: 1, event: 0, chain: [] };
  eachMember(reader, (tag) => {
    if (tag === 1) sample.timeNs = reader.readVarint();
    else if (tag === 2) sample.tid = reader.readVarint(true);
    else if (tag === 4) sample.count = reader.readVarint();
    else if (tag === 5) sample.event = reader.readVarint();
    else if (tag === 3) {
      let file = 0;
      let symbol = -1;
      let address = 0;
      eachMember(reader, (field) => {
        if (field === 1) address = reader.readVarint();
        else if (field === 2) file = reader.readVarint();
        else if (field === 3) symbol = reader.readVarint(true);
      });
      sample.chain.push(file, symbol, address);
    }
  });
  return sample;
}

function readFile(reader: PbfReader, tables: Tables): void {
  const file = { path: '', symbols: [] as string[] };
  let id = 0;
  eachMember(reader, (tag) => {
    if (tag === 1) id = reader.readVarint();
    else if (tag === 2) file.path = reader.readString();
    else if (tag === 3) file.symbols.push(reader.readString());
  });
  tables.files.set(id, file);
}

function readThread(reader: PbfReader, tables: Tables): void {
  const thread = { pid: 0, name: '' };
  let id = 0;
  eachMember(reader, (tag) => {
    if (tag === 1) id = reader.readVarint();
    else if (tag === 2) thread.pid = reader.readVarint();
    else if (tag === 3) thread.name = reader.readString();
  });
  tables.threads.set(id, thread);
}

function assemble(tables: Tables, notes: string[], context: ParseContext): Profile {
  const used = [...new Set(tables.samples.map(({ event }) => event))];
  const types = used.map((event, index) => {
    const name = tables.events[event] ?? `event ${event}`;
    return /^(cpu|task)-clock/.test(name)
      ? ({ name: index === 0 ? 'cpu' : name, unit: 'ms', factor: 1e-6 } as const)
      : ({ name, unit: 'count', factor: 1 } as const);
  });
  const builder = new ProfileAssembler(types.length, context.ownFolders);
  const threads = new Map<number, ThreadIndex>();
  for (const { chain, event, tid, count, timeNs } of tables.samples) {
    let stack = NO_STACK;
    for (let at = chain.length - 3; at >= 0; at -= 3) {
      stack = builder.stacks.add(stack, addFrame(chain, at, tables, builder));
    }
    let thread = threads.get(tid);
    if (thread === undefined) {
      const known = tables.threads.get(tid);
      const process = tables.threads.get(known?.pid ?? -1)?.name ?? known?.name ?? '';
      thread = builder.thread(known?.pid ?? tid, tid, known?.name ?? `thread ${tid}`, process);
      threads.set(tid, thread);
    }
    const column = used.indexOf(event);
    const values = types.map((type, index) => (index === column ? count * type.factor : 0));
    builder.sample(thread, stack, timeNs / 1e6, ...values);
  }
  if (tables.lost > 0) notes.push(`${tables.lost} samples were lost while recording.`);
  const valueTypes = types.map(({ name, unit }) => ({ name, unit }));
  return builder.finish({ format: FORMAT, tool: 'simpleperf' }, valueTypes, notes);
}

function addFrame(
  chain: readonly number[],
  at: number,
  tables: Tables,
  builder: ProfileAssembler,
): FrameIndex {
  const file = tables.files.get(chain[at]!);
  const found = frameOfObject(file?.symbols[chain[at + 1]!] ?? '', file?.path ?? null);
  return builder.frame(found.name, found.file, 0, 0, found.kind);
}
