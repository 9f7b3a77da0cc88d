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
  #tables = null;

  constructor(pager) {
    this.#pager = pager;
    this.#schema = new BTree(pager, SCHEMA_ROOT);
  }

  /**
   * The tables by lower-case name.
   *
   * The schema table is read once. Whatever may have changed it calls `invalidate`; until then this
   * is the same map, so that plans made with it can be told from outdated ones.
   */
  get tables() {
    this.#tables ??= this.loadSchema();
    return this.#tables;
  }

  /** Forgets the tables after a CREATE TABLE or a rollback. */
  invalidate() {
    this.#tables = null;
  }

  /** Reads the tables from the schema table. */
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
    this.invalidate();
  }
}
