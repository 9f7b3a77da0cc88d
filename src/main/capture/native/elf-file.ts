import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { inflateSync } from 'node:zlib';

/** A loadable segment: file bytes `offset … offset + size` appear at `address`. */
interface ElfSegment {
  offset: number;
  address: number;
  size: number;
}

interface ElfSection {
  offset: number;
  size: number;
  compressed: boolean;
  /** Without bytes in this file, as in a stripped program or a file of debug information alone. */
  empty: boolean;
}

const SHT_NOBITS = 8;
const SHF_COMPRESSED = 0x800;
const COMPRESSED_ZLIB = 1;
const EM_X86_64 = 62;
const PT_LOAD = 1;
const PT_INTERP = 3;
const PT_NOTE = 4;
const NOTE_GNU_BUILD_ID = 3;
const STT_FUNC = 2;
const STT_GNU_IFUNC = 10;

/**
 * The parts of an ELF file that symbolising needs: sections, loadable segments, build id. Little-endian, 32 and 64
 * bits. Reads only what is asked for. Source: the ELF-64 object file format, and elf(5).
 */
export class ElfFile {
  readonly path: string;
  readonly is64: boolean;
  /** Hex; null where the linker wrote none. */
  readonly buildId: string | null;
  /** For 64-bit x86 processors. */
  readonly isX64: boolean;
  /** Linked statically, without a dynamic loader. */
  readonly isStatic: boolean;
  readonly segments: readonly ElfSegment[];
  readonly #sections: ReadonlyMap<string, ElfSection>;

  private constructor(
    path: string,
    is64: boolean,
    segments: readonly ElfSegment[],
    sections: ReadonlyMap<string, ElfSection>,
    buildId: string | null,
    isStatic: boolean,
    isX64: boolean,
  ) {
    this.path = path;
    this.is64 = is64;
    this.segments = segments;
    this.#sections = sections;
    this.buildId = buildId;
    this.isStatic = isStatic;
    this.isX64 = isX64;
  }

  /** Opens a file; null when it is not there, not readable, or not a little-endian ELF file. */
  static open(path: string): ElfFile | null {
    try {
      return readHeaders(path, (...parts) => new ElfFile(...parts));
    } catch {
      // Not there, not readable, or cut: the caller does without symbols in each case.
      return null;
    }
  }

  has(name: string): boolean {
    return this.#sections.has(name);
  }

  /** A section's bytes, decompressed; null where there is none or its compression is not known. */
  read(name: string): Buffer | null {
    const section = this.#sections.get(name);
    if (section === undefined || section.empty) return null;
    const raw = readRange(this.path, section.offset, section.size);
    if (raw === null || !section.compressed) return raw;
    const header = this.is64 ? 24 : 12;
    if (raw.length < header || raw.readUInt32LE(0) !== COMPRESSED_ZLIB) return null;
    try {
      return inflateSync(raw.subarray(header));
    } catch {
      return null;
    }
  }

  /** Addresses of the functions in the symbol tables, by the linker's name without its version. */
  functionAddresses(): Map<string, number> {
    const found = new Map<string, number>();
    for (const [table, strings] of [
      ['.dynsym', '.dynstr'],
      ['.symtab', '.strtab'],
    ] as const) {
      const rows = this.read(table);
      const names = this.read(strings);
      if (rows === null || names === null) continue;
      const size = this.is64 ? 24 : 16;
      for (let at = 0; at + size <= rows.length; at += size) {
        const type = rows[at + (this.is64 ? 4 : 12)]! & 15;
        if (type !== STT_FUNC && type !== STT_GNU_IFUNC) continue;
        const address = this.is64
          ? Number(rows.readBigUInt64LE(at + 8))
          : rows.readUInt32LE(at + 4);
        if (address === 0) continue;
        const start = rows.readUInt32LE(at);
        const end = names.indexOf(0, start);
        found.set(names.toString('utf8', start, end < 0 ? names.length : end), address);
      }
    }
    return found;
  }

  /** Where functions start, ascending, by the table for unwinding, which stripped programs have too; empty without it. */
  functionStarts(): number[] {
    const table = this.read('.eh_frame_hdr');
    const base = this.addressOfSection('.eh_frame_hdr');
    // Version 1, a count of 4 bytes, rows of two signed offsets from the table's own start: what all linkers write.
    const isKnown =
      table !== null && table.length >= 12 && table[0] === 1 && table[2] === 3 && table[3] === 0x3b;
    if (!isKnown || base === null) return [];
    const count = Math.min(table.readUInt32LE(8), Math.floor((table.length - 12) / 8));
    return Array.from({ length: count }, (_, row) => base + table.readInt32LE(12 + 8 * row));
  }

  /** Where a section stands in memory, as linked; null where it is not loaded. */
  addressOfSection(name: string): number | null {
    const section = this.#sections.get(name);
    return section === undefined ? null : this.addressOfOffset(section.offset);
  }

  /** Turns an offset in the file into the address that debug information speaks of; null outside every segment. */
  addressOfOffset(offset: number): number | null {
    for (const segment of this.segments) {
      if (offset >= segment.offset && offset < segment.offset + segment.size) {
        return offset - segment.offset + segment.address;
      }
    }
    return null;
  }
}

type Parts = [
  string,
  boolean,
  readonly ElfSegment[],
  ReadonlyMap<string, ElfSection>,
  string | null,
  boolean,
  boolean,
];

function readHeaders(path: string, make: (...parts: Parts) => ElfFile): ElfFile | null {
  const head = readRange(path, 0, 64);
  if (head === null || head.length < 52 || head.readUInt32BE(0) !== 0x7f454c46 || head[5] !== 1) {
    return null;
  }
  const is64 = head[4] === 2;
  const word = (bytes: Buffer, at64: number, at32: number): number =>
    is64 ? Number(bytes.readBigUInt64LE(at64)) : bytes.readUInt32LE(at32);
  const half = (at64: number, at32: number): number => head.readUInt16LE(is64 ? at64 : at32);

  const segmentSize = half(54, 42);
  const segmentTable = readRange(path, word(head, 32, 28), segmentSize * half(56, 44));
  const segments: ElfSegment[] = [];
  let buildId: string | null = null;
  let isStatic = true;
  for (let at = 0; segmentTable !== null && at < segmentTable.length; at += segmentSize) {
    const row = segmentTable.subarray(at, at + segmentSize);
    const segment = {
      offset: word(row, 8, 4),
      address: word(row, 16, 8),
      size: word(row, 32, 16),
    };
    const type = row.readUInt32LE(0);
    if (type === PT_LOAD) segments.push(segment);
    if (type === PT_INTERP) isStatic = false;
    if (type === PT_NOTE) buildId ??= readBuildId(readRange(path, segment.offset, segment.size));
  }

  const sectionSize = half(58, 46);
  const sectionTable = readRange(path, word(head, 40, 32), sectionSize * half(60, 48));
  const sections = new Map<string, ElfSection>();
  if (sectionTable !== null && sectionTable.length > 0) {
    const rowAt = (index: number): Buffer =>
      sectionTable.subarray(index * sectionSize, (index + 1) * sectionSize);
    const span = (row: Buffer): ElfSection => ({
      offset: word(row, 24, 16),
      size: word(row, 32, 20),
      compressed: (word(row, 8, 8) & SHF_COMPRESSED) !== 0,
      empty: row.readUInt32LE(4) === SHT_NOBITS,
    });
    const nameSpan = span(rowAt(half(62, 50)));
    const names = readRange(path, nameSpan.offset, nameSpan.size);
    for (let index = 0; names !== null && index < half(60, 48); index++) {
      const row = rowAt(index);
      const start = row.readUInt32LE(0);
      const end = names.indexOf(0, start);
      sections.set(names.toString('latin1', start, end), span(row));
    }
  }
  return make(
    path,
    is64,
    segments,
    sections,
    buildId,
    isStatic,
    head.readUInt16LE(18) === EM_X86_64,
  );
}

function readBuildId(notes: Buffer | null): string | null {
  if (notes === null) return null;
  let at = 0;
  while (at + 12 <= notes.length) {
    const nameSize = notes.readUInt32LE(at);
    const size = notes.readUInt32LE(at + 4);
    const start = at + 12 + Math.ceil(nameSize / 4) * 4;
    const isGnu = notes.toString('latin1', at + 12, at + 12 + nameSize) === 'GNU\0';
    if (isGnu && notes.readUInt32LE(at + 8) === NOTE_GNU_BUILD_ID) {
      return notes.toString('hex', start, start + size);
    }
    at = start + Math.ceil(size / 4) * 4;
  }
  return null;
}

/** Bytes of a file; null past its end or where it is not a regular file. */
function readRange(path: string, offset: number, size: number): Buffer | null {
  const file = openSync(path, 'r');
  try {
    const stat = fstatSync(file);
    if (!stat.isFile() || offset > stat.size) return null;
    const bytes = Buffer.alloc(Math.min(size, stat.size - offset));
    let done = 0;
    while (done < bytes.length) {
      const count = readSync(file, bytes, done, bytes.length - done, offset + done);
      if (count === 0) break;
      done += count;
    }
    return bytes.subarray(0, done);
  } finally {
    closeSync(file);
  }
}
