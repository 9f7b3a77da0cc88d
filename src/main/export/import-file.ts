/** A file of any tool → what it holds. Decompresses, with limits; asks the tool itself for binary recordings of perf and JFR. */
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Failure } from '../../core/model/failure';
import { fail, succeed, type Result } from '../../core/model/result';
import type { ParseContext } from '../../core/parse/parse-context';
import type { FileSource } from '../../core/parse/registry/content';
import {
  LARGEST_HEAD,
  parseSource,
  recogniseFormat,
  type ParsedFile,
} from '../../core/parse/registry/parse-file';
import { detectUtf16, recodeUtf16 } from './decode-utf16';
import { ByteSink, decompress, detectCompression, type Compression } from './decompress-file';
import { readBinaryRecording, recogniseRecording } from './read-binary-recording';

/** Largest file read, decompressed: 2 GiB less a page, below which every engine can address a byte array. */
export const LARGEST_FILE = 2 ** 31 - 4096;

const CHUNK = 4 << 20;

/** A file that was read. */
export interface ImportedFile extends ParsedFile {
  path: string;
  /** Bytes on disk. */
  size: number;
  /** What was undone or asked for on the way, e.g. `gzip`, `perf script`. */
  steps: string[];
}

/** What an import may be told. */
export interface ImportOptions {
  /** Absolute folders of the project's own code; none for a file from elsewhere. */
  ownFolders?: readonly string[];
  /** Largest decompressed size in bytes. */
  limit?: number;
  signal?: AbortSignal;
}

/** The plain bytes of a file, with what was undone or asked for to get them. */
export interface PlainFile {
  bytes: Uint8Array;
  /** Bytes on disk. */
  size: number;
  steps: string[];
}

/** Reads one file. Fails with `not-found`, `file-invalid`, `instrument-unavailable`, or `interrupted`; a broken file never throws. */
export async function importFile(
  path: string,
  options: ImportOptions = {},
): Promise<Result<ImportedFile, Failure>> {
  const plain = await readPlainFile(path, options);
  if (!plain.ok) return plain;
  const { size, steps, bytes } = plain.value;
  const source: FileSource = { bytes, reusable: true };
  const parsed = parsePlainFile(path, source, options.ownFolders);
  return parsed.ok ? succeed({ ...parsed.value, path, size, steps }) : parsed;
}

/** A file without its compression; of a binary recording what its own tool prints of it. Fails as importFile does. */
export async function readPlainFile(
  path: string,
  { limit = LARGEST_FILE, signal }: ImportOptions = {},
): Promise<Result<PlainFile, Failure>> {
  const steps: string[] = [];
  const read = await readBytes(path, limit, steps, signal);
  if (!read.ok) return read;
  const { bytes, size } = read.value;
  const recording = recogniseRecording(bytes);
  if (recording === null) return succeed({ bytes, size, steps });
  const printed = await readBinaryRecording(path, bytes, recording, steps, limit, signal);
  return printed.ok ? succeed({ bytes: printed.value, size, steps }) : printed;
}

/** Reads plain bytes, which may be gone afterwards; `path` names them in failures. */
export function parsePlainFile(
  path: string,
  source: FileSource,
  ownFolders: readonly string[] = [],
): Result<ParsedFile, Failure> {
  const context: ParseContext = {
    pid: 0,
    tid: 0,
    threadName: 'main',
    processName: basename(path),
    ownFolders,
  };
  const parsed = parseSource(source, context);
  if (parsed.ok) return parsed;
  const { failure } = parsed;
  return fail({ ...failure, message: `${path}: ${failure.message}` });
}

/** True where nothing that reads on could tell the format: neither compressed, encoded, a recording nor any known beginning. */
function isUnknown(head: Uint8Array): boolean {
  return (
    detectCompression(head) === null &&
    detectUtf16(head) === null &&
    recogniseRecording(head) === null &&
    recogniseFormat(head) === null
  );
}

async function readBytes(
  path: string,
  limit: number,
  steps: string[],
  signal: AbortSignal | undefined,
): Promise<Result<{ bytes: Uint8Array; size: number }, Failure>> {
  let file;
  try {
    file = await open(path);
  } catch (error) {
    return fail(describeReadError(path, error));
  }
  try {
    const state = await file.stat();
    if (state.isDirectory()) {
      return fail({
        kind: 'usage',
        message: `${path} is a folder.`,
        remedy: 'Name the files in it.',
      });
    }
    if (state.size > limit) return fail(tooLarge(path, limit));
    // A pipe has no size; what it gives is read to its end. So is a file that grows meanwhile.
    const sink = new ByteSink(limit, state.size);
    const buffer = new Uint8Array(CHUNK);
    let isLookedAt = false;
    for (;;) {
      signal?.throwIfAborted();
      const { bytesRead } = await file.read(buffer, 0, CHUNK, null);
      if (bytesRead === 0) break;
      if (!sink.add(buffer.subarray(0, bytesRead))) return fail(tooLarge(path, limit));
      if (!isLookedAt && sink.length > LARGEST_HEAD) {
        isLookedAt = true;
        // Two gigabytes of something else need not be read to be refused.
        if (isUnknown(sink.join())) return succeed({ bytes: sink.join(), size: state.size });
      }
    }
    const size = sink.length;
    let bytes = sink.join();
    // Some tools compress what others compressed; more than twice is a bomb.
    for (let layer = 0; layer < 2; layer++) {
      const compression = detectCompression(bytes);
      if (compression === null) break;
      const plain = await decompress(bytes, compression, limit, signal);
      if (!plain.ok)
        return fail({ ...plain.failure, message: `${path}: ${plain.failure.message}` });
      steps.push(compression);
      bytes = plain.value;
    }
    const third = detectCompression(bytes);
    if (third !== null) return fail(tooManyLayers(path, third));
    const encoding = detectUtf16(bytes);
    if (encoding === null) return succeed({ bytes, size });
    const text = recodeUtf16(bytes, encoding, limit);
    if (text === null) return fail(tooLarge(path, limit));
    steps.push(encoding);
    return succeed({ bytes: text, size });
  } catch (error) {
    if (signal?.aborted === true) {
      return fail({
        kind: 'interrupted',
        message: 'The import was stopped.',
        remedy: 'Start it again.',
      });
    }
    return fail(describeReadError(path, error));
  } finally {
    await file.close();
  }
}

function tooManyLayers(path: string, compression: Compression): Failure {
  return {
    kind: 'file-invalid',
    message: `${path} was compressed more than twice: ${compression} within two others.`,
    remedy: 'Decompress it by hand first.',
  };
}

function tooLarge(path: string, limit: number): Failure {
  return {
    kind: 'file-invalid',
    message: `${path} has more than the ${limit} bytes that can be read.`,
    remedy:
      'Record for a shorter time or at a lower rate, or convert the file with its own tool first.',
  };
}

function describeReadError(path: string, error: unknown): Failure {
  const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
  return {
    kind: 'not-found',
    message: missing
      ? `There is no file ${path}.`
      : `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
    remedy: missing ? 'Check the name.' : 'Check that the file may be read.',
  };
}
