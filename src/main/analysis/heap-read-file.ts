/** Reads a heap snapshot from disk, gzipped or not, in pieces. */
import { open, type FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { Failure } from '../../core/model/failure';
import type { HeapSnapshot } from '../../core/model/heap';
import { fail, type Result } from '../../core/model/result';
import { HeapSnapshotReader } from '../../core/parse/heap-snapshot/heap-snapshot-reader';

/** Larger pieces read no faster and leave the processor's cache. */
const PIECE_BYTES = 1 << 18;

/** Nothing is kept of a snapshot that was read in part. */
const INTERRUPTED: Failure = {
  kind: 'interrupted',
  message: 'Reading the heap snapshot was stopped.',
  remedy: 'Open it again.',
};

/** Called now and then with the share of the file that was read, 0 to 1. */
export type HeapProgress = (share: number) => void;

/** Reads and parses; fails with `not-found`, `file-invalid` or `interrupted`. */
export async function readHeapFile(
  path: string,
  onProgress: HeapProgress = () => undefined,
  signal?: AbortSignal,
): Promise<Result<HeapSnapshot, Failure>> {
  let file: FileHandle;
  try {
    file = await open(path);
  } catch (error) {
    return fail(describeFileError(path, error));
  }
  try {
    const { size } = await file.stat();
    const reader = new HeapSnapshotReader();
    const isGzip = await startsAsGzip(file);
    const failure = isGzip
      ? await readGzip(file, reader, size, onProgress, signal)
      : await readPlain(file, reader, size, onProgress, signal);
    return failure === null ? reader.finish() : fail(failure);
  } catch (error) {
    return fail(describeFileError(path, error));
  } finally {
    await file.close();
  }
}

async function startsAsGzip(file: FileHandle): Promise<boolean> {
  const { buffer, bytesRead } = await file.read(new Uint8Array(2), 0, 2, 0);
  return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
}

async function readPlain(
  file: FileHandle,
  reader: HeapSnapshotReader,
  size: number,
  onProgress: HeapProgress,
  signal: AbortSignal | undefined,
): Promise<Failure | null> {
  // Two buffers in turn: one is parsed while the other is being read.
  const buffers = [new Uint8Array(PIECE_BYTES), new Uint8Array(PIECE_BYTES)] as const;
  let position = 0;
  let pending = file.read(buffers[0], 0, PIECE_BYTES, 0);
  for (let turn = 1; ; turn ^= 1) {
    const { buffer, bytesRead } = await pending;
    if (bytesRead === 0) return null;
    position += bytesRead;
    pending = file.read(buffers[turn as 0 | 1], 0, PIECE_BYTES, position);
    const failure =
      signal?.aborted === true ? INTERRUPTED : reader.push(buffer.subarray(0, bytesRead));
    if (failure !== null) {
      await pending;
      return failure;
    }
    onProgress(size === 0 ? 1 : Math.min(1, position / size));
  }
}

async function readGzip(
  file: FileHandle,
  reader: HeapSnapshotReader,
  size: number,
  onProgress: HeapProgress,
  signal: AbortSignal | undefined,
): Promise<Failure | null> {
  const compressed = file.createReadStream({ start: 0, autoClose: false });
  let failure: Failure | null = null;
  await pipeline(
    compressed,
    createGunzip({ chunkSize: PIECE_BYTES }),
    async (pieces: AsyncIterable<Uint8Array>) => {
      for await (const piece of pieces) {
        failure = signal?.aborted === true ? INTERRUPTED : reader.push(piece);
        if (failure !== null) return;
        onProgress(Math.min(1, compressed.bytesRead / size));
      }
    },
  );
  return failure;
}

function describeFileError(path: string, error: unknown): Failure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT') {
    return {
      kind: 'not-found',
      message: `There is no heap snapshot at ${path}.`,
      remedy: 'Check the path; Node writes snapshots into the folder it was started in.',
    };
  }
  if (code.startsWith('Z_')) {
    return {
      kind: 'file-invalid',
      message: `${path} is broken: its compressed data ends too early or is damaged (${code}).`,
      remedy: 'Copy or compress the snapshot again.',
    };
  }
  if (code !== '') {
    return {
      kind: 'file-invalid',
      message: `${path} cannot be read (${code}).`,
      remedy: 'Check that it is a file and that you may read it.',
    };
  }
  throw error;
}
