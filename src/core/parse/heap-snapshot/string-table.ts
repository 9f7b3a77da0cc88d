/** The string table: the bytes between the quotes, in shards, and where each text begins. */
import type { HeapStrings } from '../../model/heap';
import { BrokenSnapshot, isBlank, type ValueReader } from './broken-snapshot';
import { decodeJsonText } from './decode-json-text';

/** 1 MiB a shard: growing copies nothing, and no buffer comes near the 2 GiB that one may have. */
const SHARD_BITS = 20;
const SHARD_SIZE = 1 << SHARD_BITS;
const SHARD_MASK = SHARD_SIZE - 1;
/** Places are kept as 32-bit numbers. */
const MOST_BYTES = 0xffffffff;

const QUOTE = 34;
const BACKSLASH = 92;

/** Collects the texts of a JSON array of strings without decoding them. */
export class StringTable implements ValueReader, HeapStrings {
  ended = false;
  count = 0;
  readonly #shards: Uint8Array[] = [];
  #bytes = 0;
  #starts = new Uint32Array(1 << 14);
  #opened = false;
  #inString = false;
  #escaped = false;

  read(chunk: Uint8Array, from: number): number {
    let at = from;
    while (at < chunk.length) {
      if (this.#inString) {
        at = this.#readText(chunk, at);
        continue;
      }
      const byte = chunk[at]!;
      at++;
      if (byte === QUOTE && this.#opened) this.#beginText(at);
      else if (byte === 91 && !this.#opened) this.#opened = true;
      else if (byte === 93 && this.#opened) {
        this.ended = true;
        this.#setStart(this.count, this.#bytes);
        return at;
      } else if (!isBlank(byte) && (byte !== 44 || !this.#opened)) {
        throw new BrokenSnapshot('"strings" holds something that is no text', at - 1);
      }
    }
    return at;
  }

  byteLength(index: number): number {
    return index < this.count ? this.#starts[index + 1]! - this.#starts[index]! : 0;
  }

  text(index: number, limit = Infinity): string {
    const length = this.byteLength(index);
    if (length === 0) return '';
    return decodeJsonText(this.#bytesOf(this.#starts[index]!, length), limit);
  }

  startsWith(index: number, ascii: string): boolean {
    return this.byteLength(index) >= ascii.length && this.#matches(this.#starts[index]!, ascii);
  }

  find(ascii: string): number {
    const starts = this.#starts;
    for (let index = 0; index < this.count; index++) {
      const start = starts[index]!;
      if (starts[index + 1]! - start === ascii.length && this.#matches(start, ascii)) return index;
    }
    return -1;
  }

  #matches(start: number, ascii: string): boolean {
    for (let at = 0; at < ascii.length; at++) {
      const place = start + at;
      const byte = this.#shards[Math.floor(place / SHARD_SIZE)]![place & SHARD_MASK];
      if (byte !== ascii.charCodeAt(at)) return false;
    }
    return true;
  }

  #bytesOf(start: number, length: number): Uint8Array {
    const first = Math.floor(start / SHARD_SIZE);
    const offset = start & SHARD_MASK;
    if (offset + length <= SHARD_SIZE) {
      return this.#shards[first]!.subarray(offset, offset + length);
    }
    const bytes = new Uint8Array(length);
    let copied = 0;
    while (copied < length) {
      const place = start + copied;
      const shard = this.#shards[Math.floor(place / SHARD_SIZE)]!;
      const part = shard.subarray(place & SHARD_MASK, (place & SHARD_MASK) + length - copied);
      bytes.set(part, copied);
      copied += part.length;
    }
    return bytes;
  }

  #beginText(at: number): void {
    if (this.#bytes > MOST_BYTES) {
      throw new BrokenSnapshot('its texts are longer than 4 GiB together', at);
    }
    this.#setStart(this.count, this.#bytes);
    this.count++;
    this.#inString = true;
  }

  #setStart(index: number, place: number): void {
    if (index === this.#starts.length) {
      const grown = new Uint32Array(Math.ceil(index * 1.5));
      grown.set(this.#starts);
      this.#starts = grown;
    }
    this.#starts[index] = place;
  }

  #readText(chunk: Uint8Array, from: number): number {
    let at = from;
    let escaped = this.#escaped;
    for (; at < chunk.length; at++) {
      const byte = chunk[at]!;
      if (escaped) escaped = false;
      else if (byte === QUOTE) {
        this.#inString = false;
        break;
      } else if (byte === BACKSLASH) escaped = true;
    }
    this.#escaped = escaped;
    this.#append(chunk, from, at);
    return this.#inString ? at : at + 1;
  }

  #append(chunk: Uint8Array, from: number, to: number): void {
    let at = from;
    while (at < to) {
      const offset = this.#bytes % SHARD_SIZE;
      const shardIndex = Math.floor(this.#bytes / SHARD_SIZE);
      if (shardIndex === this.#shards.length) this.#shards.push(new Uint8Array(SHARD_SIZE));
      const length = Math.min(to - at, SHARD_SIZE - offset);
      const shard = this.#shards[shardIndex]!;
      // Most texts are a few bytes, where making a view costs more than copying byte by byte.
      if (length < 32) for (let i = 0; i < length; i++) shard[offset + i] = chunk[at + i]!;
      else shard.set(chunk.subarray(at, at + length), offset);
      this.#bytes += length;
      at += length;
    }
  }
}
