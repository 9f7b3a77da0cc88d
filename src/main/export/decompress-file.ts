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

/** Chunks up to a limit, joined at the end. */
export class ByteSink {
  readonly #chunks: Uint8Array[] = [];
  readonly #limit: number;
  length = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** False when the chunk would go beyond the limit; it is not kept then. */
  add(chunk: Uint8Array): boolean {
    if (this.length + chunk.length > this.#limit) return false;
    this.#chunks.push(chunk);
    this.length += chunk.length;
    return true;
  }

  join(): Uint8Array {
    const only = this.#chunks.length === 1 ? this.#chunks[0] : undefined;
    if (only !== undefined) return only;
    const bytes = new Uint8Array(this.length);
    let at = 0;
    for (const chunk of this.#chunks) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    this.#chunks.length = 0;
    return bytes;
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
  const sink = new ByteSink(allowed);
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
    // The library writes into the same memory again.
    if (!sink.add(chunk.slice())) state.fits = false;
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
