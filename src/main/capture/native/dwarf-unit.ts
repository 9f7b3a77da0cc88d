import { DwarfCursor, VALUE, type FormContext } from './dwarf-cursor';
import type { ElfFile } from './elf-file';

/** Names of attributes, DWARF 5 section 7.5.4. */
export const ATTRIBUTE = {
  name: 0x03,
  lineTable: 0x10,
  lowPc: 0x11,
  highPc: 0x12,
  directory: 0x1b,
  abstractOrigin: 0x31,
  declaredFile: 0x3a,
  declaredLine: 0x3b,
  specification: 0x47,
  ranges: 0x55,
  callFile: 0x58,
  callLine: 0x59,
  linkageName: 0x6e,
  stringOffsetsBase: 0x72,
  addressBase: 0x73,
  rangeListsBase: 0x74,
  linkageNameOfMips: 0x2007,
} as const;

/** The sections that debug information is spread over. */
export interface DebugSections {
  info: Buffer;
  abbrev: Buffer;
  line: Buffer | null;
  strings: Buffer | null;
  lineStrings: Buffer | null;
  stringOffsets: Buffer | null;
  addresses: Buffer | null;
  ranges: Buffer | null;
  rangeLists: Buffer | null;
}

/** Reads the sections of a file; null where it has no debug information. */
export function readDebugSections(elf: ElfFile): DebugSections | null {
  const info = elf.read('.debug_info');
  const abbrev = elf.read('.debug_abbrev');
  if (info === null || abbrev === null) return null;
  return {
    info,
    abbrev,
    line: elf.read('.debug_line'),
    strings: elf.read('.debug_str'),
    lineStrings: elf.read('.debug_line_str'),
    stringOffsets: elf.read('.debug_str_offsets'),
    addresses: elf.read('.debug_addr'),
    ranges: elf.read('.debug_ranges'),
    rangeLists: elf.read('.debug_rnglists'),
  };
}

/** How entries with one abbreviation code look: attributes as (name, form, implicit value) triples. */
export interface Abbreviation {
  tag: number;
  hasChildren: boolean;
  attributes: readonly number[];
}

/** Reads a table of abbreviations, by code. */
export function readAbbreviations(section: Buffer, offset: number): Map<number, Abbreviation> {
  const cursor = new DwarfCursor(section, offset);
  const table = new Map<number, Abbreviation>();
  for (let code = cursor.uleb(); code !== 0; code = cursor.uleb()) {
    const tag = cursor.uleb();
    const hasChildren = cursor.u8() !== 0;
    const attributes: number[] = [];
    for (;;) {
      const name = cursor.uleb();
      const form = cursor.uleb();
      const implicit = form === 0x21 ? cursor.sleb() : 0;
      if (name === 0 && form === 0) break;
      attributes.push(name, form, implicit);
    }
    table.set(code, { tag, hasChildren, attributes });
    if (cursor.at >= section.length) break;
  }
  return table;
}

/** A unit of debug information: one source file that was compiled, mostly. */
export class DwarfUnit implements FormContext {
  readonly start: number;
  readonly end: number;
  readonly firstEntry: number;
  readonly version: number;
  readonly is64: boolean;
  readonly addressSize: number;
  readonly kind: number;
  readonly abbreviations: number;
  readonly #sections: DebugSections;
  lineTable: number | null = null;
  directory: string | null = null;
  lowPc = 0;
  stringOffsetsBase = 0;
  addressBase = 0;
  rangeListsBase = 0;

  /** Reads the unit's header at an offset of .debug_info. */
  constructor(sections: DebugSections, start: number) {
    const cursor = new DwarfCursor(sections.info, start);
    let size = cursor.u32();
    this.is64 = size === 0xffffffff;
    if (this.is64) size = cursor.u64();
    this.start = start;
    this.end = cursor.at + size;
    this.version = cursor.u16();
    this.kind = this.version >= 5 ? cursor.u8() : UNIT_COMPILE;
    if (this.version >= 5) {
      this.addressSize = cursor.u8();
      this.abbreviations = cursor.offset(this.is64);
      if (this.kind === 4 || this.kind === 5) cursor.at += 8;
      else if (this.kind === 2 || this.kind === 6) cursor.at += 8 + (this.is64 ? 8 : 4);
    } else {
      this.abbreviations = cursor.offset(this.is64);
      this.addressSize = cursor.u8();
    }
    this.firstEntry = cursor.at;
    this.#sections = sections;
  }

  /**
   * Takes what the unit's own entry says; bases first, since other attributes may need them. Gives the addresses of
   * its code as flat (low, high) pairs.
   */
  readRoot(table: ReadonlyMap<number, Abbreviation>): number[] {
    const cursor = new DwarfCursor(this.#sections.info, this.firstEntry);
    const abbreviation = table.get(cursor.uleb());
    if (abbreviation === undefined) return [];
    const { attributes } = abbreviation;
    const values = new Map<number, { value: number; meaning: number }>();
    for (let at = 0; at < attributes.length; at += 3) {
      cursor.readForm(attributes[at + 1]!, this, attributes[at + 2]!);
      values.set(attributes[at]!, { value: cursor.value, meaning: cursor.meaning });
    }
    const number = (name: number): number | undefined => values.get(name)?.value;
    const header = this.is64 ? 16 : 8;
    this.stringOffsetsBase = number(ATTRIBUTE.stringOffsetsBase) ?? header;
    this.addressBase = number(ATTRIBUTE.addressBase) ?? header;
    this.rangeListsBase = number(ATTRIBUTE.rangeListsBase) ?? (this.is64 ? 20 : 12);
    this.lineTable = number(ATTRIBUTE.lineTable) ?? null;
    const low = values.get(ATTRIBUTE.lowPc);
    if (low !== undefined) this.lowPc = this.address(low.value, low.meaning) ?? 0;
    const directory = values.get(ATTRIBUTE.directory);
    if (directory !== undefined) this.directory = this.text(directory.value, directory.meaning);
    const ranges = values.get(ATTRIBUTE.ranges);
    if (ranges !== undefined) return this.ranges(ranges.value, ranges.meaning);
    const high = values.get(ATTRIBUTE.highPc);
    if (low === undefined || high === undefined) return [];
    const size = high.meaning === VALUE.constant;
    const end = size ? this.lowPc + high.value : (this.address(high.value, high.meaning) ?? 0);
    return end > this.lowPc ? [this.lowPc, end] : [];
  }

  /** A string attribute; null where its section is missing. */
  text(value: number, meaning: number): string | null {
    const { info, strings, lineStrings, stringOffsets } = this.#sections;
    switch (meaning) {
      case VALUE.inlineString:
        return new DwarfCursor(info, value).cString();
      case VALUE.string:
        return strings === null ? null : new DwarfCursor(strings, value).cString();
      case VALUE.lineString:
        return lineStrings === null ? null : new DwarfCursor(lineStrings, value).cString();
      case VALUE.stringIndex: {
        if (strings === null || stringOffsets === null) return null;
        const at = this.stringOffsetsBase + value * (this.is64 ? 8 : 4);
        const offset = new DwarfCursor(stringOffsets, at).offset(this.is64);
        return new DwarfCursor(strings, offset).cString();
      }
      default:
        return null;
    }
  }

  /** An address attribute; null where it is none. */
  address(value: number, meaning: number): number | null {
    if (meaning === VALUE.address) return value;
    if (meaning !== VALUE.addressIndex || this.#sections.addresses === null) return null;
    const at = this.addressBase + value * this.addressSize;
    return new DwarfCursor(this.#sections.addresses, at).address(this.addressSize);
  }

  /** An entry's address ranges as flat (low, high) pairs. Sections 2.17.3 and 7.25. */
  ranges(value: number, meaning: number): number[] {
    const { ranges, rangeLists } = this.#sections;
    if (this.version < 5) return ranges === null ? [] : this.#ranges4(ranges, value);
    if (rangeLists === null) return [];
    let offset = value;
    if (meaning === VALUE.rangeListIndex) {
      const at = this.rangeListsBase + value * (this.is64 ? 8 : 4);
      offset = this.rangeListsBase + new DwarfCursor(rangeLists, at).offset(this.is64);
    }
    return this.#ranges5(rangeLists, offset);
  }

  #ranges4(section: Buffer, offset: number): number[] {
    const cursor = new DwarfCursor(section, offset);
    const highest = this.addressSize === 8 ? 2 ** 64 : 0xffffffff;
    const pairs: number[] = [];
    let base = this.lowPc;
    for (;;) {
      const low = cursor.address(this.addressSize);
      const high = cursor.address(this.addressSize);
      if (low === 0 && high === 0) return pairs;
      if (low === highest) base = high;
      else if (low < high) pairs.push(base + low, base + high);
    }
  }

  #ranges5(section: Buffer, offset: number): number[] {
    const cursor = new DwarfCursor(section, offset);
    const indexed = (): number => this.address(cursor.uleb(), VALUE.addressIndex) ?? 0;
    const pairs: number[] = [];
    let base = this.lowPc;
    for (;;) {
      let low: number;
      let high: number;
      switch (cursor.u8()) {
        case 0:
          return pairs;
        case 1:
          base = indexed();
          continue;
        case 2:
          low = indexed();
          high = indexed();
          break;
        case 3:
          low = indexed();
          high = low + cursor.uleb();
          break;
        case 4:
          low = base + cursor.uleb();
          high = base + cursor.uleb();
          break;
        case 5:
          base = cursor.address(this.addressSize);
          continue;
        case 6:
          low = cursor.address(this.addressSize);
          high = cursor.address(this.addressSize);
          break;
        case 7:
          low = cursor.address(this.addressSize);
          high = low + cursor.uleb();
          break;
        default:
          throw new RangeError('a range list of debug information is broken');
      }
      if (low < high) pairs.push(low, high);
    }
  }
}

/** Kinds of units that hold functions: whole and partial ones. */
export const UNIT_COMPILE = 1;
export const UNIT_PARTIAL = 3;
