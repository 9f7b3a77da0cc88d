import { createGunzip } from 'node:zlib';
import { Decompress } from 'fzstd';
import type { Failure } from '../../core/model/failure';
import { fail, succeed, type Result } from '../../core/model/result';

/** Ways of compressing that are undone. */
export type Compression = 'gzip' | 'zstd';

/** Profiles are repetitive, 10 to 60 to 1; above this ratio, and beyond the bytes below, a file is a bomb. */
const HIGHEST_RATIO = 1000;
const ALWAYS_ALLOWED = 64 << 20;

/** Bytes handed to a decompressor at once; small, so that a bomb is noticed before it has filled memory. */
const FEED = 64 << 10;

/** The compression that a file's first bytes name; null for none. */
export function detectCompression(bytes: Uint8Array): Compression | null {
  const [a, b, c, d] = bytes;
  if (a === 0x1f && b === 0x8b) return 'gzip';
  return a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd ? 'zstd' : null;
}

/** Smallest place that is made for bytes to come. */
const LEAST_ROOM = 64 << 10;

/** Bytes up to a limit. With their number known beforehand they are never held twice, which counts at a gigabyte. */
export class ByteSink {
  #bytes: Uint8Array;
  readonly #limit: number;
  length = 0;

  /** `expected` is how many bytes will probably come; memory is taken as they do. */
  constructor(limit: number, expected = 0) {
    this.#limit = limit;
    this.#bytes = new Uint8Array(Math.min(limit, Math.max(LEAST_ROOM, expected)));
  }

  /** Copies a chunk. False when it would go beyond the limit; it is not kept then. */
  add(chunk: Uint8Array): boolean {
    const length = this.length + chunk.length;
    if (length > this.#limit) return false;
    if (length > this.#bytes.length) {
      const grown = new Uint8Array(Math.min(this.#limit, Math.max(length, this.#bytes.length * 2)));
      grown.set(this.#bytes.subarray(0, this.length));
      this.#bytes = grown;
    }
    this.#bytes.set(chunk, this.length);
    this.length = length;
    return true;
  }

  /** All bytes; nothing may be added afterwards. */
  join(): Uint8Array {
    return this.#bytes.subarray(0, this.length);
  }
}

/** The plain bytes. Fails with `file-invalid` for broken data, and for what grows beyond the limit or 1,000 times its size. */
export async function decompress(
  bytes: Uint8Array,
  compression: Compression,
  limit: number,
  signal?: AbortSignal,
): Promise<Result<Uint8Array, Failure>> {
  const allowed = Math.min(limit, Math.max(ALWAYS_ALLOWED, bytes.length * HIGHEST_RATIO));
  const sink = new ByteSink(allowed, compression === 'gzip' ? sizeInGzip(bytes, allowed) : 0);
  try {
    const complete =
      compression === 'gzip'
        ? await gunzip(bytes, sink, signal)
        : await unzstd(bytes, sink, signal);
    if (complete) return succeed(sink.join());
  } catch (error) {
    if (signal?.aborted === true) throw error;
    return fail({
      kind: 'file-invalid',
      message: `its ${compression} data is broken (${error instanceof Error ? error.message : String(error)}).`,
      remedy: 'Copy or record the file again.',
    });
  }
  return fail({
    kind: 'file-invalid',
    message: `it grows beyond ${allowed} bytes when decompressed.`,
    remedy: 'If it is sound, decompress it by hand and record less next time.',
  });
}

/** What a gzip file says of its plain size at its end, modulo 4 GiB; 0 where it cannot be true. */
function sizeInGzip(bytes: Uint8Array, allowed: number): number {
  if (bytes.length < 18) return 0;
  const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 4, true);
  return size > allowed ? 0 : size;
}

async function gunzip(bytes: Uint8Array, sink: ByteSink, signal?: AbortSignal): Promise<boolean> {
  const stream = createGunzip();
  const feed = async (): Promise<void> => {
    for (let at = 0; at < bytes.length && !stream.destroyed; at += FEED) {
      if (!stream.write(bytes.subarray(at, at + FEED))) {
        await new Promise<void>((resolve) => {
          stream.once('drain', resolve).once('close', resolve);
        });
      }
    }
    stream.end();
  };
  const fed = feed();
  try {
    for await (const chunk of stream) {
      signal?.throwIfAborted();
      if (!sink.add(chunk as Uint8Array)) return false;
    }
    return true;
  } finally {
    stream.destroy();
    await fed;
  }
}

async function unzstd(bytes: Uint8Array, sink: ByteSink, signal?: AbortSignal): Promise<boolean> {
  const state = { fits: true, ended: false };
  const stream = new Decompress((chunk, final) => {
    if (!sink.add(chunk)) state.fits = false;
    if (final === true) state.ended = true;
  });
  for (let at = 0; at < bytes.length && state.fits; at += FEED) {
    signal?.throwIfAborted();
    stream.push(bytes.subarray(at, at + FEED), at + FEED >= bytes.length);
    // The window stays responsive: the library itself never yields.
    if ((at / FEED) % 64 === 63) await new Promise((resolve) => setImmediate(resolve));
  }
  if (state.fits && !state.ended) throw new Error('the file ends too early');
  return state.fits;
}
