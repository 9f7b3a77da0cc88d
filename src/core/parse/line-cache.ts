/** Lines remembered, and the longest remembered: stacks repeat the same few thousand lines millions of times. */
const KEPT_LINES = 1 << 14;
const LONGEST_KEPT = 512;

/** Beginning of a line of which every byte counts for its hash: the address tells most lines apart. */
const HASHED_HEAD = 24;

/** Finds lines of a text again by their bytes, so that what was made of one need not be made twice. */
export class LineCache {
  /** Number of places. */
  static readonly size = KEPT_LINES;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #starts = new Int32Array(KEPT_LINES);
  readonly #lengths = new Int32Array(KEPT_LINES).fill(-1);

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /**
   * The place of a line that was seen before; −1 minus a place for one that has just taken it from another; NaN for one
   * too long to be remembered.
   */
  place(from: number, to: number): number {
    const length = to - from;
    if (length > LONGEST_KEPT) return Number.NaN;
    const slot = this.#hash(from, to) & (KEPT_LINES - 1);
    if (this.#lengths[slot] === length && this.#isSame(from, this.#starts[slot]!, length)) {
      return slot;
    }
    this.#starts[slot] = from;
    this.#lengths[slot] = length;
    return -1 - slot;
  }

  /** Four bytes at a time; of what follows the head every fourth word or less, and the end. A line found is compared in full. */
  #hash(from: number, to: number): number {
    const view = this.#view;
    let hash = to - from;
    const last = to - 4;
    const head = Math.min(last, from + HASHED_HEAD);
    let at = from;
    for (; at <= head; at += 4) hash = mix(hash, view.getInt32(at));
    for (const step = 16 + ((to - from) >> 3); at <= last; at += step) {
      hash = mix(hash, view.getInt32(at));
    }
    if (last >= from) hash = mix(hash, view.getInt32(last));
    else for (; at < to; at++) hash = mix(hash, this.#bytes[at]!);
    return hash ^ (hash >>> 14);
  }

  #isSame(from: number, old: number, length: number): boolean {
    const view = this.#view;
    let at = 0;
    for (; at + 4 <= length; at += 4) {
      if (view.getInt32(from + at) !== view.getInt32(old + at)) return false;
    }
    for (; at < length; at++) if (this.#bytes[from + at] !== this.#bytes[old + at]) return false;
    return true;
  }
}

function mix(hash: number, word: number): number {
  const mixed = Math.imul(hash ^ word, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}
