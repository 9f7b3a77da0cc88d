import { PAGE_SIZE, readKey, writeKey } from './leaf-page.js';

/**
 * An inner page of a B-tree: child pages and the keys that divide them.
 *
 *     0  kind        1 byte, 2 for an inner page
 *     2  cell count  2 bytes
 *     8  last child  4 bytes, holds the keys above those of every cell
 *    12  cells       6-byte key and 4-byte child: keys up to and including it live there
 */

export const INTERIOR = 2;

const COUNT = 2;
const LAST_CHILD = 8;
const CELLS = 12;
const CELL_SIZE = 10;

export function initializeInterior(page, lastChild) {
  page.fill(0);
  page[0] = INTERIOR;
  page.writeUInt32BE(lastChild, LAST_CHILD);
}

export function interiorCount(page) {
  return page.readUInt16BE(COUNT);
}

export function interiorKey(page, slot) {
  return readKey(page, CELLS + slot * CELL_SIZE);
}

/** The child in `slot`; the slot after the last cell is the last child. */
export function childAt(page, slot) {
  if (slot === interiorCount(page)) return page.readUInt32BE(LAST_CHILD);
  return page.readUInt32BE(CELLS + slot * CELL_SIZE + 6);
}

export function setChild(page, slot, pageNumber) {
  if (slot === interiorCount(page)) page.writeUInt32BE(pageNumber, LAST_CHILD);
  else page.writeUInt32BE(pageNumber, CELLS + slot * CELL_SIZE + 6);
}

/** The slot of the child that holds `key`, by binary search. */
export function findChildSlot(page, key) {
  let low = 0;
  let high = interiorCount(page);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (interiorKey(page, middle) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function interiorIsFull(page) {
  return CELLS + (interiorCount(page) + 1) * CELL_SIZE > PAGE_SIZE;
}

export function insertChild(page, slot, key, child) {
  const count = interiorCount(page);
  const start = CELLS + slot * CELL_SIZE;
  page.copyWithin(start + CELL_SIZE, start, CELLS + count * CELL_SIZE);
  writeKey(page, key, start);
  page.writeUInt32BE(child, start + 6);
  page.writeUInt16BE(count + 1, COUNT);
}

/**
 * Moves the upper half of the cells to the empty inner page `target`. Returns the key that now
 * divides the two pages.
 */
export function splitInteriorCells(page, target) {
  const count = interiorCount(page);
  const middle = count >>> 1;
  const separator = interiorKey(page, middle);
  initializeInterior(target, page.readUInt32BE(LAST_CHILD));
  page.copy(target, CELLS, CELLS + (middle + 1) * CELL_SIZE, CELLS + count * CELL_SIZE);
  target.writeUInt16BE(count - middle - 1, COUNT);
  page.writeUInt32BE(childAt(page, middle), LAST_CHILD);
  page.writeUInt16BE(middle, COUNT);
  return separator;
}
