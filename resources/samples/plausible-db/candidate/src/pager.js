import fs from 'node:fs';
import { PAGE_SIZE } from './leaf-page.js';
import { WriteAheadLog } from './log.js';

/** Pages kept in memory, 8 MiB. */
const CACHE_PAGES = 2048;

/** Page records after which a commit moves the log into the database file. */
const CHECKPOINT_RECORDS = 1000;

/**
 * Gives access to the numbered pages of a database file, through a cache and the write-ahead log.
 *
 * Pages are numbered from 1. A changed page stays in the cache until it is in the log; the database
 * file itself is written only by a checkpoint.
 */
export class Pager {
  #file;
  #log;
  #cache = new Map();
  #dirty = new Set();
  #committedPageCount;

  constructor(path) {
    this.#file = fs.openSync(path, fs.existsSync(path) ? 'r+' : 'w+');
    this.#log = new WriteAheadLog(`${path}-log`);
    const recovered = this.#log.recover();
    this.pageCount = recovered ?? Math.floor(fs.fstatSync(this.#file).size / PAGE_SIZE);
    this.#committedPageCount = this.pageCount;
  }

  /**
   * Returns the content of a page.
   *
   * The caller gets a buffer of its own, so that it cannot corrupt the cached page by accident;
   * changes reach the cache through `writePage`.
   */
  readPage(pageNumber) {
    const cached = this.#cachedPage(pageNumber);
    const page = Buffer.alloc(PAGE_SIZE);
    cached.copy(page);
    return page;
  }

  /** Makes `page` the new content of a page. The buffer belongs to the pager from now on. */
  writePage(pageNumber, page) {
    this.#cache.set(pageNumber, page);
    this.#dirty.add(pageNumber);
  }

  /** Adds a page to the end of the database. */
  allocatePage() {
    this.pageCount += 1;
    const page = Buffer.alloc(PAGE_SIZE);
    this.writePage(this.pageCount, page);
    return { pageNumber: this.pageCount, page };
  }

  /** Makes the changes of a statement durable, so that a crash cannot lose or tear them. */
  endStatement() {
    if (this.#dirty.size === 0) return;
    this.#appendDirtyPages();
    this.#log.sync();
  }

  /** Makes the changes of the current transaction permanent. */
  commit() {
    if (!this.#log.hasPending) return;
    this.#log.commit(this.pageCount);
    this.#log.sync();
    this.#committedPageCount = this.pageCount;
    if (this.#log.recordCount >= CHECKPOINT_RECORDS) this.#checkpoint();
  }

  /** Takes back the changes of the current transaction. */
  rollback() {
    for (const pageNumber of this.#dirty) this.#cache.delete(pageNumber);
    for (const pageNumber of this.#log.pendingPages()) this.#cache.delete(pageNumber);
    this.#dirty.clear();
    this.#log.rollback();
    this.pageCount = this.#committedPageCount;
  }

  close() {
    this.rollback();
    if (this.#log.recordCount > 0) this.#checkpoint();
    this.#log.close();
    fs.closeSync(this.#file);
  }

  #appendDirtyPages() {
    for (const pageNumber of this.#dirty) {
      this.#log.append(pageNumber, this.#cache.get(pageNumber));
    }
    this.#dirty.clear();
  }

  #cachedPage(pageNumber) {
    return this.#cache.get(pageNumber) ?? this.#loadPage(pageNumber);
  }

  #loadPage(pageNumber) {
    if (pageNumber < 1 || pageNumber > this.pageCount) {
      throw new RangeError(`page ${pageNumber} is outside of the database`);
    }
    const page = Buffer.alloc(PAGE_SIZE);
    this.#readStoredPage(pageNumber, page);
    if (this.#cache.size >= CACHE_PAGES) this.#evictPage();
    this.#cache.set(pageNumber, page);
    return page;
  }

  #readStoredPage(pageNumber, page) {
    if (this.#log.readPage(pageNumber, page)) return;
    fs.readSync(this.#file, page, 0, PAGE_SIZE, (pageNumber - 1) * PAGE_SIZE);
  }

  /** Drops the oldest page, looking past a few that still have to go to the log. */
  #evictPage() {
    let attempts = 8;
    for (const [pageNumber, page] of this.#cache) {
      this.#cache.delete(pageNumber);
      if (!this.#dirty.has(pageNumber)) return;
      this.#cache.set(pageNumber, page);
      attempts -= 1;
      if (attempts === 0) return;
    }
  }

  /** Copies the committed pages from the log to the database file and empties the log. */
  #checkpoint() {
    this.#log.sync();
    const buffer = Buffer.alloc(PAGE_SIZE);
    for (const pageNumber of this.#log.committedPages()) {
      let page = this.#cache.get(pageNumber);
      if (!page) {
        page = buffer;
        this.#log.readPage(pageNumber, page);
      }
      fs.writeSync(this.#file, page, 0, PAGE_SIZE, (pageNumber - 1) * PAGE_SIZE);
    }
    fs.fsyncSync(this.#file);
    this.#log.reset();
  }
}
