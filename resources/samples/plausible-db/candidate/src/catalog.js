import { BTree } from './btree.js';
import { parseStatement } from './parser.js';
import { decodeRow, encodeRow } from './row-codec.js';

/** The page of the schema table, right after the file header. */
export const SCHEMA_ROOT = 2;

const ALL_SCHEMA_COLUMNS = [true, true, true];

/**
 * Builds the definition of a table from its CREATE TABLE statement.
 *
 * `rowidColumn` is the index of the INTEGER PRIMARY KEY column, whose value is the rowid itself,
 * or -1 when the table has none.
 */
function defineTable(root, statement) {
  const columns = statement.columns.map(({ name, notNull }) => ({ name, notNull }));
  const names = new Map();
  let rowidColumn = -1;
  statement.columns.forEach((column, index) => {
    const key = column.name.toLowerCase();
    if (names.has(key)) throw new Error(`duplicate column name: ${column.name}`);
    names.set(key, index);
    if (!column.primaryKey) return;
    if (column.dataType !== 'INTEGER') throw new Error('a primary key has to be INTEGER');
    if (rowidColumn !== -1) throw new Error('a table has at most one primary key');
    rowidColumn = index;
  });
  return { name: statement.table, root, columns, names, rowidColumn };
}

/** Builds the definition of a table from the text that the schema table keeps of it. */
function parseSchema(root, sql) {
  return defineTable(root, parseStatement(sql));
}

/** The tables of a database, as recorded in its schema table. */
export class Catalog {
  #pager;
  #schema;

  constructor(pager) {
    this.#pager = pager;
    this.#schema = new BTree(pager, SCHEMA_ROOT);
  }

  /**
   * Returns the tables by lower-case name.
   *
   * The schema table is the single source of truth: reading it here means that a table created or
   * rolled back a moment ago is always seen correctly.
   */
  loadSchema() {
    const tables = new Map();
    const cursor = this.#schema.cursor();
    for (cursor.seek(1); cursor.valid; cursor.next()) {
      const [name, root, sql] = decodeRow(cursor.page, cursor.offset, ALL_SCHEMA_COLUMNS, []);
      tables.set(name.toLowerCase(), parseSchema(root, sql));
    }
    return tables;
  }

  /** Creates a table and its empty B-tree. */
  createTable(statement) {
    defineTable(0, statement);
    const row = encodeRow([statement.table, this.#pager.pageCount + 1, statement.sql]);
    BTree.create(this.#pager);
    this.#schema.insert(this.#schema.lastKey() + 1, row);
  }
}
