import { DwarfCursor, VALUE, type FormContext } from './dwarf-cursor';

/** Sections that a line table may refer to. */
export interface LineSections {
  line: Buffer;
  strings: Buffer | null;
  lineStrings: Buffer | null;
}

/** A unit's line table: its files, and which line each address belongs to. */
export interface LineTableOfUnit {
  /** Paths by the file numbers that the unit's attributes use. */
  files: readonly (string | null)[];
  /** Rows in ascending order of address. A row with file -1 ends a sequence. Parallel columns. */
  addresses: Float64Array;
  file: Int32Array;
  line: Int32Array;
}

/**
 * Reads one unit's line number program (DWARF 2 to 5, section 6.2). `withRows` false reads the header alone.
 * Throws RangeError where it is cut.
 */
export function readLineTable(
  sections: LineSections,
  offset: number,
  unit: FormContext,
  directory: string | null,
  withRows: boolean,
): LineTableOfUnit {
  const cursor = new DwarfCursor(sections.line, offset);
  let size = cursor.u32();
  const is64 = size === 0xffffffff;
  if (is64) size = cursor.u64();
  const end = cursor.at + size;
  const version = cursor.u16();
  let addressSize = unit.addressSize;
  if (version >= 5) {
    addressSize = cursor.u8();
    cursor.u8();
  }
  const headerSize = cursor.offset(is64);
  const programStart = cursor.at + headerSize;
  const minimumLength = cursor.u8();
  if (version >= 4) cursor.u8();
  cursor.u8();
  const lineBase = cursor.bytes.readInt8(cursor.at++);
  const lineRange = cursor.u8();
  const opcodeBase = cursor.u8();
  const operands: number[] = [0];
  for (let opcode = 1; opcode < opcodeBase; opcode++) operands.push(cursor.u8());
  const context = { start: 0, version, is64, addressSize };
  const files =
    version >= 5 ? readFiles5(cursor, sections, context, directory) : readFiles4(cursor, directory);
  const rows: number[] = [];
  if (withRows) {
    cursor.at = programStart;
    const sequences = runProgram(cursor, end, {
      minimumLength,
      lineBase,
      lineRange,
      opcodeBase,
      operands,
      addressSize,
    });
    sequences.sort((a, b) => a[0]! - b[0]!);
    for (const sequence of sequences) for (const number of sequence) rows.push(number);
  }
  const length = rows.length / 3;
  const addresses = new Float64Array(length);
  const file = new Int32Array(length);
  const line = new Int32Array(length);
  for (let row = 0; row < length; row++) {
    addresses[row] = rows[row * 3]!;
    file[row] = rows[row * 3 + 1]!;
    line[row] = rows[row * 3 + 2]!;
  }
  return { files, addresses, file, line };
}

function readFiles4(cursor: DwarfCursor, directory: string | null): (string | null)[] {
  const directories: (string | null)[] = [directory];
  for (let name = cursor.cString(); name !== ''; name = cursor.cString()) {
    directories.push(joinPath(directory, name));
  }
  const files: (string | null)[] = [null];
  for (let name = cursor.cString(); name !== ''; name = cursor.cString()) {
    files.push(joinPath(directories[cursor.uleb()] ?? null, name));
    cursor.uleb();
    cursor.uleb();
  }
  return files;
}

const CONTENT_PATH = 1;
const CONTENT_DIRECTORY = 2;

function readFiles5(
  cursor: DwarfCursor,
  sections: LineSections,
  context: FormContext,
  directory: string | null,
): (string | null)[] {
  const readEntries = (): { path: string; directory: number }[] => {
    const format: [number, number][] = [];
    const columns = cursor.u8();
    for (let column = 0; column < columns; column++) format.push([cursor.uleb(), cursor.uleb()]);
    const count = cursor.uleb();
    const entries: { path: string; directory: number }[] = [];
    for (let row = 0; row < count; row++) {
      const entry = { path: '', directory: 0 };
      for (const [content, form] of format) {
        cursor.readForm(form, context, 0);
        if (content === CONTENT_DIRECTORY) entry.directory = cursor.value;
        if (content !== CONTENT_PATH) continue;
        const from =
          cursor.meaning === VALUE.inlineString
            ? cursor.bytes
            : cursor.meaning === VALUE.lineString
              ? sections.lineStrings
              : cursor.meaning === VALUE.string
                ? sections.strings
                : null;
        entry.path = from === null ? '' : new DwarfCursor(from, cursor.value).cString();
      }
      entries.push(entry);
    }
    return entries;
  };
  // The first is the unit's own folder, which the others are relative to.
  const [first, ...others] = readEntries().map((entry) => entry.path);
  const own = first === undefined || first === '' ? directory : joinPath(null, first);
  const directories = [own, ...others.map((path) => joinPath(own, path))];
  return readEntries().map((entry) =>
    entry.path === '' ? null : joinPath(directories[entry.directory] ?? null, entry.path),
  );
}

interface Program {
  minimumLength: number;
  lineBase: number;
  lineRange: number;
  opcodeBase: number;
  operands: readonly number[];
  addressSize: number;
}

/** Sequences of (address, file, line) triples, flat. */
function runProgram(cursor: DwarfCursor, end: number, program: Program): number[][] {
  const sequences: number[][] = [];
  let rows: number[] = [];
  let address = 0;
  let file = 1;
  let line = 1;
  const emit = (): void => {
    rows.push(address, file, line);
  };
  while (cursor.at < end) {
    const opcode = cursor.u8();
    if (opcode >= program.opcodeBase) {
      const adjusted = opcode - program.opcodeBase;
      address += Math.floor(adjusted / program.lineRange) * program.minimumLength;
      line += program.lineBase + (adjusted % program.lineRange);
      emit();
    } else if (opcode === 0) {
      const size = cursor.uleb();
      const next = cursor.at + size;
      const extended = size === 0 ? 0 : cursor.u8();
      if (extended === 1) {
        rows.push(address, -1, 0);
        // Code that the linker dropped stands at address 0.
        if (rows[0]! > 0) sequences.push(rows);
        rows = [];
        address = 0;
        file = 1;
        line = 1;
      } else if (extended === 2) address = cursor.address(program.addressSize);
      cursor.at = next;
    } else if (opcode === 1) emit();
    else if (opcode === 2) address += cursor.uleb() * program.minimumLength;
    else if (opcode === 3) line += cursor.sleb();
    else if (opcode === 4) file = cursor.uleb();
    else if (opcode === 8) {
      const adjusted = 255 - program.opcodeBase;
      address += Math.floor(adjusted / program.lineRange) * program.minimumLength;
    } else if (opcode === 9) address += cursor.u16();
    else for (let index = 0; index < (program.operands[opcode] ?? 0); index++) cursor.uleb();
  }
  return sequences;
}

/** Joins and removes `.` and `..`, as text. */
function joinPath(directory: string | null, name: string): string {
  const whole = name.startsWith('/') || directory === null ? name : `${directory}/${name}`;
  if (!/(^|\/)\.{0,2}(\/|$)/.test(whole.slice(1))) return whole;
  const parts: string[] = [];
  for (const part of whole.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return (whole.startsWith('/') ? '/' : '') + parts.join('/');
}
