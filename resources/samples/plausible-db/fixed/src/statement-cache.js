import { parseStatement } from './parser.js';

/** Statements kept, the least recently used one goes first. */
const CAPACITY = 128;

/** Remembers recent statements, so that repeated SQL is parsed and planned once. */
export class StatementCache {
  #entries = new Map();

  /**
   * Returns `{ statement, plan, tables }` for `sql`: its syntax tree, which nobody changes, and the
   * last plan with the tables that it was made for, both null at first.
   */
  get(sql) {
    let entry = this.#entries.get(sql);
    if (entry) {
      this.#entries.delete(sql);
    } else {
      entry = { statement: parseStatement(sql), plan: null, tables: null };
      if (this.#entries.size >= CAPACITY) {
        this.#entries.delete(this.#entries.keys().next().value);
      }
    }
    this.#entries.set(sql, entry);
    return entry;
  }
}
