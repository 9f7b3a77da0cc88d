import type { ElfFile } from './elf-file';

/** Go 1.18 and 1.20: the table's form did not change for what is read here. */
const MAGICS = [0xfffffff0, 0xfffffff1];

/** A place in a Go program's code. */
export interface GoPlace {
  /** With its package, e.g. `main.(*Store).Get`. */
  name: string;
  /** Bytes from the stack pointer to the return address. */
  frameBytes: number;
  /** Bytes from the start of the function. */
  offset: number;
}

/**
 * The table by which Go's run time walks stacks: names of functions, and how far the stack pointer is from the return
 * address at each instruction. It stands in stripped programs too. Source: runtime/symtab.go, cmd/internal/objabi.
 */
export class GoTable {
  readonly #bytes: Buffer;
  readonly #textStart: number;
  readonly #functions: number;
  readonly #count: number;
  readonly #names: number;
  readonly #values: number;
  readonly #step: number;

  private constructor(bytes: Buffer, textStart: number) {
    const word = (index: number): number => Number(bytes.readBigUInt64LE(8 + 8 * index));
    this.#bytes = bytes;
    this.#step = bytes[6]!;
    this.#count = word(0);
    this.#textStart = word(2) === 0 ? textStart : word(2);
    this.#names = word(3);
    this.#values = word(6);
    this.#functions = word(7);
  }

  /** The table of a 64-bit x86 program of Go 1.18 or newer; null for any other. */
  static read(elf: ElfFile): GoTable | null {
    const bytes = elf.isX64 ? elf.read('.gopclntab') : null;
    const text = elf.addressOfSection('.text');
    if (bytes === null || text === null || bytes.length < 72) return null;
    if (!MAGICS.includes(bytes.readUInt32LE(0)) || bytes[7] !== 8) return null;
    return new GoTable(bytes, text);
  }

  /** The function that holds an address as linked; null outside of Go's code. */
  at(address: number): GoPlace | null {
    try {
      return this.#find(address - this.#textStart);
    } catch (error) {
      if (error instanceof RangeError) return null;
      throw error;
    }
  }

  #find(offset: number): GoPlace | null {
    const rowAt = (row: number): number => this.#functions + 8 * row;
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#bytes.readUInt32LE(rowAt(middle)) <= offset) low = middle + 1;
      else high = middle;
    }
    // The row after the last holds the end of the code.
    if (low === 0 || offset >= this.#bytes.readUInt32LE(rowAt(low))) return null;
    const entry = this.#functions + this.#bytes.readUInt32LE(rowAt(low - 1) + 4);
    const start = this.#bytes.readUInt32LE(entry);
    const name = this.#names + this.#bytes.readInt32LE(entry + 4);
    const end = this.#bytes.indexOf(0, name);
    const frameBytes = this.#valueAt(this.#bytes.readUInt32LE(entry + 16), offset - start);
    if (frameBytes === null) return null;
    return { name: this.#bytes.toString('utf8', name, end), frameBytes, offset: offset - start };
  }

  /** Pairs of differences, of the value and of the instruction's address, until the address is passed. */
  #valueAt(table: number, offset: number): number | null {
    if (table === 0) return null;
    let at = this.#values + table;
    const read = (): number => {
      let result = 0;
      for (let shift = 0; ; shift += 7) {
        const byte = this.#bytes.readUInt8(at++);
        result |= (byte & 127) << shift;
        if (byte < 128) return result >>> 0;
      }
    };
    let value = -1;
    let reached = 0;
    for (let isFirst = true; ; isFirst = false) {
      const change = read();
      if (change === 0 && !isFirst) return null;
      value += (change & 1) === 0 ? change >>> 1 : ~(change >>> 1);
      reached += read() * this.#step;
      if (offset < reached) return value;
    }
  }
}
