/**
 * A leaf of a B-tree: rows in the order of their keys.
 *
 *     0  kind         1 byte, 1 for a leaf
 *     2  cell count   2 bytes
 *     4  cells start  2 bytes, cells grow down from the end of the page
 *     6  dead bytes   2 bytes, left behind by removed cells
 *     8  next leaf    4 bytes, 0 for the last one
 *    12  cell offsets 2 bytes each, sorted by key
 *
 * A cell is a 6-byte key, a 2-byte length and the encoded row.
 */

export const PAGE_SIZE = 4096;
export const LEAF = 1;

const COUNT = 2;
const START = 4;
const DEAD = 6;
const NEXT = 8;
const OFFSETS = 12;
const CELL_HEADER = 8;

const scratch = Buffer.alloc(PAGE_SIZE);

export function readKey(page, offset) {
  return page.readInt32BE(offset) * 65536 + page.readUInt16BE(offset + 4);
}

export function writeKey(page, key, offset) {
  page.writeIntBE(key, offset, 6);
}

export function initializeLeaf(page) {
  page.fill(0);
  page[0] = LEAF;
  page.writeUInt16BE(PAGE_SIZE, START);
}

export function leafCount(page) {
  return page.readUInt16BE(COUNT);
}

export function nextLeaf(page) {
  return page.readUInt32BE(NEXT);
}

export function setNextLeaf(page, pageNumber) {
  page.writeUInt32BE(pageNumber, NEXT);
}

function cellOffset(page, slot) {
  return page.readUInt16BE(OFFSETS + slot * 2);
}

function cellSize(page, offset) {
  return CELL_HEADER + page.readUInt16BE(offset + 6);
}

export function leafKey(page, slot) {
  return readKey(page, cellOffset(page, slot));
}

/** The position in the page of the encoded row in `slot`. */
export function rowOffset(page, slot) {
  return cellOffset(page, slot) + CELL_HEADER;
}

/** The first slot whose key is not less than `key`, by binary search. */
export function findLeafSlot(page, key) {
  let low = 0;
  let high = leafCount(page);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (leafKey(page, middle) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Moves the cells together, so that the dead bytes between them can be used again. */
function compactLeaf(page) {
  page.copy(scratch);
  const count = leafCount(page);
  let start = PAGE_SIZE;
  for (let slot = 0; slot < count; slot += 1) {
    const offset = cellOffset(scratch, slot);
    const size = cellSize(scratch, offset);
    start -= size;
    scratch.copy(page, start, offset, offset + size);
    page.writeUInt16BE(start, OFFSETS + slot * 2);
  }
  page.writeUInt16BE(start, START);
  page.writeUInt16BE(0, DEAD);
}

/** Puts a row into `slot`. Returns false, with the page unchanged, when it has no room. */
export function insertCell(page, slot, key, row) {
  const count = leafCount(page);
  const size = CELL_HEADER + row.length;
  const offsetsEnd = OFFSETS + count * 2;
  const free = page.readUInt16BE(START) - offsetsEnd;
  if (free < size + 2) {
    if (free + page.readUInt16BE(DEAD) < size + 2) return false;
    compactLeaf(page);
  }
  const start = page.readUInt16BE(START) - size;
  writeKey(page, key, start);
  page.writeUInt16BE(row.length, start + 6);
  page.set(row, start + CELL_HEADER);
  const pointer = OFFSETS + slot * 2;
  page.copyWithin(pointer + 2, pointer, offsetsEnd);
  page.writeUInt16BE(start, pointer);
  page.writeUInt16BE(start, START);
  page.writeUInt16BE(count + 1, COUNT);
  return true;
}

export function removeCell(page, slot) {
  const count = leafCount(page);
  const size = cellSize(page, cellOffset(page, slot));
  const pointer = OFFSETS + slot * 2;
  page.copyWithin(pointer, pointer + 2, OFFSETS + count * 2);
  page.writeUInt16BE(count - 1, COUNT);
  page.writeUInt16BE(page.readUInt16BE(DEAD) + size, DEAD);
}

/** Replaces the row in `slot` if the new one has the same length; otherwise returns false. */
export function overwriteCell(page, slot, row) {
  const offset = cellOffset(page, slot);
  if (page.readUInt16BE(offset + 6) !== row.length) return false;
  page.set(row, offset + CELL_HEADER);
  return true;
}

/** Moves the upper half of the cells, by bytes, to the empty leaf `target`. */
export function splitLeafCells(page, target) {
  const count = leafCount(page);
  let middle = count;
  let bytes = 0;
  while (middle > 1 && bytes < PAGE_SIZE / 2 - OFFSETS) {
    middle -= 1;
    bytes += cellSize(page, cellOffset(page, middle)) + 2;
  }
  for (let slot = middle; slot < count; slot += 1) {
    const offset = cellOffset(page, slot);
    const end = offset + cellSize(page, offset);
    const row = page.subarray(offset + CELL_HEADER, end);
    insertCell(target, slot - middle, readKey(page, offset), row);
  }
  page.writeUInt16BE(middle, COUNT);
  compactLeaf(page);
}
