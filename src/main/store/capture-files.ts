/** Raw captures beside a recording: large ones are kept compressed. */
import { createReadStream, createWriteStream } from 'node:fs';
import { readFile, rename, rm, stat } from 'node:fs/promises';
import { isAbsolute, join, normalize } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGzip, gunzip } from 'node:zlib';
import type { Failure } from '../../core/model/failure';
import type { CaptureFile } from '../../core/model/recording';
import { fail, succeed, type Result } from '../../core/model/result';

const SUFFIX = '.gz';

/** Below this a file takes little room and stays readable with any editor. */
const COMPRESS_FROM_BYTES = 64 * 1024;

/** V8's longest string has 536,870,888 characters; captures are ASCII but for names. */
const LONGEST_TEXT_BYTES = 500_000_000;

/** Below this every engine can address a byte array. */
const LARGEST_CAPTURE = 2 ** 31 - 4096;

/** Compresses the large files of a pass in place; gives their new names. `bytes` stays the size of the raw capture. */
export async function packCaptures(
  folder: string,
  files: readonly CaptureFile[],
): Promise<CaptureFile[]> {
  const packed: CaptureFile[] = [];
  for (const file of files) {
    const path = join(folder, file.file);
    const bytes = await stat(path).then(
      (found) => found.size,
      () => 0,
    );
    if (bytes < COMPRESS_FROM_BYTES || file.file.endsWith(SUFFIX)) {
      packed.push(file);
      continue;
    }
    const temporary = `${path}${SUFFIX}.tmp`;
    try {
      const gzip = createGzip({ level: 4 });
      await pipeline(createReadStream(path), gzip, createWriteStream(temporary));
      await rename(temporary, `${path}${SUFFIX}`);
    } catch {
      // The disk is full: the capture itself is there, and whoever saves next says so.
      await rm(temporary, { force: true });
      packed.push(file);
      continue;
    }
    await rm(path);
    packed.push({ ...file, file: `${file.file}${SUFFIX}` });
  }
  return packed;
}

/** The text of a capture. Fails with `capture-invalid` where it is gone, broken or too long to be held as a text. */
export async function readCapture(
  folder: string,
  file: CaptureFile,
): Promise<Result<string, Failure>> {
  const read = await readCaptureBytes(folder, file, LONGEST_TEXT_BYTES);
  return read.ok ? succeed(read.value.toString('utf8')) : read;
}

/** The bytes of a capture, decompressed. Fails with `capture-invalid` where it is gone, broken or longer than `limit`. */
export async function readCaptureBytes(
  folder: string,
  file: CaptureFile,
  limit = LARGEST_CAPTURE,
): Promise<Result<Buffer, Failure>> {
  const path = normalize(file.file);
  const invalid = (problem: string): Result<Buffer, Failure> =>
    fail({
      kind: 'capture-invalid',
      message: `The capture ${file.file} ${problem}.`,
      remedy: 'Record again; the other captures of the recording can still be used.',
      where: file.file,
    });
  // A recording may come from someone else: its paths must not lead out of its folder.
  if (isAbsolute(path) || path.startsWith('..')) return invalid('lies outside of its recording');
  if (file.bytes > limit) {
    return invalid(`has ${file.bytes} bytes, more than can be read (${limit})`);
  }
  try {
    const raw = await readFile(join(folder, path));
    return succeed(
      path.endsWith(SUFFIX) ? await promisify(gunzip)(raw, { maxOutputLength: limit }) : raw,
    );
  } catch (error) {
    return invalid(`cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
