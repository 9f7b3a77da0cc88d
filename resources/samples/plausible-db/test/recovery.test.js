import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { BUILDS, makeFolder } from '../builds.js';

/** Copies a database and its log as they are now: what a process that is killed now leaves. */
function copyFiles(folder, name) {
  const copy = fs.mkdtempSync(path.join(folder, 'crashed-'));
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    if (entry.isFile()) fs.copyFileSync(path.join(folder, entry.name), path.join(copy, entry.name));
  }
  return path.join(copy, name);
}

function readIds(Database, file) {
  const db = Database.open(file);
  const ids = db.all('SELECT id FROM events').map(({ id }) => id);
  db.close();
  return ids;
}

function insert(db, id) {
  db.run('INSERT INTO events (id, label) VALUES (?, ?)', [id, `event ${id}`]);
}

for (const { name: build, Database } of BUILDS) {
  describe(`recovery, ${build}`, () => {
    function openEvents(t) {
      const { folder, open } = makeFolder(t);
      const db = open(Database);
      db.run('CREATE TABLE events (id INTEGER PRIMARY KEY, label TEXT)');
      return { folder, db };
    }

    it('keeps committed rows without a close', (t) => {
      const { folder, db } = openEvents(t);
      for (let id = 1; id <= 300; id += 1) insert(db, id);
      const ids = readIds(Database, copyFiles(folder, 'test.db'));
      assert.equal(ids.length, 300);
      assert.equal(ids[299], 300);
    });

    it('drops the rows of a transaction that was not committed', (t) => {
      const { folder, db } = openEvents(t);
      insert(db, 1);
      db.run('BEGIN');
      for (let id = 2; id <= 50; id += 1) insert(db, id);
      assert.deepEqual(readIds(Database, copyFiles(folder, 'test.db')), [1]);
      db.run('COMMIT');
      assert.equal(readIds(Database, copyFiles(folder, 'test.db')).length, 50);
    });

    it('drops a commit whose end is torn off, and nothing before it', (t) => {
      const { folder, db } = openEvents(t);
      for (let id = 1; id <= 20; id += 1) insert(db, id);
      const file = copyFiles(folder, 'test.db');
      const log = fs
        .readdirSync(path.dirname(file))
        .map((name) => path.join(path.dirname(file), name))
        .find((name) => name !== file);
      fs.truncateSync(log, fs.statSync(log).size - 10);
      assert.deepEqual(
        readIds(Database, file),
        Array.from({ length: 19 }, (_, index) => index + 1),
      );
    });

    it('goes on after a recovery', (t) => {
      const { folder, db } = openEvents(t);
      insert(db, 1);
      const file = copyFiles(folder, 'test.db');
      const recovered = Database.open(file);
      insert(recovered, 2);
      recovered.close();
      assert.deepEqual(readIds(Database, file), [1, 2]);
    });

    it('moves a long log into the database file', (t) => {
      const { folder, db } = openEvents(t);
      for (let id = 1; id <= 1500; id += 1) insert(db, id);
      const pages = fs.statSync(path.join(folder, 'test.db')).size / 4096;
      assert.ok(pages > 5, `${pages} pages in the database file`);
      assert.equal(readIds(Database, copyFiles(folder, 'test.db')).length, 1500);
    });

    it('leaves a single file after a close', (t) => {
      const { folder, file } = makeFolder(t);
      const db = Database.open(file);
      db.run('CREATE TABLE events (id INTEGER PRIMARY KEY, label TEXT)');
      insert(db, 1);
      db.close();
      assert.deepEqual(fs.readdirSync(folder), ['test.db']);
      assert.deepEqual(readIds(Database, file), [1]);
    });
  });
}
