import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/**
 * The benchmark jobs, the same for every build. A job prints what it found, never how long it took,
 * so that the outputs of two builds can be compared byte for byte.
 */

const SCHEMA = [
  `CREATE TABLE customers (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT, city TEXT, score INTEGER)`,
  `CREATE TABLE orders (
    id INTEGER PRIMARY KEY, customer INTEGER NOT NULL, item TEXT, quantity INTEGER, price INTEGER)`,
  'CREATE TABLE audit (id INTEGER PRIMARY KEY, action TEXT NOT NULL, subject INTEGER, at INTEGER)',
];

const CITIES = ['Aarhus', 'Bergen', 'Cork', 'Dresden', 'Essen', 'Faro', 'Ghent', 'Hull'];
const INSERT = 'INSERT INTO customers (id, name, email, city, score) VALUES (?, ?, ?, ?, ?)';
const LOAD_ROWS = 100;
const POINT_OPERATIONS = 100;
const SCANS = 50;

/**
 * Point operations take their keys from this many neighbouring rows in the middle of the table. The
 * number of pages with those rows is then the same for every n, and what grows is the search.
 */
const KEY_WINDOW = 400;

/** The values of customer `id`, a pure function of it. Scores lie between 1,000 and 10,999. */
function customer(id) {
  const mixed = (id * 7919) % 10007;
  return [
    id,
    `Customer ${String(mixed).padStart(5, '0')}`,
    `c${mixed}@example.org`,
    CITIES[mixed % CITIES.length],
    1000 + (mixed % 9000),
  ];
}

function pointKey(n, operation) {
  const window = Math.min(KEY_WINDOW, n);
  return Math.floor((n - window) / 2) + 1 + ((operation * 37) % window);
}

function createTables(db) {
  for (const sql of SCHEMA) db.run(sql);
}

function loadTable(db, n) {
  db.run('BEGIN');
  createTables(db);
  for (let first = 1; first <= n; first += LOAD_ROWS) {
    const count = Math.min(LOAD_ROWS, n - first + 1);
    const values = [];
    for (let id = first; id < first + count; id += 1) values.push(...customer(id));
    db.run(`${INSERT}${', (?, ?, ?, ?, ?)'.repeat(count - 1)}`, values);
  }
  db.run('COMMIT');
}

function print(label, value) {
  process.stdout.write(`${label} ${JSON.stringify(value)}\n`);
}

function printRows(rows) {
  const lines = rows.map((row) => JSON.stringify(row));
  process.stdout.write(`${lines.join('\n')}\n`);
  print('sha256', createHash('sha256').update(lines.join('\n')).digest('hex'));
}

function printTable(db) {
  print('totals', db.get('SELECT COUNT(*) AS customers, SUM(score) AS score FROM customers'));
  print('last', db.all('SELECT * FROM customers ORDER BY id DESC LIMIT 3'));
}

function lookup(db, n) {
  const rows = [];
  for (let operation = 0; operation < POINT_OPERATIONS; operation += 1) {
    rows.push(db.get('SELECT * FROM customers WHERE id = ?', [pointKey(n, operation)]));
  }
  printRows(rows);
}

function insert(db, n) {
  createTables(db);
  for (let id = 1; id <= n; id += 1) db.run(INSERT, customer(id));
  printTable(db);
}

function insertBatch(db, n) {
  createTables(db);
  db.run('BEGIN');
  for (let id = 1; id <= n; id += 1) db.run(INSERT, customer(id));
  db.run('COMMIT');
  printTable(db);
}

function scan(db) {
  const sql =
    'SELECT COUNT(*) AS customers, SUM(score) AS score FROM customers WHERE score > ? AND score < ?';
  const rows = [];
  for (let index = 0; index < SCANS; index += 1) {
    rows.push(db.get(sql, [1000 + index * 100, 6000 + index * 80]));
  }
  printRows(rows);
}

/**
 * Gives half of POINT_OPERATIONS customers a new score in one transaction and the old one back in the
 * next. Every update changes a row, and the table is as before at the end, so that a second run does
 * the same work.
 */
function update(db, n) {
  for (const added of [1, 0]) {
    let changes = 0;
    db.run('BEGIN');
    for (let operation = 0; operation < POINT_OPERATIONS / 2; operation += 1) {
      const id = pointKey(n, operation);
      const score = customer(id)[4] + added;
      changes += db.run('UPDATE customers SET score = ? WHERE id = ?', [score, id]).changes;
    }
    db.run('COMMIT');
    print('changes', changes);
    print('customer', db.get('SELECT * FROM customers WHERE id = ?', [pointKey(n, 7)]));
  }
}

/** `loaded`: the job opens a table of n rows, which a preparation has made; otherwise a new file. */
const WORKLOADS = {
  lookup: { run: lookup, loaded: true },
  insert: { run: insert, loaded: false },
  'insert-batch': { run: insertBatch, loaded: false },
  scan: { run: scan, loaded: true },
  update: { run: update, loaded: true },
};

function removeDatabase(file) {
  for (const suffix of ['', '-log', '-wal', '-journal', '-shm', '.lock']) {
    fs.rmSync(`${file}${suffix}`, { recursive: true, force: true });
  }
}

function databaseFile(folder, build, name, n) {
  return path.join(folder, `${build}-${name}-${n}.db`);
}

/** Loads a table of n rows under a temporary name first: a table that exists is complete. */
function prepareTable(Database, file, n) {
  const loading = `${file}.loading`;
  removeDatabase(loading);
  removeDatabase(file);
  const db = Database.open(loading);
  loadTable(db, n);
  db.close();
  fs.renameSync(loading, file);
}

function runWorkload(Database, folder, build, name, n) {
  const workload = WORKLOADS[name];
  const file = databaseFile(folder, build, name, n);
  if (!workload.loaded) removeDatabase(file);
  else if (!fs.existsSync(file)) prepareTable(Database, file, n);
  const db = Database.open(file);
  print('workload', { name, n });
  workload.run(db, n);
  db.close();
  if (!workload.loaded) removeDatabase(file);
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exitCode = 2;
}

/**
 * Runs `WORKLOAD N`, or `prepare-WORKLOAD N` to make the table beforehand.
 *
 * Files go to the folder that TOUCHSTONE_DATA names. Without it they go to a temporary folder that
 * is removed at the end, and the table is made as part of the run.
 */
export function runBench(build, Database, [command = '', size = '']) {
  const preparing = command.startsWith('prepare-');
  const name = preparing ? command.slice('prepare-'.length) : command;
  const workload = Object.hasOwn(WORKLOADS, name) ? WORKLOADS[name] : null;
  const n = Number(size);
  if (!workload || (preparing && !workload.loaded) || !Number.isSafeInteger(n) || n < 1) {
    fail(
      `usage: bench.js [prepare-]WORKLOAD N, WORKLOAD one of ${Object.keys(WORKLOADS).join(', ')}`,
    );
    return;
  }
  const given = process.env.TOUCHSTONE_DATA;
  const folder = given ?? fs.mkdtempSync(path.join(os.tmpdir(), 'plausible-db-'));
  try {
    if (preparing) {
      fs.mkdirSync(folder, { recursive: true });
      prepareTable(Database, databaseFile(folder, build, name, n), n);
    } else {
      runWorkload(Database, folder, build, name, n);
    }
  } finally {
    if (!given) fs.rmSync(folder, { recursive: true, force: true });
  }
}
