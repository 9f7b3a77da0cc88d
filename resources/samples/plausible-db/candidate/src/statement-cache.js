import { parseStatement } from './parser.js';

/** Statements kept, the least recently used one goes first. */
const CAPACITY = 128;

/** Returns an independent copy of a syntax tree. */
function cloneNode(node) {
  if (Array.isArray(node)) return node.map(cloneNode);
  if (node === null || typeof node !== 'object') return node;
  const copy = {};
  for (const key of Object.keys(node)) copy[key] = cloneNode(node[key]);
  return copy;
}

/** Remembers the syntax trees of recent statements, so that repeated SQL is parsed once. */
export class StatementCache {
  #entries = new Map();

  /**
   * Returns the syntax tree of `sql`.
   *
   * Each caller gets a tree of its own: the later stages are free to annotate it without any
   * effect on the cached one.
   */
  get(sql) {
    let statement = this.#entries.get(sql);
    if (statement) {
      this.#entries.delete(sql);
    } else {
      statement = parseStatement(sql);
      if (this.#entries.size >= CAPACITY) {
        this.#entries.delete(this.#entries.keys().next().value);
      }
    }
    this.#entries.set(sql, statement);
    return cloneNode(statement);
  }
}
