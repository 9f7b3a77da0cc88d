import { BTree } from './btree.js';
import { Catalog } from './catalog.js';
import { executePlan } from './executor.js';
import { Pager } from './pager.js';
import { planStatement } from './planner.js';
import { StatementCache } from './statement-cache.js';

const HEADER_PAGE = 1;
const MAGIC = 'plausible-db format 1';

function normalizeParameter(value) {
  if (typeof value === 'boolean') return Number(value);
  if (value === null || typeof value === 'string' || Number.isFinite(value)) return value;
  throw new TypeError(`cannot bind a value of type ${typeof value}`);
}

/**
 * An embedded SQL database in one file, for one process at a time.
 *
 *     const db = Database.open('people.db');
 *     db.run('CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT NOT NULL)');
 *     db.run('INSERT INTO people (name) VALUES (?)', ['Ada']);
 *     db.get('SELECT name FROM people WHERE id = ?', [1]);
 *     db.close();
 *
 * A statement outside of BEGIN and COMMIT is a transaction of its own.
 */
export class Database {
  #pager;
  #catalog;
  #statements = new StatementCache();

  /** Whether BEGIN has opened a transaction that is still open. */
  inTransaction = false;

  constructor(path) {
    this.#pager = new Pager(path);
    this.#catalog = new Catalog(this.#pager);
    if (this.#pager.pageCount === 0) this.#initialize();
    else this.#checkHeader(path);
  }

  /** Opens a database file, creates it if it is missing, and recovers what a crash left. */
  static open(path) {
    return new Database(path);
  }

  /** Runs a statement and returns `{ changes, lastInsertRowid }`. */
  run(sql, params = []) {
    const { changes, lastInsertRowid } = this.#execute(sql, params);
    return { changes, lastInsertRowid };
  }

  /** Runs a query and returns its rows as objects. */
  all(sql, params = []) {
    return this.#execute(sql, params).rows;
  }

  /** Runs a query and returns its first row, or null. */
  get(sql, params = []) {
    return this.#execute(sql, params).rows[0] ?? null;
  }

  /** Closes the file. A transaction that is still open is rolled back. */
  close() {
    this.#pager.close();
  }

  #execute(sql, params) {
    const statement = this.#statements.get(sql);
    if (params.length !== statement.parameterCount) {
      throw new RangeError(`${params.length} values for ${statement.parameterCount} parameters`);
    }
    if (
      statement.type === 'begin' ||
      statement.type === 'commit' ||
      statement.type === 'rollback'
    ) {
      return this.#controlTransaction(statement.type);
    }
    const plan = planStatement(statement, this.#catalog.loadSchema());
    return this.#executeInTransaction(plan, params.map(normalizeParameter));
  }

  /** Runs a plan in the open transaction, or in one of its own. */
  #executeInTransaction(plan, params) {
    try {
      const result = executePlan(plan, params, this.#pager, this.#catalog);
      this.#pager.endStatement();
      if (!this.inTransaction) this.#pager.commit();
      return result;
    } catch (error) {
      if (!this.inTransaction) this.#pager.rollback();
      throw error;
    }
  }

  #controlTransaction(type) {
    if (type === 'begin' && this.inTransaction) throw new Error('a transaction is already open');
    if (type !== 'begin' && !this.inTransaction) throw new Error('no transaction is open');
    if (type === 'commit') this.#pager.commit();
    if (type === 'rollback') this.#pager.rollback();
    this.inTransaction = type === 'begin';
    return { rows: [], changes: 0, lastInsertRowid: 0 };
  }

  #initialize() {
    const header = this.#pager.allocatePage();
    header.page.write(MAGIC);
    this.#pager.writePage(header.pageNumber, header.page);
    BTree.create(this.#pager);
    this.#pager.endStatement();
    this.#pager.commit();
  }

  #checkHeader(path) {
    const header = this.#pager.readPage(HEADER_PAGE);
    if (header.toString('utf8', 0, MAGIC.length) !== MAGIC) {
      this.#pager.close();
      throw new Error(`${path} is not a plausible-db database`);
    }
  }
}
