import { decodeUtf8 } from './registry/decode-utf8';

/** Lines kept, and the longest kept: stacks repeat the same few thousand lines millions of times. */
const KEPT_LINES = 1 << 14;
const LONGEST_KEPT = 512;

/**
 * A text's lines without their ends, one at a time, so that no second copy of a large text is made. From bytes, the
 * text may be longer than the 536,870,888 characters that V8 gives a string.
 */
export function* splitLines(text: string | Uint8Array): Generator<string> {
  if (typeof text !== 'string') {
    yield* splitBytes(text);
    return;
  }
  let start = 0;
  while (start < text.length) {
    const end = text.indexOf('\n', start);
    const stop = end < 0 ? text.length : end;
    yield text.slice(start, stop > start && text.charCodeAt(stop - 1) === 13 ? stop - 1 : stop);
    start = stop + 1;
  }
}

function* splitBytes(bytes: Uint8Array): Generator<string> {
  // A byte order mark.
  let start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const kept = new KeptLines(bytes);
  while (start < bytes.length) {
    const end = bytes.indexOf(10, start);
    const stop = end < 0 ? bytes.length : end;
    yield kept.text(start, stop > start && bytes[stop - 1] === 13 ? stop - 1 : stop);
    start = stop + 1;
  }
}

/** Texts of lines by their bytes: the same line gives the same string, decoded once and hashed once. */
class KeptLines {
  readonly #bytes: Uint8Array;
  readonly #texts = new Array<string | undefined>(KEPT_LINES);
  readonly #starts = new Float64Array(KEPT_LINES);
  readonly #lengths = new Int32Array(KEPT_LINES);

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  text(from: number, to: number): string {
    const bytes = this.#bytes;
    const length = to - from;
    if (length > LONGEST_KEPT) return decodeUtf8(bytes, from, to);
    let hash = length;
    // The address at the beginning and a few letters tell most lines apart; a line found is compared in full.
    const head = Math.min(to, from + 24);
    for (let at = from; at < head; at++) hash = (Math.imul(hash, 31) + bytes[at]!) | 0;
    for (let at = to - 1, step = 1 + (length >> 4); at >= head; at -= step) {
      hash = (Math.imul(hash, 31) + bytes[at]!) | 0;
    }
    const slot = (hash ^ (hash >>> 15)) & (KEPT_LINES - 1);
    const known = this.#texts[slot];
    if (known !== undefined && this.#lengths[slot] === length) {
      let old = this.#starts[slot]!;
      let at = from;
      while (at < to && bytes[at] === bytes[old]) {
        at++;
        old++;
      }
      if (at === to) return known;
    }
    const text = decodeUtf8(bytes, from, to);
    this.#texts[slot] = text;
    this.#starts[slot] = from;
    this.#lengths[slot] = length;
    return text;
  }
}
