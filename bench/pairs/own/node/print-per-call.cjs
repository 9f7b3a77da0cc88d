'use strict';
/** A line to a log for each of n lookups, left from debugging, or none. */
const fs = require('node:fs');
const { join } = require('node:path');
const [mode, size] = process.argv.slice(2);
const n = Number(size);
const path = join(process.env.TOUCHSTONE_DATA ?? require('node:os').tmpdir(), 'debug.log');
const log = fs.openSync(path, 'w');
const table = new Map(Array.from({ length: 1000 }, (_, id) => [`key ${id}`, id]));

function lookUp(key) {
  const value = table.get(key);
  if (mode === 'slow') fs.writeSync(log, `DEBUG lookUp ${key} gives ${value}\n`);
  return value;
}

let sum = 0;
for (let index = 0; index < n; index += 1) sum += lookUp(`key ${index % 1000}`);
console.log(sum);
