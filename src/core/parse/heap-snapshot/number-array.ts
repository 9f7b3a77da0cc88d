/** Reads a JSON array of non-negative integers and hands them on in batches, so that no array of them is kept. */
import { BrokenSnapshot, isBlank, type ValueReader } from './broken-snapshot';

/** Rows per batch: 1,024 rows of 7 doubles are 57 KB, which stays in the second-level cache. */
const ROWS_PER_BATCH = 1024;

const CLOSE = 93;

/** Takes whole rows. Throws BrokenSnapshot for values that the format does not allow. */
export type RowSink = (numbers: Float64Array, length: number) => void;

/** Array of integers, handed to `sink` in whole rows of `stride` numbers. */
export class NumberArray implements ValueReader {
  ended = false;
  readonly #section: string;
  readonly #stride: number;
  readonly #sink: RowSink;
  readonly #numbers: Float64Array;
  #length = 0;
  #opened = false;
  #inNumber = false;
  #value = 0;

  constructor(section: string, stride: number, sink: RowSink) {
    this.#section = section;
    this.#stride = stride;
    this.#sink = sink;
    this.#numbers = new Float64Array(stride * ROWS_PER_BATCH);
  }

  read(chunk: Uint8Array, from: number): number {
    const at = this.#opened ? from : this.#open(chunk, from);
    return at === chunk.length ? at : this.#readNumbers(chunk, at);
  }

  #open(chunk: Uint8Array, from: number): number {
    let at = from;
    while (at < chunk.length && isBlank(chunk[at]!)) at++;
    if (at === chunk.length) return at;
    if (chunk[at] !== 91) throw new BrokenSnapshot(`"${this.#section}" is not a list`, at);
    this.#opened = true;
    return at + 1;
  }

  #readNumbers(chunk: Uint8Array, from: number): number {
    const numbers = this.#numbers;
    const end = chunk.length;
    let at = from;
    let length = this.#length;
    let value = this.#value;
    let inNumber = this.#inNumber;
    while (at < end) {
      const byte = chunk[at]!;
      const digit = byte - 48;
      if (digit >= 0 && digit <= 9) {
        value = value * 10 + digit;
        inNumber = true;
        at++;
        continue;
      }
      if (inNumber) {
        numbers[length++] = value;
        value = 0;
        inNumber = false;
        if (length === numbers.length) {
          this.#flush(length, at);
          length = 0;
        }
      }
      if (byte !== 44 && !isBlank(byte)) {
        if (byte === CLOSE) {
          this.#close(length, at);
          return at + 1;
        }
        throw new BrokenSnapshot(
          `"${this.#section}" holds "${String.fromCharCode(byte)}" where a number belongs`,
          at,
        );
      }
      at++;
    }
    this.#length = length;
    this.#value = value;
    this.#inNumber = inNumber;
    return at;
  }

  #close(length: number, at: number): void {
    if (length % this.#stride !== 0) {
      throw new BrokenSnapshot(`"${this.#section}" ends in the middle of a row`, at);
    }
    this.#flush(length, at);
    this.ended = true;
  }

  #flush(length: number, at: number): void {
    try {
      this.#sink(this.#numbers, length);
    } catch (problem) {
      if (problem instanceof BrokenSnapshot) throw new BrokenSnapshot(problem.message, at);
      throw problem;
    }
  }
}
