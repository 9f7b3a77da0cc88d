'use strict';
/** n records appended to a log, each of them synced, or all of them at the end. */
const fs = require('node:fs');
const { join } = require('node:path');
const [mode, size] = process.argv.slice(2);
const n = Number(size);
const path = join(process.env.TOUCHSTONE_DATA ?? require('node:os').tmpdir(), 'records.log');
const file = fs.openSync(path, 'w');

function appendRecord(index) {
  fs.writeSync(file, `${JSON.stringify({ index, text: 'record'.repeat(8) })}\n`);
  if (mode === 'slow') fs.fsyncSync(file);
}

for (let index = 0; index < n; index += 1) appendRecord(index);
fs.fsyncSync(file);
console.log(fs.fstatSync(file).size);
