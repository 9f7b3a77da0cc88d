import fs from 'node:fs';
import { PAGE_SIZE } from './leaf-page.js';

/**
 * The write-ahead log: new versions of pages, appended before the database file is touched.
 *
 * The log is a sequence of records with a header of 16 bytes: the kind, a number and two checksum
 * words. A page record's number is the page number and the page follows; a commit record's number
 * is the page count of the database. Records after the last commit record never happened.
 */

const PAGE_RECORD = 1;
const COMMIT_RECORD = 2;
const HEADER_SIZE = 16;
const PAGE_RECORD_SIZE = HEADER_SIZE + PAGE_SIZE;

/** Two running sums over the 32-bit words of a page; the second one notices swapped words. */
function writeChecksum(header, page) {
  let first = header.readInt32BE(0);
  let second = header.readInt32BE(4);
  if (page) {
    const words = new Int32Array(page.buffer, page.byteOffset, PAGE_SIZE / 4);
    for (let index = 0; index < words.length; index += 1) {
      first = (first + words[index]) | 0;
      second = (second + first) | 0;
    }
  }
  header.writeInt32BE(first, 8);
  header.writeInt32BE(~second, 12);
}

function encodeHeader(kind, number, page) {
  const header = Buffer.allocUnsafe(HEADER_SIZE);
  header.writeInt32BE(kind, 0);
  header.writeInt32BE(number, 4);
  writeChecksum(header, page);
  return header;
}

export class WriteAheadLog {
  #path;
  #file = null;
  #queue = [];
  #written = 0;
  #end = 0;
  #committedEnd = 0;
  #committed = new Map();
  #pending = new Map();

  constructor(path) {
    this.#path = path;
  }

  /** Page records since the last reset. */
  recordCount = 0;

  /** The numbers of all pages with a committed version here, in file order. */
  committedPages() {
    return [...this.#committed.keys()].sort((a, b) => a - b);
  }

  /** Queues the new version of a page for the next flush. */
  append(pageNumber, page) {
    this.#queue.push(encodeHeader(PAGE_RECORD, pageNumber, page), page);
    this.#pending.set(pageNumber, this.#end + HEADER_SIZE);
    this.#end += PAGE_RECORD_SIZE;
    this.recordCount += 1;
  }

  /** Queues the record that makes everything before it count. */
  commit(pageCount) {
    this.#queue.push(encodeHeader(COMMIT_RECORD, pageCount, null));
    this.#end += HEADER_SIZE;
    this.#committedEnd = this.#end;
    for (const [pageNumber, offset] of this.#pending) this.#committed.set(pageNumber, offset);
    this.#pending.clear();
  }

  /** Writes the queued records to the file. */
  flush() {
    if (this.#queue.length === 0) return;
    this.#file ??= fs.openSync(this.#path, 'w+');
    const length = this.#end - this.#written;
    const written = fs.writevSync(this.#file, this.#queue, this.#written);
    if (written !== length)
      throw new Error(`log write stopped after ${written} of ${length} bytes`);
    this.#queue = [];
    this.#written = this.#end;
  }

  /** Writes the queued records and waits until the device has them. */
  sync() {
    this.flush();
    if (this.#file !== null) fs.fsyncSync(this.#file);
  }

  /** Reads the newest version of a page into `page`; false when the log has none. */
  readPage(pageNumber, page) {
    const offset = this.#pending.get(pageNumber) ?? this.#committed.get(pageNumber);
    if (offset === undefined) return false;
    fs.readSync(this.#file, page, 0, PAGE_SIZE, offset);
    return true;
  }

  /** Forgets the records of the current transaction. */
  rollback() {
    this.#queue = [];
    this.#pending.clear();
    this.#end = this.#committedEnd;
    if (this.#written > this.#end) {
      fs.ftruncateSync(this.#file, this.#end);
      this.#written = this.#end;
    }
  }

  /**
   * Reads the log that an earlier process left and cuts it after the last commit. Returns the page
   * count of the database then, or null when there is nothing to recover.
   */
  recover() {
    if (!fs.existsSync(this.#path)) return null;
    this.#file = fs.openSync(this.#path, 'r+');
    const found = new Map();
    const record = Buffer.alloc(PAGE_RECORD_SIZE);
    const page = Buffer.alloc(PAGE_SIZE);
    let pageCount = null;
    let offset = 0;
    let pages = 0;
    for (;;) {
      const length = fs.readSync(this.#file, record, 0, PAGE_RECORD_SIZE, offset);
      const kind = length < HEADER_SIZE ? 0 : record.readInt32BE(0);
      const number = kind === 0 ? 0 : record.readInt32BE(4);
      if (kind === PAGE_RECORD && length === PAGE_RECORD_SIZE) {
        record.copy(page, 0, HEADER_SIZE);
        if (!encodeHeader(kind, number, page).equals(record.subarray(0, HEADER_SIZE))) break;
        found.set(number, offset + HEADER_SIZE);
        offset += PAGE_RECORD_SIZE;
        pages += 1;
      } else if (kind === COMMIT_RECORD) {
        if (!encodeHeader(kind, number, null).equals(record.subarray(0, HEADER_SIZE))) break;
        offset += HEADER_SIZE;
        pageCount = number;
        for (const [pageNumber, position] of found) this.#committed.set(pageNumber, position);
        found.clear();
        this.#committedEnd = offset;
        this.recordCount = pages;
      } else {
        break;
      }
    }
    fs.ftruncateSync(this.#file, this.#committedEnd);
    this.#end = this.#committedEnd;
    this.#written = this.#committedEnd;
    return pageCount;
  }

  /** Empties the log once the database file holds everything that was in it. */
  reset() {
    if (this.#file !== null) fs.ftruncateSync(this.#file, 0);
    this.#committed.clear();
    this.#written = 0;
    this.#end = 0;
    this.#committedEnd = 0;
    this.recordCount = 0;
  }

  /** Removes the log. Call only after a reset. */
  close() {
    if (this.#file === null) return;
    fs.closeSync(this.#file);
    fs.unlinkSync(this.#path);
    this.#file = null;
  }
}
