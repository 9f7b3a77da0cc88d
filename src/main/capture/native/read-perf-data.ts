import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** A sample of perf.data with the registers and the stack of its user code. */
export interface RawPerfSample {
  pid: number;
  tid: number;
  /** Nanoseconds on the kernel's clock. */
  time: bigint;
  /** User registers in the order of their bits, x86: ax bx cx dx si di bp sp ip …; empty for a kernel thread. */
  registers: readonly bigint[];
  /** From the stack pointer upwards. */
  stack: Buffer;
}

/** A file mapped into a process. */
export interface RawPerfMap {
  pid: number;
  address: bigint;
  size: bigint;
  /** Offset in the file of `address`. */
  offset: bigint;
  file: string;
}

/** What a reader is given, in the order of the file. */
export interface PerfDataVisitor {
  map?(map: RawPerfMap): void;
  /** `pid` began as a copy of `parent`. */
  fork?(pid: number, parent: number): void;
  sample?(sample: RawPerfSample): void;
}

const RECORD = { fork: 7, sample: 9, map2: 10 } as const;

/** Fields of a sample in their order; source: perf_event_open(2). */
const FIELD = {
  ip: 1 << 0,
  tid: 1 << 1,
  time: 1 << 2,
  address: 1 << 3,
  read: 1 << 4,
  callChain: 1 << 5,
  id: 1 << 6,
  cpu: 1 << 7,
  period: 1 << 8,
  streamId: 1 << 9,
  raw: 1 << 10,
  branches: 1 << 11,
  userRegisters: 1 << 12,
  userStack: 1 << 13,
  identifier: 1 << 16,
} as const;

/**
 * Reads a perf.data file of one event recorded with `--call-graph dwarf`, in bounded memory. Stops where the file is cut;
 * gives nothing of a file of another form. Source: perf.data-file-format.txt of the kernel's tree.
 */
export function readPerfData(path: string, visitor: PerfDataVisitor): void {
  const file = openSync(path, 'r');
  try {
    const header = Buffer.alloc(104);
    if (readSync(file, header, 0, 104, 0) < 104) return;
    if (header.toString('latin1', 0, 8) !== 'PERFILE2') return;
    const attribute = Buffer.alloc(104);
    readSync(file, attribute, 0, 104, Number(header.readBigUInt64LE(24)));
    const sampleType = Number(attribute.readBigUInt64LE(24));
    const registers = countBits(attribute.readBigUInt64LE(80));
    const start = Number(header.readBigUInt64LE(40));
    const size = Number(header.readBigUInt64LE(48));
    // A recording that was cut has no size yet: its data reach to the end.
    const end = size > 0 ? start + size : fstatSync(file).size;
    for (const record of readRecords(file, start, end)) {
      const type = record.readUInt32LE(0);
      try {
        if (type === RECORD.map2) visitor.map?.(readMap(record));
        else if (type === RECORD.fork) {
          visitor.fork?.(record.readInt32LE(8), record.readInt32LE(12));
        } else if (type === RECORD.sample && visitor.sample !== undefined) {
          const sample = readSample(record, sampleType, registers);
          if (sample !== null) visitor.sample(sample);
        }
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        // One record that does not hold what its type says; the next begins where it ends.
      }
    }
  } finally {
    closeSync(file);
  }
}

function* readRecords(file: number, start: number, end: number): Generator<Buffer> {
  const buffer = Buffer.alloc(1 << 20);
  let held = 0;
  let next = start;
  let at = 0;
  for (;;) {
    const size = held - at < 8 ? 0 : buffer.readUInt16LE(at + 6);
    if (held - at >= 8 && size < 8) return;
    if (size > 0 && held - at >= size) {
      yield buffer.subarray(at, at + size);
      at += size;
      continue;
    }
    buffer.copy(buffer, 0, at, held);
    held -= at;
    at = 0;
    const got = readSync(file, buffer, held, Math.min(buffer.length - held, end - next), next);
    if (got === 0) return;
    held += got;
    next += got;
  }
}

function readMap(record: Buffer): RawPerfMap {
  const end = record.indexOf(0, 72);
  return {
    pid: record.readInt32LE(8),
    address: record.readBigUInt64LE(16),
    size: record.readBigUInt64LE(24),
    offset: record.readBigUInt64LE(32),
    file: record.toString('utf8', 72, end < 0 ? record.length : end),
  };
}

function readSample(record: Buffer, type: number, count: number): RawPerfSample | null {
  let at = 8;
  const has = (field: number): boolean => (type & field) !== 0;
  const skip = (field: number): void => {
    if (has(field)) at += 8;
  };
  skip(FIELD.identifier);
  skip(FIELD.ip);
  if (!has(FIELD.tid) || !has(FIELD.time) || has(FIELD.read) || has(FIELD.raw)) return null;
  if (has(FIELD.branches)) return null;
  const pid = record.readInt32LE(at);
  const tid = record.readInt32LE(at + 4);
  const time = record.readBigUInt64LE(at + 8);
  at += 16;
  for (const field of [FIELD.address, FIELD.id, FIELD.streamId, FIELD.cpu, FIELD.period])
    skip(field);
  if (has(FIELD.callChain)) at += 8 + 8 * Number(record.readBigUInt64LE(at));
  const registers: bigint[] = [];
  if (has(FIELD.userRegisters)) {
    const form = record.readBigUInt64LE(at);
    at += 8;
    for (let index = 0; form !== 0n && index < count; index++, at += 8) {
      registers.push(record.readBigUInt64LE(at));
    }
  }
  let stack = record.subarray(0, 0);
  if (has(FIELD.userStack)) {
    const size = Number(record.readBigUInt64LE(at));
    at += 8;
    // After the bytes stands how many of them are filled.
    const filled = size === 0 ? 0 : Number(record.readBigUInt64LE(at + size));
    stack = record.subarray(at, at + filled);
  }
  return { pid, tid, time, registers, stack };
}

function countBits(mask: bigint): number {
  return mask.toString(2).replaceAll('0', '').length;
}
