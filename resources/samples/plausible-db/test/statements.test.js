import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BUILDS, makeFolder } from '../builds.js';

const PEOPLE = 'CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT NOT NULL, age INTEGER)';

function openPeople(t, Database) {
  const db = makeFolder(t).open(Database);
  db.run(PEOPLE);
  const sql = 'INSERT INTO people (id, name, age) VALUES (?, ?, ?)';
  db.run(sql, [1, 'Ada', 36]);
  db.run(sql, [2, 'Brian', 70]);
  db.run(sql, [3, 'Carol', null]);
  db.run(sql, [4, 'Dennis', 70]);
  return db;
}

function names(rows) {
  return rows.map(({ name }) => name);
}

for (const { name: build, Database } of BUILDS) {
  describe(`statements, ${build}`, () => {
    it('reads a row by its primary key', (t) => {
      const db = openPeople(t, Database);
      const row = db.get('SELECT * FROM people WHERE id = ?', [2]);
      assert.deepEqual({ ...row }, { id: 2, name: 'Brian', age: 70 });
      assert.equal(db.get('SELECT * FROM people WHERE id = ?', [99]), null);
    });

    it('reads a row by its rowid', (t) => {
      const db = openPeople(t, Database);
      assert.deepEqual(names(db.all('SELECT name FROM people WHERE rowid = 3')), ['Carol']);
      assert.deepEqual(names(db.all('SELECT name FROM people WHERE rowid > 1 AND rowid < 4')), [
        'Brian',
        'Carol',
      ]);
    });

    it('filters by comparisons joined with AND', (t) => {
      const db = openPeople(t, Database);
      const sql = 'SELECT name FROM people WHERE age > ? AND id < ?';
      assert.deepEqual(names(db.all(sql, [40, 4])), ['Brian']);
      assert.deepEqual(names(db.all('SELECT name FROM people WHERE 40 > age')), ['Ada']);
      assert.deepEqual(names(db.all('SELECT name FROM people WHERE id > 2.5')), [
        'Carol',
        'Dennis',
      ]);
    });

    it('does not match NULL with a comparison', (t) => {
      const db = openPeople(t, Database);
      assert.deepEqual(db.all('SELECT * FROM people WHERE age = ?', [null]), []);
      assert.deepEqual(db.all('SELECT * FROM people WHERE id = NULL'), []);
      assert.equal(db.get('SELECT COUNT(*) AS n FROM people WHERE age < 1000').n, 3);
    });

    it('orders by several columns and limits', (t) => {
      const db = openPeople(t, Database);
      const sql = 'SELECT name FROM people ORDER BY age DESC, name LIMIT ?';
      assert.deepEqual(names(db.all(sql, [3])), ['Brian', 'Dennis', 'Ada']);
      assert.deepEqual(names(db.all('SELECT name FROM people ORDER BY age LIMIT 1')), ['Carol']);
      assert.deepEqual(names(db.all('SELECT name FROM people LIMIT 2')), ['Ada', 'Brian']);
    });

    it('counts and sums', (t) => {
      const db = openPeople(t, Database);
      const sql = 'SELECT COUNT(*), COUNT(age) AS known, SUM(age) AS total FROM people';
      assert.deepEqual({ ...db.get(sql) }, { 'COUNT(*)': 4, known: 3, total: 176 });
      const none = db.get('SELECT COUNT(*) AS n, SUM(age) AS total FROM people WHERE id > 50');
      assert.deepEqual({ ...none }, { n: 0, total: null });
    });

    it('numbers rows that come without a key', (t) => {
      const db = openPeople(t, Database);
      db.run('INSERT INTO people (id, name) VALUES (40, ?)', ['Edsger']);
      const { changes, lastInsertRowid } = db.run("INSERT INTO people (name) VALUES ('Frances')");
      assert.deepEqual([changes, lastInsertRowid], [1, 41]);
    });

    it('inserts several rows with one statement', (t) => {
      const db = openPeople(t, Database);
      const { changes } = db.run("INSERT INTO people (name) VALUES ('Grace'), ('Hedy')");
      assert.equal(changes, 2);
      assert.deepEqual(names(db.all('SELECT name FROM people WHERE id > 4')), ['Grace', 'Hedy']);
    });

    it('updates the selected rows', (t) => {
      const db = openPeople(t, Database);
      assert.equal(
        db.run('UPDATE people SET age = ?, name = ? WHERE id = 1', [37, 'A']).changes,
        1,
      );
      assert.deepEqual(
        { ...db.get('SELECT name, age FROM people WHERE id = 1') },
        {
          name: 'A',
          age: 37,
        },
      );
      assert.equal(db.run('UPDATE people SET age = id WHERE age = 70').changes, 2);
      assert.equal(db.get('SELECT SUM(age) AS total FROM people').total, 37 + 2 + 4);
    });

    it('deletes the selected rows', (t) => {
      const db = openPeople(t, Database);
      assert.equal(db.run('DELETE FROM people WHERE age = 70').changes, 2);
      assert.deepEqual(names(db.all('SELECT name FROM people')), ['Ada', 'Carol']);
      assert.equal(db.run('DELETE FROM people').changes, 2);
      assert.equal(db.get('SELECT COUNT(*) AS n FROM people').n, 0);
    });

    it('keeps numbers and text as they are', (t) => {
      const db = makeFolder(t).open(Database);
      db.run('CREATE TABLE values_ (id INTEGER PRIMARY KEY, v)');
      const values = [0, -1, 2 ** 31, -(2 ** 40), 1.5, '', "it's", 'Zoë 🙂', null];
      for (const value of values) db.run('INSERT INTO values_ (v) VALUES (?)', [value]);
      assert.deepEqual(
        db.all('SELECT v FROM values_').map(({ v }) => v),
        values,
      );
      assert.equal(db.get("SELECT id FROM values_ WHERE v = 'it''s'").id, 7);
    });

    it('refuses duplicate keys, missing values and unknown names', (t) => {
      const db = openPeople(t, Database);
      assert.throws(() => db.run("INSERT INTO people (id, name) VALUES (1, 'X')"), /UNIQUE/);
      assert.throws(() => db.run('INSERT INTO people (age) VALUES (1)'), /NOT NULL/);
      assert.throws(() => db.all('SELECT height FROM people'), /no such column: height/);
      assert.throws(() => db.all('SELECT * FROM nobody'), /no such table: nobody/);
      assert.throws(() => db.run(PEOPLE), /already exists/);
      assert.throws(() => db.run('SELEC * FROM people'));
      db.run(PEOPLE.replace('TABLE', 'TABLE IF NOT EXISTS'));
      assert.equal(db.get('SELECT COUNT(*) AS n FROM people').n, 4);
    });

    it('inserts all rows of a statement or none', (t) => {
      const db = openPeople(t, Database);
      const sql = "INSERT INTO people (id, name) VALUES (5, 'E'), (6, 'F'), (5, 'G')";
      assert.throws(() => db.run(sql), /UNIQUE/);
      assert.equal(db.get('SELECT COUNT(*) AS n FROM people').n, 4);
    });
  });
}
