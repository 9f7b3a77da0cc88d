import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { Failure } from '../../core/model/failure';
import { fail, succeed, type Result } from '../../core/model/result';

/** Pieces are gathered to this many characters, since a write for each number would be slow. */
const GATHERED = 1 << 16;

/** Writes a file piece by piece; what stood there before stays until the new one is whole. Fails with `storage`. */
export async function savePieces(
  path: string,
  pieces: Iterable<string | Uint8Array>,
  { gzip = false }: { gzip?: boolean } = {},
): Promise<Result<{ path: string; bytes: number }, Failure>> {
  const absolute = resolve(path);
  const temporary = `${absolute}.${process.pid}.part`;
  try {
    await mkdir(dirname(absolute), { recursive: true });
    const file = createWriteStream(temporary, { flags: 'wx' });
    await once(file, 'open');
    const source = Readable.from(gather(pieces));
    await (gzip ? pipeline(source, createGzip({ level: 9 }), file) : pipeline(source, file));
    await rename(temporary, absolute);
    return succeed({ path: absolute, bytes: file.bytesWritten });
  } catch (error) {
    await rm(temporary, { force: true });
    return fail({
      kind: 'storage',
      message: `The file cannot be written to ${absolute}: ${error instanceof Error ? error.message : String(error)}.`,
      remedy: 'Choose a file in a folder that you may write to.',
    });
  }
}

function* gather(pieces: Iterable<string | Uint8Array>): Generator<Uint8Array> {
  let text = '';
  for (const piece of pieces) {
    if (typeof piece === 'string') {
      text += piece;
      if (text.length < GATHERED) continue;
      yield Buffer.from(text);
      text = '';
    } else yield piece;
  }
  if (text !== '') yield Buffer.from(text);
}
