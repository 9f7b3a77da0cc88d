import { inflateRawSync } from 'node:zlib';

const END_OF_CENTRAL_DIRECTORY = 0x06054b50;
const CENTRAL_HEADER = 0x02014b50;
const LOCAL_HEADER = 0x04034b50;
const STORED = 0;
const DEFLATED = 8;
const END_RECORD_BYTES = 22;
const LONGEST_COMMENT = 0xffff;
/** A 32-bit field holding this value says that the real one is in a ZIP64 record. */
const IN_ZIP64 = 0xffffffff;

/**
 * Lists the entries of a zip archive held in memory, in the order of its central directory
 * (APPNOTE.TXT 4.3.12). `mode` is the Unix file mode, 0 when the archive was not made on Unix.
 *
 * @param {Buffer} archive
 * @returns {{ name: string, mode: number, read: () => Buffer }[]}
 * @throws {Error} when the bytes are not a zip archive, are cut short, or need ZIP64.
 */
export function listZipEntries(archive) {
  const end = findEndRecord(archive);
  const count = archive.readUInt16LE(end + 10);
  let at = archive.readUInt32LE(end + 16);
  if (at === IN_ZIP64) throw new Error('ZIP64 archives are not supported.');
  const entries = [];
  for (let index = 0; index < count; index++) {
    if (at + 46 > archive.length || archive.readUInt32LE(at) !== CENTRAL_HEADER) {
      throw new Error(`The archive is damaged: entry ${index + 1} of ${count} has no header.`);
    }
    const nameBytes = archive.readUInt16LE(at + 28);
    const name = archive.toString('utf8', at + 46, at + 46 + nameBytes);
    const header = {
      name,
      method: archive.readUInt16LE(at + 10),
      packedBytes: archive.readUInt32LE(at + 20),
      bytes: archive.readUInt32LE(at + 24),
      offset: archive.readUInt32LE(at + 42),
    };
    entries.push({
      name,
      mode: archive.readUInt32LE(at + 38) >>> 16,
      read: () => readEntry(archive, header),
    });
    at += 46 + nameBytes + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return entries;
}

function findEndRecord(archive) {
  const last = archive.length - END_RECORD_BYTES;
  for (let at = last; at >= 0 && at >= last - LONGEST_COMMENT; at--) {
    if (archive.readUInt32LE(at) === END_OF_CENTRAL_DIRECTORY) return at;
  }
  throw new Error('This is not a zip archive, or it is cut short.');
}

function readEntry(archive, { name, method, packedBytes, bytes, offset }) {
  if (archive.readUInt32LE(offset) !== LOCAL_HEADER) {
    throw new Error(`The archive is damaged at ${name}.`);
  }
  // The extra field may differ in length between the two headers, so it is read from this one.
  const start = offset + 30 + archive.readUInt16LE(offset + 26) + archive.readUInt16LE(offset + 28);
  const packed = archive.subarray(start, start + packedBytes);
  if (method !== STORED && method !== DEFLATED) {
    throw new Error(`${name} is packed with method ${method}, which is not supported.`);
  }
  const content = method === STORED ? packed : inflateRawSync(packed);
  if (content.length !== bytes) {
    throw new Error(`${name} has ${content.length} bytes, its header promises ${bytes}.`);
  }
  return content;
}
