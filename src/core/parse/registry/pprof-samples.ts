import type { PbfReader } from 'pbf';
import { NO_STACK, type StackIndex } from '../../model/profile';
import { NumberColumn } from './number-column';
import type { PprofTables } from './pprof-tables';
import type { ProfileAssembler } from './profile-assembler';
import { BrokenMessage, eachField, eachMember } from './protobuf-fields';

/** Most lists of places that are remembered; 12 bytes each. */
const MOST_KEPT = 1 << 20;

/** What a label's key says of a sample's thread. Go's own labels name no threads. */
const LABEL_ROLES: Readonly<Record<string, 'thread' | 'tid' | 'process' | 'pid'>> = {
  thread: 'thread',
  'thread name': 'thread',
  tid: 'tid',
  'thread id': 'tid',
  process: 'process',
  pid: 'pid',
};

/** A file that names more threads than this is shown as one. */
export const MOST_THREADS = 10_000;

/** The thread that labels name; texts by their numbers in the file, NaN where there is none. */
export interface Labels {
  thread: number;
  tid: number;
  process: number;
  pid: number;
}

/** Samples of a pprof file in columns, one row each. */
export interface SampleRows {
  stack: Int32Array;
  /** Of each row, in `threads`; null where all are of one thread. */
  thread: Uint32Array | null;
  threads: Labels[];
  /** One column for each value type, as the file has them. */
  values: Float64Array[];
  /** Row in the file's locations of each sample's innermost frame; -1 where there is none. */
  leaf: Int32Array;
  /** Frames that name places which the file does not hold. */
  unknown: number;
}

/**
 * Reads the samples, when the tables are known. The same list of places stands at many samples (of other threads, or of
 * a writer that does not sum them up): lists are found again by their bytes, which takes one look-up for some twenty.
 */
export class PprofSampleReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #reader: PbfReader;
  readonly #tables: PprofTables;
  readonly #builder: ProfileAssembler;
  /** Frames of each location, outermost first; the last location's stands at the end of #frames. */
  readonly #framesFrom: Int32Array;
  readonly #framesEnd: Int32Array;
  readonly #frames = new NumberColumn();
  readonly #ids = new NumberColumn();
  /** Place in the file, length and stack of lists, by a hash of their bytes. */
  readonly #keptAt: Int32Array;
  readonly #keptLength: Int32Array;
  readonly #keptStack: Int32Array;
  readonly #rows: SampleRows;
  readonly #roles = new Map<number, keyof Labels | null>();
  readonly #threadByKey = new Map<string, number>();
  #lastLabels: Labels = noLabels();
  #lastThread = -1;
  /** List of places of the current sample, as it stands in the file. */
  #from = -1;
  #end = -1;

  constructor(
    reader: PbfReader,
    bytes: Uint8Array,
    tables: PprofTables,
    builder: ProfileAssembler,
  ) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#reader = reader;
    this.#tables = tables;
    this.#builder = builder;
    this.#framesFrom = new Int32Array(tables.locations).fill(-1);
    this.#framesEnd = new Int32Array(tables.locations);
    const kept = Math.min(MOST_KEPT, 2 ** Math.ceil(Math.log2(tables.samples + 1)));
    this.#keptAt = new Int32Array(kept).fill(-1);
    this.#keptLength = new Int32Array(kept);
    this.#keptStack = new Int32Array(kept);
    this.#rows = {
      stack: new Int32Array(tables.samples),
      thread: null,
      threads: [],
      values: tables.types.map(() => new Float64Array(tables.samples)),
      leaf: new Int32Array(tables.samples).fill(-1),
      unknown: 0,
    };
  }

  /** Throws BrokenMessage, or what pbf throws for a number of more than ten bytes. */
  read(): SampleRows {
    const reader = this.#reader;
    let row = 0;
    reader.pos = 0;
    eachField(reader, reader.length, (tag) => {
      if (tag !== 2) return;
      if (reader.type !== 2) throw new BrokenMessage('a number stands where a sample belongs');
      this.#readSample(row++);
    });
    return this.#rows;
  }

  #readSample(row: number): void {
    const reader = this.#reader;
    const end = reader.readVarint() + reader.pos;
    if (end > reader.length) throw new BrokenMessage('a sample is longer than the file');
    this.#from = -1;
    this.#ids.clear();
    let value = 0;
    let labels: Labels | null = null;
    // A loop of its own: eachField's call for every member takes as long as the rest.
    while (reader.pos < end) {
      const tag = reader.nextField(end);
      const { type } = reader;
      if (tag === 1) this.#readPlaces();
      else if (tag === 2 && (type === 0 || type === 2)) {
        const stop = type === 2 ? reader.readVarint() + reader.pos : reader.pos + 1;
        if (stop > end) throw new BrokenMessage('a list runs beyond the end of its sample');
        while (reader.pos < stop) {
          const found = reader.readVarint(true);
          const column = this.#rows.values[value++];
          if (column !== undefined) column[row] = found;
        }
      } else if (tag === 3) this.#readLabel((labels ??= noLabels()));
      else if (tag === 0 || type === 3 || type === 4 || type > 5) {
        throw new BrokenMessage('a field has no number or no known type');
      } else reader.skip(type);
      if (reader.pos > end) throw new BrokenMessage('a field runs beyond the end of its sample');
    }
    this.#rows.stack[row] = this.#findStack(row);
    this.#nameThread(row, labels);
  }

  /** Repeated numbers: packed in one list by most writers, one by one or in several by a few. */
  #readPlaces(): void {
    const reader = this.#reader;
    if (reader.type === 2) {
      const length = reader.readVarint();
      const from = reader.pos;
      reader.pos += length;
      if (reader.pos > reader.length) throw new BrokenMessage('a list is longer than the file');
      if (this.#from < 0 && this.#ids.length === 0) {
        this.#from = from;
        this.#end = reader.pos;
        return;
      }
      this.#takeList();
      this.#readList(from, reader.pos);
    } else if (reader.type === 0) {
      this.#takeList();
      this.#ids.push(reader.readVarint());
    } else throw new BrokenMessage('a list of places is none');
  }

  /** Reads the first list when it is not the only one. */
  #takeList(): void {
    if (this.#from < 0) return;
    const { pos } = this.#reader;
    this.#readList(this.#from, this.#end);
    this.#reader.pos = pos;
    this.#from = -1;
  }

  #readList(from: number, end: number): void {
    const reader = this.#reader;
    reader.pos = from;
    while (reader.pos < end) this.#ids.push(reader.readVarint());
    if (reader.pos !== end) throw new BrokenMessage('a number runs beyond the end of its list');
  }

  #findStack(row: number): StackIndex {
    if (this.#from < 0) return this.#addStack(row);
    const [bytes, from, end] = [this.#bytes, this.#from, this.#end];
    const length = end - from;
    const slot = this.#hash(from, end) & (this.#keptAt.length - 1);
    let old = this.#keptAt[slot]!;
    if (old >= 0 && this.#keptLength[slot] === length) {
      let at = from;
      while (at < end && bytes[at] === bytes[old]) {
        at++;
        old++;
      }
      if (at === end) {
        this.#rows.leaf[row] = this.#tables.rowOf(this.#firstId(from));
        return this.#keptStack[slot]!;
      }
    }
    const { pos } = this.#reader;
    this.#readList(from, end);
    this.#reader.pos = pos;
    const { unknown } = this.#rows;
    const stack = this.#addStack(row);
    // One with unknown places is counted each time.
    if (unknown === this.#rows.unknown && length > 0) {
      this.#keptAt[slot] = from;
      this.#keptLength[slot] = length;
      this.#keptStack[slot] = stack;
    }
    return stack;
  }

  #firstId(from: number): number {
    const first = this.#bytes[from]!;
    if (first < 128) return first;
    const { pos } = this.#reader;
    this.#reader.pos = from;
    const id = this.#reader.readVarint();
    this.#reader.pos = pos;
    return id;
  }

  #hash(from: number, end: number): number {
    let hash = end - from;
    let at = from;
    for (; at + 4 <= end; at += 4) {
      hash = Math.imul(hash ^ this.#view.getInt32(at), 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    for (; at < end; at++) hash = Math.imul(hash ^ this.#bytes[at]!, 0x85ebca6b);
    return hash ^ (hash >>> 13);
  }

  /** The stack of #ids, whose leaf stands first. */
  #addStack(row: number): StackIndex {
    const { stacks } = this.#builder;
    const ids = this.#ids;
    let stack = NO_STACK;
    for (let at = ids.length - 1; at >= 0; at--) {
      const location = this.#tables.rowOf(ids.at(at));
      if (location < 0) {
        this.#rows.unknown++;
        continue;
      }
      if (this.#framesFrom[location]! < 0) this.#placeFrames(location);
      const end = this.#framesEnd[location]!;
      for (let frame = this.#framesFrom[location]!; frame < end; frame++) {
        stack = stacks.add(stack, this.#frames.at(frame));
      }
      if (at === 0) this.#rows.leaf[row] = location;
    }
    return stack === NO_STACK ? stacks.add(stack, this.#builder.frame('(no stack)', null)) : stack;
  }

  #placeFrames(location: number): void {
    this.#framesFrom[location] = this.#frames.length;
    for (const frame of this.#tables.framesOf(location, this.#builder)) this.#frames.push(frame);
    this.#framesEnd[location] = this.#frames.length;
  }

  #readLabel(labels: Labels): void {
    const reader = this.#reader;
    let [key, text, value] = [0, 0, Number.NaN];
    eachMember(reader, (tag) => {
      if (tag === 1) key = reader.readVarint(true);
      else if (tag === 2) text = reader.readVarint(true);
      else if (tag === 3) value = reader.readVarint(true);
    });
    let role = this.#roles.get(key);
    if (role === undefined) {
      const name = this.#tables.text(key).toLowerCase();
      role = Object.hasOwn(LABEL_ROLES, name) ? LABEL_ROLES[name]! : null;
      this.#roles.set(key, role);
    }
    if (role === null) return;
    if (role === 'thread' || role === 'process') labels[role] = text;
    // Some writers give numbers as texts.
    else labels[role] = Number.isNaN(value) ? Number(this.#tables.text(text)) : value;
  }

  #nameThread(row: number, found: Labels | null): void {
    const labels = found ?? NO_LABELS;
    const last = this.#lastLabels;
    const isLast =
      this.#lastThread >= 0 &&
      Object.is(last.thread, labels.thread) &&
      Object.is(last.tid, labels.tid) &&
      Object.is(last.process, labels.process) &&
      Object.is(last.pid, labels.pid);
    const rows = this.#rows;
    if (!isLast && rows.threads.length <= MOST_THREADS) {
      const key = `${labels.thread},${labels.tid},${labels.process},${labels.pid}`;
      let thread = this.#threadByKey.get(key);
      if (thread === undefined) {
        thread = rows.threads.push(labels) - 1;
        this.#threadByKey.set(key, thread);
        // All before the second are of the first, which is 0.
        if (thread === 1) rows.thread = new Uint32Array(this.#tables.samples);
      }
      this.#lastThread = thread;
      this.#lastLabels = labels;
    }
    if (rows.thread !== null) rows.thread[row] = this.#lastThread;
  }
}

function noLabels(): Labels {
  return { thread: Number.NaN, tid: Number.NaN, process: Number.NaN, pid: Number.NaN };
}

/** Of a sample whose labels name no thread. */
export const NO_LABELS = noLabels();
