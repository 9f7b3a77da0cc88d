/** Plain tar (ustar), so that a colleague without Touchstone can look into an archive with any tool. */

const BLOCK = 512;
const MOST_NAME = 100;
const MOST_PREFIX = 155;

/** The header of a regular file. Throws RangeError for a name that ustar cannot hold. */
export function tarHeader(name: string, size: number): Uint8Array {
  const cut = name.length <= MOST_NAME ? 0 : name.indexOf('/', name.length - MOST_NAME - 1);
  const [prefix, rest] = cut <= 0 ? ['', name] : [name.slice(0, cut), name.slice(cut + 1)];
  if (cut < 0 || prefix.length > MOST_PREFIX || !/^[\x20-\x7e]+$/.test(name)) {
    throw new RangeError(`${name} cannot be the name of a file in an archive`);
  }
  const header = Buffer.alloc(BLOCK);
  header.write(rest, 0, 'latin1');
  header.write('0000644\0' + '0000000\0'.repeat(2), 100, 'latin1');
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  header.write('00000000000\0        0', 136, 'latin1');
  header.write('ustar\x0000', 257, 'latin1');
  header.write(prefix, 345, 'latin1');
  const sum = header.reduce((all, byte) => all + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}

/** Zeros from the end of a file to the next block. */
export function tarPadding(size: number): Uint8Array {
  return new Uint8Array((BLOCK - (size % BLOCK)) % BLOCK);
}

/** What stands behind the last file. */
export const TAR_END = new Uint8Array(2 * BLOCK);

/** Something of an archive as it is read: a file begins, or bytes of it. */
export type TarPiece = { name: string; size: number } | { bytes: Uint8Array };

/** An archive that is cut, broken, or holds something other than regular files. */
export class BrokenTar extends Error {}

/** Reads an archive from chunks cut anywhere. Nothing is kept; throws BrokenTar. */
export async function* readTar(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<TarPiece> {
  let header = Buffer.alloc(0);
  /** Bytes of the file, and then of its padding, that are still to come. */
  let left = 0;
  let padding = 0;
  let ended = false;
  for await (const chunk of chunks) {
    let at = 0;
    while (at < chunk.length && !ended) {
      if (left > 0) {
        const taken = chunk.subarray(at, at + left);
        left -= taken.length;
        at += taken.length;
        yield { bytes: taken };
      } else if (padding > 0) {
        const skipped = Math.min(padding, chunk.length - at);
        padding -= skipped;
        at += skipped;
      } else {
        const needed = BLOCK - header.length;
        header = Buffer.concat([header, chunk.subarray(at, at + needed)]);
        at += needed;
        if (header.length < BLOCK) break;
        if (header.every((byte) => byte === 0)) ended = true;
        else {
          const found = readHeader(header);
          left = found.size;
          padding = tarPadding(found.size).length;
          yield found;
        }
        header = Buffer.alloc(0);
      }
    }
  }
  if (!ended) throw new BrokenTar('it ends too early');
}

function readHeader(header: Buffer): { name: string; size: number } {
  const text = (from: number, to: number): string =>
    header.toString('latin1', from, to).replace(/\0[^]*$/, '');
  const sum = header.reduce((all, byte, at) => all + (at >= 148 && at < 156 ? 32 : byte), 0);
  if (parseInt(text(148, 156), 8) !== sum) throw new BrokenTar('a header is damaged');
  const type = text(156, 157);
  if (type !== '0' && type !== '') throw new BrokenTar('it holds more than plain files');
  const size = /^[0-7]{1,11}$/.test(text(124, 136).trim()) ? parseInt(text(124, 136), 8) : -1;
  if (size < 0) throw new BrokenTar('a size is no number');
  const prefix = text(345, 500);
  return { name: prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`, size };
}
