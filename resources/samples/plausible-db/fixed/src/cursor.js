import { childAt, findChildSlot, INTERIOR } from './interior-page.js';
import { findLeafSlot, leafCount, leafKey, nextLeaf, rowOffset } from './leaf-page.js';

/**
 * Walks the rows of a B-tree in key order.
 *
 * While `valid` is true, `key`, `page` and `offset` describe the current row. The page is asked of
 * the pager again on every step, so a cursor never outlives a page that left the cache.
 */
export class Cursor {
  #pager;
  #root;
  #pageNumber = 0;
  #slot = 0;

  valid = false;
  key = 0;
  page = null;
  offset = 0;

  constructor(pager, root) {
    this.#pager = pager;
    this.#root = root;
  }

  /** Moves to the first row whose key is not less than `key`. */
  seek(key) {
    this.#pageNumber = this.#root;
    let page = this.#pager.readPage(this.#pageNumber);
    while (page[0] === INTERIOR) {
      this.#pageNumber = childAt(page, findChildSlot(page, key));
      page = this.#pager.readPage(this.#pageNumber);
    }
    this.#slot = findLeafSlot(page, key);
    this.#settle(page);
  }

  next() {
    this.#slot += 1;
    this.#settle(this.#pager.readPage(this.#pageNumber));
  }

  /** Takes up the row in the current slot, or the first one of the leaves that follow. */
  #settle(page) {
    let current = page;
    while (this.#slot >= leafCount(current)) {
      const next = nextLeaf(current);
      if (next === 0) {
        this.valid = false;
        return;
      }
      this.#pageNumber = next;
      this.#slot = 0;
      current = this.#pager.readPage(next);
    }
    this.valid = true;
    this.page = current;
    this.key = leafKey(current, this.#slot);
    this.offset = rowOffset(current, this.#slot);
  }
}
