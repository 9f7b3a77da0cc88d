/** Reads the tree of allocation traces: `[id, function, count, bytes, [children…], id, …]`, nested as deep as the calls. */
import { NumberColumn } from '../registry/number-column';
import { BrokenSnapshot, isBlank, type ValueReader } from './broken-snapshot';

const OPEN = 91;
const CLOSE = 93;
const COMMA = 44;
/** Numbers of a node before its list of children. */
const NUMBERS = 4;

/** Paths as they stand in the file, parents first. */
export class TraceTree implements ValueReader {
  ended = false;
  readonly ids = new NumberColumn();
  readonly functions = new NumberColumn();
  readonly counts = new NumberColumn();
  readonly bytes = new NumberColumn();
  /** Row of the caller; -1 for the outermost. */
  readonly parents = new NumberColumn();
  /** Row whose children are read; -1 around the outermost list. */
  readonly #open: number[] = [];
  readonly #numbers = [0, 0, 0, 0];
  #field = 0;
  #value = 0;
  #inNumber = false;

  read(chunk: Uint8Array, from: number): number {
    for (let at = from; at < chunk.length; at++) {
      const byte = chunk[at]!;
      const digit = byte - 48;
      if (digit >= 0 && digit <= 9) {
        if (this.#field >= NUMBERS || this.#open.length === 0) throw misplaced(byte, at);
        this.#value = this.#value * 10 + digit;
        this.#inNumber = true;
        continue;
      }
      if (this.#inNumber) this.#endNumber();
      if (byte === COMMA || isBlank(byte)) continue;
      if (byte === OPEN) this.#enter(at);
      else if (byte === CLOSE) {
        if (this.#field !== 0 || this.#open.length === 0) throw misplaced(byte, at);
        this.#open.pop();
        if (this.#open.length === 0) {
          this.ended = true;
          return at + 1;
        }
      } else throw misplaced(byte, at);
    }
    return chunk.length;
  }

  #endNumber(): void {
    this.#numbers[this.#field++] = this.#value;
    this.#value = 0;
    this.#inNumber = false;
  }

  #enter(at: number): void {
    if (this.#open.length === 0) {
      this.#open.push(-1);
      return;
    }
    if (this.#field !== NUMBERS) throw misplaced(OPEN, at);
    const [id, func, count, bytes] = this.#numbers;
    this.parents.push(this.#open[this.#open.length - 1]!);
    this.ids.push(id!);
    this.functions.push(func!);
    this.counts.push(count!);
    this.bytes.push(bytes!);
    this.#open.push(this.ids.length - 1);
    this.#field = 0;
  }
}

function misplaced(byte: number, at: number): BrokenSnapshot {
  return new BrokenSnapshot(
    `"trace_tree" holds "${String.fromCharCode(byte)}" where something else belongs`,
    at,
  );
}
