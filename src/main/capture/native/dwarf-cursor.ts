/** How a value that was read is to be understood. */
export const VALUE = {
  constant: 0,
  address: 1,
  addressIndex: 2,
  /** Offset of a string within .debug_info itself. */
  inlineString: 3,
  string: 4,
  lineString: 5,
  stringIndex: 6,
  /** Offset within .debug_info. */
  reference: 7,
  sectionOffset: 8,
  rangeListIndex: 9,
  other: 10,
} as const;

/** A reading position in a section of debug information; reads past the end throw RangeError. */
export class DwarfCursor {
  readonly bytes: Buffer;
  at: number;
  /** Set by readForm: the value, and what it means (VALUE). */
  value = 0;
  meaning: number = VALUE.constant;

  constructor(bytes: Buffer, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  u8(): number {
    return this.bytes.readUInt8(this.at++);
  }

  u16(): number {
    this.at += 2;
    return this.bytes.readUInt16LE(this.at - 2);
  }

  u24(): number {
    this.at += 3;
    return this.bytes.readUIntLE(this.at - 3, 3);
  }

  u32(): number {
    this.at += 4;
    return this.bytes.readUInt32LE(this.at - 4);
  }

  u64(): number {
    const low = this.u32();
    return this.u32() * 4294967296 + low;
  }

  /** Unsigned LEB128; exact below 2^53. */
  uleb(): number {
    let result = 0;
    let scale = 1;
    for (;;) {
      const byte = this.bytes.readUInt8(this.at++);
      result += (byte & 127) * scale;
      if (byte < 128) return result;
      scale *= 128;
    }
  }

  sleb(): number {
    let result = 0;
    let scale = 1;
    for (;;) {
      const byte = this.bytes.readUInt8(this.at++);
      result += (byte & 127) * scale;
      scale *= 128;
      if (byte < 128) return (byte & 64) === 0 ? result : result - scale;
    }
  }

  /** An offset: 4 bytes, or 8 in the 64-bit format of DWARF. */
  offset(is64: boolean): number {
    return is64 ? this.u64() : this.u32();
  }

  address(size: number): number {
    return size === 8 ? this.u64() : this.u32();
  }

  cString(): string {
    const end = this.bytes.indexOf(0, this.at);
    const text = this.bytes.toString('utf8', this.at, end < 0 ? this.bytes.length : end);
    this.at = end < 0 ? this.bytes.length : end + 1;
    return text;
  }

  skipCString(): void {
    const end = this.bytes.indexOf(0, this.at);
    this.at = end < 0 ? this.bytes.length : end + 1;
  }

  /** Reads one attribute into `value` and `meaning`. Forms of DWARF 2 to 5, section 7.5.6 of the standard. */
  readForm(form: number, unit: FormContext, implicit: number): void {
    switch (form) {
      case 0x01: {
        this.#set(this.address(unit.addressSize), VALUE.address);
        return;
      }
      case 0x03: {
        this.#skip(this.u16());
        return;
      }
      case 0x04: {
        this.#skip(this.u32());
        return;
      }
      case 0x05: {
        this.#set(this.u16(), VALUE.constant);
        return;
      }
      case 0x06: {
        this.#set(this.u32(), unit.version < 4 ? VALUE.sectionOffset : VALUE.constant);
        return;
      }
      case 0x07: {
        this.#set(this.u64(), VALUE.constant);
        return;
      }
      case 0x08:
        this.#set(this.at, VALUE.inlineString);
        {
          this.skipCString();
          return;
        }
      case 0x09:
      case 0x18: {
        this.#skip(this.uleb());
        return;
      }
      case 0x0a: {
        this.#skip(this.u8());
        return;
      }
      case 0x0b:
      case 0x0c: {
        this.#set(this.u8(), VALUE.constant);
        return;
      }
      case 0x0d: {
        this.#set(this.sleb(), VALUE.constant);
        return;
      }
      case 0x0e: {
        this.#set(this.offset(unit.is64), VALUE.string);
        return;
      }
      case 0x0f: {
        this.#set(this.uleb(), VALUE.constant);
        return;
      }
      case 0x10: {
        this.#set(
          unit.version < 3 ? this.address(unit.addressSize) : this.offset(unit.is64),
          VALUE.reference,
        );
        return;
      }
      case 0x11: {
        this.#set(unit.start + this.u8(), VALUE.reference);
        return;
      }
      case 0x12: {
        this.#set(unit.start + this.u16(), VALUE.reference);
        return;
      }
      case 0x13: {
        this.#set(unit.start + this.u32(), VALUE.reference);
        return;
      }
      case 0x14: {
        this.#set(unit.start + this.u64(), VALUE.reference);
        return;
      }
      case 0x15: {
        this.#set(unit.start + this.uleb(), VALUE.reference);
        return;
      }
      case 0x16: {
        this.readForm(this.uleb(), unit, implicit);
        return;
      }
      case 0x17: {
        this.#set(this.offset(unit.is64), VALUE.sectionOffset);
        return;
      }
      case 0x19: {
        this.#set(1, VALUE.constant);
        return;
      }
      case 0x1a:
      case 0x1f02: {
        this.#set(this.uleb(), VALUE.stringIndex);
        return;
      }
      case 0x1b:
      case 0x1f01: {
        this.#set(this.uleb(), VALUE.addressIndex);
        return;
      }
      case 0x1c: {
        this.#skip(4);
        return;
      }
      case 0x1d:
      case 0x1f20:
      case 0x1f21: {
        this.#skip(unit.is64 ? 8 : 4);
        return;
      }
      case 0x1e: {
        this.#skip(16);
        return;
      }
      case 0x1f: {
        this.#set(this.offset(unit.is64), VALUE.lineString);
        return;
      }
      case 0x20:
      case 0x24: {
        this.#skip(8);
        return;
      }
      case 0x21: {
        this.#set(implicit, VALUE.constant);
        return;
      }
      case 0x22:
        this.#set(this.uleb(), VALUE.other);
        return;
      case 0x23: {
        this.#set(this.uleb(), VALUE.rangeListIndex);
        return;
      }
      case 0x25: {
        this.#set(this.u8(), VALUE.stringIndex);
        return;
      }
      case 0x26: {
        this.#set(this.u16(), VALUE.stringIndex);
        return;
      }
      case 0x27: {
        this.#set(this.u24(), VALUE.stringIndex);
        return;
      }
      case 0x28: {
        this.#set(this.u32(), VALUE.stringIndex);
        return;
      }
      case 0x29: {
        this.#set(this.u8(), VALUE.addressIndex);
        return;
      }
      case 0x2a: {
        this.#set(this.u16(), VALUE.addressIndex);
        return;
      }
      case 0x2b: {
        this.#set(this.u24(), VALUE.addressIndex);
        return;
      }
      case 0x2c: {
        this.#set(this.u32(), VALUE.addressIndex);
        return;
      }
      default:
        throw new RangeError(`form 0x${form.toString(16)} of debug information is not known`);
    }
  }

  #set(value: number, meaning: number): void {
    this.value = value;
    this.meaning = meaning;
  }

  #skip(bytes: number): void {
    this.at += bytes;
    this.meaning = VALUE.other;
  }
}

/** What reading an attribute needs to know of its unit. */
export interface FormContext {
  /** Offset of the unit in .debug_info. */
  start: number;
  version: number;
  is64: boolean;
  addressSize: number;
}
