/**
 * The storage format of a row: its values one after the other, each led by a tag byte.
 *
 * | tag | value            | bytes that follow         |
 * |-----|------------------|---------------------------|
 * | 0   | NULL             | none                      |
 * | 1   | 32-bit integer   | 4                         |
 * | 2   | any other number | 8, IEEE 754               |
 * | 3   | text             | 2 for the length, then UTF-8 |
 */

const TAG_NULL = 0;
const TAG_INTEGER = 1;
const TAG_NUMBER = 2;
const TAG_TEXT = 3;

/** The longest encoded row in bytes. A quarter of a page, so that a split always makes room. */
export const MAX_ROW_BYTES = 1000;

// Rows are written into a page as soon as they are encoded, so one buffer serves them all.
const scratch = Buffer.alloc(MAX_ROW_BYTES);

function isInt32(value) {
  return (value | 0) === value && !Object.is(value, -0);
}

function encodedSize(value) {
  if (value === null) return 1;
  if (typeof value === 'number') return isInt32(value) ? 5 : 9;
  if (typeof value === 'string') return 3 + Buffer.byteLength(value);
  throw new TypeError(`cannot store a value of type ${typeof value}`);
}

function encodeValue(value, offset) {
  if (value === null) return scratch.writeUInt8(TAG_NULL, offset);
  if (typeof value === 'string') {
    const length = scratch.write(value, offset + 3);
    scratch.writeUInt8(TAG_TEXT, offset);
    scratch.writeUInt16BE(length, offset + 1);
    return offset + 3 + length;
  }
  if (isInt32(value)) {
    scratch.writeUInt8(TAG_INTEGER, offset);
    return scratch.writeInt32BE(value, offset + 1);
  }
  scratch.writeUInt8(TAG_NUMBER, offset);
  return scratch.writeDoubleBE(value, offset + 1);
}

/**
 * Encodes the values of a row. The result is valid until the next call.
 *
 * @throws {RangeError} when the row is longer than `MAX_ROW_BYTES`.
 */
export function encodeRow(values) {
  let size = 0;
  for (const value of values) size += encodedSize(value);
  if (size > MAX_ROW_BYTES) {
    throw new RangeError(`row of ${size} bytes is longer than ${MAX_ROW_BYTES} bytes`);
  }
  let offset = 0;
  for (const value of values) offset = encodeValue(value, offset);
  return scratch.subarray(0, offset);
}

/**
 * Decodes the row at `offset` of a page into the array `row`.
 *
 * Only the columns marked in `wanted` are decoded; the others are stepped over and left as they
 * are. Returns `row`.
 */
export function decodeRow(page, offset, wanted, row) {
  let position = offset;
  for (let column = 0; column < wanted.length; column += 1) {
    const tag = page[position];
    position += 1;
    if (tag === TAG_NULL) {
      row[column] = null;
    } else if (tag === TAG_INTEGER) {
      if (wanted[column]) row[column] = page.readInt32BE(position);
      position += 4;
    } else if (tag === TAG_NUMBER) {
      if (wanted[column]) row[column] = page.readDoubleBE(position);
      position += 8;
    } else {
      const start = position + 2;
      const end = start + page.readUInt16BE(position);
      if (wanted[column]) row[column] = page.toString('utf8', start, end);
      position = end;
    }
  }
  return row;
}
