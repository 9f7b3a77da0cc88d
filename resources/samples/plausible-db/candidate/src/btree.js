import { Cursor } from './cursor.js';
import * as interior from './interior-page.js';
import * as leaf from './leaf-page.js';

/**
 * A table: a B-tree of rows keyed by rowid. The root keeps its page number for life, so that the
 * catalog can refer to it.
 */
export class BTree {
  #pager;
  #root;

  constructor(pager, root) {
    this.#pager = pager;
    this.#root = root;
  }

  /** Makes an empty tree and returns the page number of its root. */
  static create(pager) {
    const { pageNumber, page } = pager.allocatePage();
    leaf.initializeLeaf(page);
    pager.writePage(pageNumber, page);
    return pageNumber;
  }

  cursor() {
    return new Cursor(this.#pager, this.#root);
  }

  has(key) {
    const { page } = this.#descend(key);
    const slot = leaf.findLeafSlot(page, key);
    return slot < leaf.leafCount(page) && leaf.leafKey(page, slot) === key;
  }

  /** The greatest key, or 0 for an empty tree. */
  lastKey() {
    return this.#lastKeyBelow(this.#root) ?? 0;
  }

  #lastKeyBelow(pageNumber) {
    const page = this.#pager.readPage(pageNumber);
    if (page[0] === leaf.LEAF) {
      const count = leaf.leafCount(page);
      return count === 0 ? null : leaf.leafKey(page, count - 1);
    }
    for (let slot = interior.interiorCount(page); slot >= 0; slot -= 1) {
      const key = this.#lastKeyBelow(interior.childAt(page, slot));
      if (key !== null) return key;
    }
    return null;
  }

  /** Adds a row. The caller has checked that the key is free. */
  insert(key, row) {
    const position = this.#descend(key);
    this.#insertAt(position, leaf.findLeafSlot(position.page, key), key, row);
  }

  /** Replaces the row of an existing key. */
  update(key, row) {
    const position = this.#descend(key);
    const { pageNumber, page } = position;
    const slot = leaf.findLeafSlot(page, key);
    if (leaf.overwriteCell(page, slot, row)) {
      this.#pager.writePage(pageNumber, page);
      return;
    }
    leaf.removeCell(page, slot);
    this.#insertAt(position, slot, key, row);
  }

  /** Removes the row of an existing key. An emptied leaf stays in the tree for later rows. */
  delete(key) {
    const { pageNumber, page } = this.#descend(key);
    leaf.removeCell(page, leaf.findLeafSlot(page, key));
    this.#pager.writePage(pageNumber, page);
  }

  /** Walks from the root to the leaf for `key`, and remembers the way for splits. */
  #descend(key) {
    const path = [];
    let pageNumber = this.#root;
    let page = this.#pager.readPage(pageNumber);
    while (page[0] === interior.INTERIOR) {
      const slot = interior.findChildSlot(page, key);
      path.push({ pageNumber, slot });
      pageNumber = interior.childAt(page, slot);
      page = this.#pager.readPage(pageNumber);
    }
    return { path, pageNumber, page };
  }

  #insertAt(position, slot, key, row) {
    const { pageNumber, page } = position;
    if (leaf.insertCell(page, slot, key, row)) this.#pager.writePage(pageNumber, page);
    else this.#splitLeaf(position, slot, key, row);
  }

  #splitLeaf({ path, pageNumber, page }, slot, key, row) {
    const right = this.#pager.allocatePage();
    leaf.initializeLeaf(right.page);
    // Rows mostly arrive in key order: a full last leaf stays full and the new row opens a leaf.
    const appending = slot === leaf.leafCount(page) && leaf.nextLeaf(page) === 0;
    if (!appending) leaf.splitLeafCells(page, right.page);
    leaf.setNextLeaf(right.page, leaf.nextLeaf(page));
    leaf.setNextLeaf(page, right.pageNumber);
    const leftCount = leaf.leafCount(page);
    if (slot < leftCount || (slot === leftCount && !appending)) {
      leaf.insertCell(page, slot, key, row);
    } else {
      leaf.insertCell(right.page, slot - leftCount, key, row);
    }
    const separator = leaf.leafKey(page, leaf.leafCount(page) - 1);
    this.#pager.writePage(right.pageNumber, right.page);
    this.#linkSplit(path, pageNumber, page, separator, right.pageNumber);
  }

  /** Makes the parent of a split page refer to both halves. */
  #linkSplit(path, pageNumber, page, separator, rightNumber) {
    const step = path.pop();
    if (!step) {
      this.#growRoot(page, separator, rightNumber);
      return;
    }
    this.#pager.writePage(pageNumber, page);
    const parent = this.#pager.readPage(step.pageNumber);
    if (!interior.interiorIsFull(parent)) {
      this.#addChild(parent, step, separator, pageNumber, rightNumber);
      this.#pager.writePage(step.pageNumber, parent);
      return;
    }
    const upper = this.#pager.allocatePage();
    const parentSeparator = interior.splitInteriorCells(parent, upper.page);
    const lowerCount = interior.interiorCount(parent);
    if (step.slot <= lowerCount) {
      this.#addChild(parent, step, separator, pageNumber, rightNumber);
    } else {
      const slot = step.slot - lowerCount - 1;
      this.#addChild(upper.page, { slot }, separator, pageNumber, rightNumber);
    }
    this.#pager.writePage(upper.pageNumber, upper.page);
    this.#linkSplit(path, step.pageNumber, parent, parentSeparator, upper.pageNumber);
  }

  #addChild(parent, { slot }, separator, leftNumber, rightNumber) {
    interior.setChild(parent, slot, rightNumber);
    interior.insertChild(parent, slot, separator, leftNumber);
  }

  /** Moves the lower half of a split root to a page of its own and makes the root an inner page. */
  #growRoot(page, separator, rightNumber) {
    const left = this.#pager.allocatePage();
    page.copy(left.page);
    this.#pager.writePage(left.pageNumber, left.page);
    interior.initializeInterior(page, rightNumber);
    interior.insertChild(page, 0, separator, left.pageNumber);
    this.#pager.writePage(this.#root, page);
  }
}
