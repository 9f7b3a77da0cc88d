import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Database as CandidateDatabase } from './candidate/src/database.js';
import { Database as FixedDatabase } from './fixed/src/database.js';
import { Database as ReferenceDatabase } from './reference/database.js';

/** The three builds behind their common interface, for the tests. */
export const BUILDS = [
  { name: 'candidate', Database: CandidateDatabase },
  { name: 'fixed', Database: FixedDatabase },
  { name: 'reference', Database: ReferenceDatabase },
];

/**
 * A folder for the test `t`, and a way to open databases in it. At the end of the test they are
 * closed first and the folder is removed then.
 */
export function makeFolder(t) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'plausible-db-test-'));
  const opened = [];
  t.after(() => {
    for (const db of opened) db.close();
    fs.rmSync(folder, { recursive: true, force: true });
  });
  function open(Database) {
    const db = Database.open(path.join(folder, 'test.db'));
    opened.push(db);
    return db;
  }
  return { folder, file: path.join(folder, 'test.db'), open };
}
