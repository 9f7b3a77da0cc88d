import fs from 'node:fs';
import sqlite from 'node-sqlite3-wasm';

/**
 * SQLite behind the interface of plausible-db.
 *
 * Journal mode WAL with synchronous NORMAL: a commit appends to the log and does not wait for the
 * device; a checkpoint does. The library has no shared memory, so WAL needs the exclusive locking
 * mode, which has to be set before the journal mode.
 */
export class Database {
  #db;
  #statements = new Map();

  constructor(path) {
    // A lock is a directory here, and a process that was stopped leaves it behind. Benchmarks and
    // tests have the folder to themselves, so a lock found now is such a leftover.
    fs.rmSync(`${path}.lock`, { recursive: true, force: true });
    this.#db = new sqlite.Database(path);
    this.#db.exec('PRAGMA locking_mode = EXCLUSIVE');
    this.#db.exec('PRAGMA journal_mode = WAL');
    this.#db.exec('PRAGMA synchronous = NORMAL');
  }

  static open(path) {
    return new Database(path);
  }

  get inTransaction() {
    return this.#db.inTransaction;
  }

  run(sql, params = []) {
    return this.#execute(sql, (statement) => statement.run(params));
  }

  all(sql, params = []) {
    return this.#execute(sql, (statement) => statement.all(params));
  }

  get(sql, params = []) {
    return this.#execute(sql, (statement) => statement.get(params)) ?? null;
  }

  close() {
    for (const statement of this.#statements.values()) statement.finalize();
    this.#statements.clear();
    this.#db.close();
  }

  #execute(sql, action) {
    const statement = this.#prepare(sql);
    try {
      return action(statement);
    } catch (error) {
      this.#discard(sql, statement);
      throw error;
    }
  }

  /** Finalizing a statement that failed reports its error a second time. */
  #discard(sql, statement) {
    this.#statements.delete(sql);
    try {
      statement.finalize();
    } catch {
      return;
    }
  }

  #prepare(sql) {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#db.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}
