'use strict';
/** `node journal.cjs N`: N records formatted, appended to a file and synced in tens: disk, strings and garbage. */
const { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const records = Number(process.argv[2]);
const folder = mkdtempSync(join(process.env.TOUCHSTONE_DATA ?? tmpdir(), 'journal-'));
const file = openSync(join(folder, 'journal'), 'w');
let bytes = 0;
for (let i = 0; i < records; i += 1) {
  const record = { id: i, name: `record ${i}`, tags: Array.from({ length: 50 }, (_, k) => k * i) };
  bytes += writeSync(file, `${JSON.stringify({ ...record, copy: structuredClone(record) })}\n`);
  if (i % 10 === 9) fdatasyncSync(file);
}
closeSync(file);
rmSync(folder, { recursive: true });
console.log(bytes);
