/** Reads past any JSON value, keeping its bytes where they are wanted. */
import { BrokenSnapshot, isBlank, type ValueReader } from './broken-snapshot';

const QUOTE = 34;
const BACKSLASH = 92;

/** Reads past one value; with `keepAtMost` its bytes are kept, and a longer value is an error. */
export class SkippedValue implements ValueReader {
  ended = false;
  readonly #keepAtMost: number;
  #kept: Uint8Array[] = [];
  #keptBytes = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;
  #started = false;

  constructor(keepAtMost = 0) {
    this.#keepAtMost = keepAtMost;
  }

  read(chunk: Uint8Array, from: number): number {
    const to = this.#skip(chunk, from);
    if (this.#keepAtMost > 0) {
      this.#keptBytes += to - from;
      if (this.#keptBytes > this.#keepAtMost) {
        throw new BrokenSnapshot(`its header is longer than ${this.#keepAtMost} bytes`, to);
      }
      this.#kept.push(chunk.slice(from, to));
    }
    return to;
  }

  /** The value's bytes as text; the header of a snapshot is ASCII. */
  keptText(): string {
    let text = '';
    for (const part of this.#kept) {
      for (let at = 0; at < part.length; at += 4096) {
        text += String.fromCharCode(...part.subarray(at, at + 4096));
      }
    }
    return text;
  }

  #skip(chunk: Uint8Array, from: number): number {
    for (let at = from; at < chunk.length; at++) {
      const byte = chunk[at]!;
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === BACKSLASH) this.#escaped = true;
        else if (byte === QUOTE) {
          this.#inString = false;
          if (this.#depth === 0) return this.#end(at + 1);
        }
      } else if (byte === QUOTE) {
        this.#inString = true;
        this.#started = true;
      } else if (byte === 123 || byte === 91) {
        this.#depth++;
        this.#started = true;
      } else if (byte === 125 || byte === 93) {
        // A bare number ends where the object around it does.
        if (this.#depth === 0) return this.#end(at);
        this.#depth--;
        if (this.#depth === 0) return this.#end(at + 1);
      } else if (this.#depth === 0 && (byte === 44 || (isBlank(byte) && this.#started))) {
        return this.#end(at);
      } else if (!isBlank(byte)) {
        this.#started = true;
      }
    }
    return chunk.length;
  }

  #end(at: number): number {
    if (!this.#started) throw new BrokenSnapshot('a value is missing', at);
    this.ended = true;
    return at;
  }
}
