import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BUILDS, makeFolder } from '../builds.js';

/** A sequence of numbers from 0 to `limit` - 1, the same on every run. */
function makeRandom(seed) {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

function shuffle(values, random) {
  for (let index = values.length - 1; index > 0; index -= 1) {
    const other = random(index + 1);
    [values[index], values[other]] = [values[other], values[index]];
  }
  return values;
}

function range(count) {
  return Array.from({ length: count }, (_, index) => index + 1);
}

const ORDERS = {
  'in key order': (keys) => keys,
  'in reverse key order': (keys) => keys.reverse(),
  'in random order': (keys) => shuffle(keys, makeRandom(1)),
};

function readAll(db) {
  return db.all('SELECT id, body FROM notes').map(({ id, body }) => [id, body]);
}

for (const { name: build, Database } of BUILDS) {
  describe(`storage, ${build}`, () => {
    function openNotes(t) {
      const { file } = makeFolder(t);
      const db = Database.open(file);
      db.run('CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT)');
      return { file, db };
    }

    for (const [order, arrange] of Object.entries(ORDERS)) {
      it(`splits pages when rows arrive ${order}`, (t) => {
        const { file, db } = openNotes(t);
        db.run('BEGIN');
        for (const id of arrange(range(3000))) {
          db.run('INSERT INTO notes (id, body) VALUES (?, ?)', [id, `note ${id}`.repeat(3)]);
        }
        db.run('COMMIT');
        db.close();
        const again = Database.open(file);
        const expected = range(3000).map((id) => [id, `note ${id}`.repeat(3)]);
        assert.deepEqual(readAll(again), expected);
        assert.equal(again.get('SELECT body FROM notes WHERE id = 1777').body, expected[1776][1]);
        again.close();
      });
    }

    it('splits inner pages of a table with long rows', (t) => {
      const { file, db } = openNotes(t);
      const ids = shuffle(range(2500), makeRandom(2));
      db.run('BEGIN');
      for (const id of ids) db.run('INSERT INTO notes VALUES (?, ?)', [id, `${id}`.padEnd(950)]);
      db.run('COMMIT');
      db.close();
      const again = Database.open(file);
      assert.deepEqual(
        again.all('SELECT id FROM notes').map(({ id }) => id),
        range(2500),
      );
      assert.equal(again.get('SELECT body FROM notes WHERE rowid = 2048').body.trim(), '2048');
      again.close();
    });

    it('agrees with a map over random changes', (t) => {
      const { file, db } = openNotes(t);
      const random = makeRandom(3);
      const model = new Map();
      for (let round = 0; round < 20; round += 1) {
        db.run('BEGIN');
        const before = new Map(model);
        for (let step = 0; step < 60; step += 1) {
          const id = random(300) - 20;
          const body = 'abcdefghij'.repeat(random(80));
          if (!model.has(id)) {
            db.run('INSERT INTO notes VALUES (?, ?)', [id, body]);
            model.set(id, body);
          } else if (random(3) === 0) {
            db.run('DELETE FROM notes WHERE rowid = ?', [id]);
            model.delete(id);
          } else {
            db.run('UPDATE notes SET body = ? WHERE rowid = ?', [body, id]);
            model.set(id, body);
          }
        }
        if (round % 4 === 3) {
          db.run('ROLLBACK');
          model.clear();
          for (const [id, body] of before) model.set(id, body);
        } else {
          db.run('COMMIT');
        }
        const expected = [...model].sort(([a], [b]) => a - b);
        assert.deepEqual(readAll(db), expected);
      }
      db.close();
      const again = Database.open(file);
      assert.equal(again.get('SELECT COUNT(*) AS n FROM notes').n, model.size);
      again.close();
    });
  });
}
