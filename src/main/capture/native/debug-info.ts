import { DwarfCursor } from './dwarf-cursor';
import { readLineTable, type LineTableOfUnit } from './dwarf-lines';
import {
  DwarfUnit,
  readAbbreviations,
  readDebugSections,
  UNIT_COMPILE,
  UNIT_PARTIAL,
  type Abbreviation,
  type DebugSections,
} from './dwarf-unit';
import type { ElfFile } from './elf-file';
import { EntryAttributes } from './entry-attributes';

/** A function as its source declares it. */
export interface DebugFunction {
  /** With namespaces and classes before it, without parameters. */
  name: string;
  /** The linker's name, mangled; null where the compiler wrote none. */
  linkageName: string | null;
  file: string | null;
  /** 1-based line of its declaration; 0 where unknown. */
  line: number;
}

/** A function at an address, with the line of it that the address belongs to. */
export interface DebugFrame {
  function: DebugFunction;
  /** Compiled into its caller. */
  inlined: boolean;
  file: string | null;
  line: number;
}

const TAG = {
  class: 0x02,
  enumeration: 0x04,
  structure: 0x13,
  union: 0x17,
  inlined: 0x1d,
  subprogram: 0x2e,
  namespace: 0x39,
} as const;

/** A function's entry: a declaration, an abstract instance, or a concrete one. */
interface FunctionEntry {
  unit: DwarfUnit;
  name: string | null;
  scope: string;
  linkageName: string | null;
  file: number;
  line: number;
  /** The entry that holds what this one lacks; -1 for none. */
  origin: number;
}

interface InlinedEntry {
  /** Flat (low, high) pairs. */
  ranges: number[];
  origin: number;
  callFile: number;
  callLine: number;
}

interface CodeEntry {
  low: number;
  high: number;
  entry: number;
  unit: DwarfUnit;
  inlined: InlinedEntry[];
}

/** A unit with its functions, which are read when an address or a reference leads to it. */
interface KnownUnit {
  unit: DwarfUnit;
  abbreviations: ReadonlyMap<number, Abbreviation>;
  /** Ascending; null until read. */
  code: CodeEntry[] | null;
}

/** Addresses `low` to `high` belong to a unit. */
interface UnitRange {
  low: number;
  high: number;
  known: KnownUnit;
}

/** Debug information beyond this is not read: it would take minutes and gigabytes. */
const LARGEST_INFO_BYTES = 512 * 1024 * 1024;

/**
 * What a program's DWARF says of its functions: which, inlined ones included, hold an address, and where each is
 * declared. Read by ourselves because `addr2line` names the innermost of inlined functions wrongly where the
 * compiler gave it no linker's name (static functions and lambdas of C++), and knows no line of declaration.
 */
export class DebugInfo {
  readonly #sections: DebugSections;
  readonly #entries = new Map<number, FunctionEntry>();
  /** In the order of their offsets. */
  readonly #units: KnownUnit[] = [];
  readonly #unitRanges: UnitRange[] = [];
  readonly #functions = new Map<number, DebugFunction>();
  readonly #lineTables = new Map<DwarfUnit, { table: LineTableOfUnit | null; withRows: boolean }>();
  /** Set where some of it could not be read. */
  problem: string | null = null;

  private constructor(sections: DebugSections) {
    this.#sections = sections;
  }

  /** Reads a file's debug information; null where it has none or too much. */
  static read(elf: ElfFile): DebugInfo | null {
    const sections = readDebugSections(elf);
    if (sections === null || sections.info.length > LARGEST_INFO_BYTES) return null;
    const info = new DebugInfo(sections);
    try {
      info.#readUnits();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      info.problem = `${elf.path}: its debug information could be read only in part (${error.message}).`;
    }
    info.#unitRanges.sort((a, b) => a.low - b.low);
    return info;
  }

  /** Functions at an address, innermost first; null outside all. */
  framesAt(address: number): DebugFrame[] | null {
    const code = this.#codeAt(address);
    if (code === null) return null;
    const inlined = code.inlined.filter((entry) => contains(entry.ranges, address));
    const here = this.#lineAt(code.unit, address);
    const frames: DebugFrame[] = [];
    let { file, line } = here ?? { file: null, line: 0 };
    for (let at = inlined.length - 1; at >= 0; at--) {
      const entry = inlined[at]!;
      frames.push({ function: this.#function(entry.origin), inlined: true, file, line });
      file = this.#file(code.unit, entry.callFile);
      line = entry.callLine;
    }
    frames.push({ function: this.#function(code.entry), inlined: false, file, line });
    return frames;
  }

  #codeAt(address: number): CodeEntry | null {
    // Ranges do not overlap; a neighbour or two are looked at in case of duplicates.
    for (const range of covering(this.#unitRanges, address)) {
      const found = covering(this.#codeOf(range.known), address)[0];
      if (found !== undefined) return found;
    }
    return null;
  }

  /** A unit's functions, read now where that has not been done. */
  #codeOf(known: KnownUnit): CodeEntry[] {
    if (known.code !== null) return known.code;
    known.code = [];
    try {
      this.#readEntries(known, known.code);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.problem ??= `Debug information could be read only in part (${error.message}).`;
    }
    known.code.sort((a, b) => a.low - b.low);
    return known.code;
  }

  #entry(offset: number): FunctionEntry | undefined {
    const found = this.#entries.get(offset);
    if (found !== undefined) return found;
    let low = 0;
    let high = this.#units.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#units[middle]!.unit.start <= offset) low = middle + 1;
      else high = middle;
    }
    const known = this.#units[low - 1];
    if (known === undefined || known.code !== null) return undefined;
    this.#codeOf(known);
    return this.#entries.get(offset);
  }

  #function(offset: number): DebugFunction {
    const known = this.#functions.get(offset);
    if (known !== undefined) return known;
    const found: DebugFunction = { name: '', linkageName: null, file: null, line: 0 };
    let at = offset;
    // Concrete → abstract → declaration: three steps; more would be a circle.
    for (let step = 0; step < 4 && at >= 0; step++) {
      const entry = this.#entry(at);
      if (entry === undefined) break;
      if (found.name === '' && entry.name !== null) found.name = entry.scope + entry.name;
      found.linkageName ??= entry.linkageName;
      // A definition's own place is better than that of its declaration in a header.
      if (found.line === 0 && entry.line > 0) {
        found.line = entry.line;
        if (entry.file >= 0) found.file = this.#file(entry.unit, entry.file);
      }
      if (found.file === null && entry.file >= 0) found.file = this.#file(entry.unit, entry.file);
      at = entry.origin;
    }
    this.#functions.set(offset, found);
    return found;
  }

  #lines(unit: DwarfUnit, withRows: boolean): LineTableOfUnit | null {
    const known = this.#lineTables.get(unit);
    if (known !== undefined && (known.withRows || !withRows)) return known.table;
    const { line, strings, lineStrings } = this.#sections;
    let table: LineTableOfUnit | null = null;
    if (line !== null && unit.lineTable !== null) {
      try {
        const sections = { line, strings, lineStrings };
        table = readLineTable(sections, unit.lineTable, unit, unit.directory, withRows);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        this.problem ??= `A line table could not be read (${error.message}).`;
      }
    }
    this.#lineTables.set(unit, { table, withRows });
    return table;
  }

  #file(unit: DwarfUnit, index: number): string | null {
    return this.#lines(unit, false)?.files[index] ?? null;
  }

  #lineAt(unit: DwarfUnit, address: number): { file: string | null; line: number } | null {
    const table = this.#lines(unit, true);
    if (table === null) return null;
    let low = 0;
    let high = table.addresses.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (table.addresses[middle]! <= address) low = middle + 1;
      else high = middle;
    }
    const row = low - 1;
    if (row < 0 || table.file[row]! < 0) return null;
    return { file: table.files[table.file[row]!] ?? null, line: table.line[row]! };
  }

  #readUnits(): void {
    const tables = new Map<number, Map<number, Abbreviation>>();
    let start = 0;
    while (start < this.#sections.info.length) {
      const unit = new DwarfUnit(this.#sections, start);
      start = unit.end;
      if (unit.version < 2 || unit.version > 5) continue;
      if (unit.kind !== UNIT_COMPILE && unit.kind !== UNIT_PARTIAL) continue;
      let table = tables.get(unit.abbreviations);
      if (table === undefined) {
        table = readAbbreviations(this.#sections.abbrev, unit.abbreviations);
        tables.set(unit.abbreviations, table);
      }
      const ranges = unit.readRoot(table);
      const known: KnownUnit = { unit, abbreviations: table, code: null };
      this.#units.push(known);
      for (let at = 0; at < ranges.length; at += 2) {
        this.#unitRanges.push({ low: ranges[at]!, high: ranges[at + 1]!, known });
      }
    }
  }

  #readEntries({ unit, abbreviations }: KnownUnit, into: CodeEntry[]): void {
    const cursor = new DwarfCursor(this.#sections.info, unit.firstEntry);
    // One row a level: what names inside are prefixed with, and the function whose code it is.
    const scopes: string[] = [''];
    const codes: CodeEntry[][] = [[]];
    while (cursor.at < unit.end) {
      const offset = cursor.at;
      const abbreviation = abbreviations.get(cursor.uleb());
      if (abbreviation === undefined) {
        scopes.pop();
        codes.pop();
        if (scopes.length === 0) return;
        continue;
      }
      const { tag, attributes } = abbreviation;
      let scope = scopes.at(-1)!;
      let code = codes.at(-1)!;
      const wanted =
        tag === TAG.subprogram || tag === TAG.inlined || tag === TAG.namespace || isType(tag);
      const found = wanted ? new EntryAttributes() : null;
      for (let at = 0; at < attributes.length; at += 3) {
        cursor.readForm(attributes[at + 1]!, unit, attributes[at + 2]!);
        found?.take(attributes[at]!, cursor, unit);
      }
      if (found !== null && tag === TAG.subprogram) {
        code = this.#addFunction(offset, unit, scope, found, into);
      } else if (found !== null && tag === TAG.inlined) {
        const entry = {
          ranges: found.codeRanges(),
          origin: found.origin,
          callFile: found.callFile,
          callLine: found.callLine,
        };
        for (const owner of code) owner.inlined.push(entry);
      } else if (found !== null && (isType(tag) ? found.name !== null : tag === TAG.namespace)) {
        scope += `${found.name ?? '(anonymous namespace)'}::`;
      }
      if (abbreviation.hasChildren) {
        scopes.push(scope);
        codes.push(code);
      }
    }
  }

  #addFunction(
    offset: number,
    unit: DwarfUnit,
    scope: string,
    found: EntryAttributes,
    into: CodeEntry[],
  ): CodeEntry[] {
    this.#entries.set(offset, {
      unit,
      name: found.name,
      scope,
      linkageName: found.linkageName,
      file: found.file,
      line: found.line,
      origin: found.origin,
    });
    const ranges = found.codeRanges();
    const inlined: InlinedEntry[] = [];
    const codes: CodeEntry[] = [];
    for (let at = 0; at < ranges.length; at += 2) {
      const code = { low: ranges[at]!, high: ranges[at + 1]!, entry: offset, unit, inlined };
      // Code that the linker dropped stands at address 0.
      if (code.low > 0) into.push(code);
      codes.push(code);
    }
    // The ranges share one list of inlined functions, so the first stands for all.
    return codes.slice(0, 1);
  }
}

function isType(tag: number): boolean {
  return tag === TAG.class || tag === TAG.structure || tag === TAG.union || tag === TAG.enumeration;
}

/** The entries that hold an address, of some that ascend by `low`. */
function covering<Range extends { low: number; high: number }>(
  ranges: readonly Range[],
  address: number,
): Range[] {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ranges[middle]!.low <= address) low = middle + 1;
    else high = middle;
  }
  return ranges
    .slice(Math.max(0, low - 3), low)
    .filter((range) => address < range.high)
    .reverse();
}

function contains(ranges: readonly number[], address: number): boolean {
  for (let at = 0; at < ranges.length; at += 2) {
    if (address >= ranges[at]! && address < ranges[at + 1]!) return true;
  }
  return false;
}
