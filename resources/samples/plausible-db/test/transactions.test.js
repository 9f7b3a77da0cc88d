import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BUILDS, makeFolder } from '../builds.js';

function openItems(t, Database) {
  const db = makeFolder(t).open(Database);
  db.run('CREATE TABLE items (id INTEGER PRIMARY KEY, label TEXT)');
  db.run("INSERT INTO items (label) VALUES ('one')");
  return db;
}

function labels(db) {
  return db.all('SELECT label FROM items').map(({ label }) => label);
}

for (const { name: build, Database } of BUILDS) {
  describe(`transactions, ${build}`, () => {
    it('keeps what was committed', (t) => {
      const db = openItems(t, Database);
      db.run('BEGIN');
      assert.equal(db.inTransaction, true);
      db.run("INSERT INTO items (label) VALUES ('two')");
      db.run('COMMIT');
      assert.equal(db.inTransaction, false);
      assert.deepEqual(labels(db), ['one', 'two']);
    });

    it('takes back what was rolled back', (t) => {
      const db = openItems(t, Database);
      db.run('BEGIN');
      db.run("INSERT INTO items (label) VALUES ('two')");
      db.run("UPDATE items SET label = 'changed' WHERE id = 1");
      assert.deepEqual(labels(db), ['changed', 'two']);
      db.run('ROLLBACK');
      assert.deepEqual(labels(db), ['one']);
      db.run("INSERT INTO items (label) VALUES ('three')");
      assert.deepEqual(labels(db), ['one', 'three']);
    });

    it('takes back a table and a thousand rows', (t) => {
      const db = openItems(t, Database);
      db.run('BEGIN');
      db.run('CREATE TABLE extra (id INTEGER PRIMARY KEY, label TEXT)');
      for (let id = 1; id <= 1000; id += 1) db.run('INSERT INTO extra VALUES (?, ?)', [id, 'x']);
      assert.equal(db.get('SELECT COUNT(*) AS n FROM extra').n, 1000);
      db.run('ROLLBACK');
      assert.throws(() => db.all('SELECT * FROM extra'), /no such table/);
      db.run('CREATE TABLE extra (id INTEGER PRIMARY KEY, note TEXT)');
      db.run("INSERT INTO extra (note) VALUES ('y')");
      assert.deepEqual({ ...db.get('SELECT * FROM extra') }, { id: 1, note: 'y' });
      assert.deepEqual(labels(db), ['one']);
    });

    it('goes on after a statement that failed', (t) => {
      const db = openItems(t, Database);
      db.run('BEGIN');
      db.run("INSERT INTO items (label) VALUES ('two')");
      assert.throws(() => db.run("INSERT INTO items (id, label) VALUES (1, 'again')"), /UNIQUE/);
      db.run("INSERT INTO items (label) VALUES ('three')");
      db.run('COMMIT');
      assert.deepEqual(labels(db), ['one', 'two', 'three']);
    });

    it('refuses a BEGIN within a transaction and a COMMIT without one', (t) => {
      const db = openItems(t, Database);
      assert.throws(() => db.run('COMMIT'));
      db.run('BEGIN');
      assert.throws(() => db.run('BEGIN'));
      db.run('ROLLBACK');
      assert.throws(() => db.run('ROLLBACK'));
    });

    it('rolls an open transaction back on close', (t) => {
      const { file } = makeFolder(t);
      const first = Database.open(file);
      first.run('CREATE TABLE items (id INTEGER PRIMARY KEY, label TEXT)');
      first.run('BEGIN');
      first.run("INSERT INTO items (label) VALUES ('lost')");
      first.close();
      const second = Database.open(file);
      assert.deepEqual(labels(second), []);
      second.close();
    });
  });
}
