'use strict';
/** A line to standard error for each of n lookups, left from debugging, or none. */
const fs = require('node:fs');
const [mode, size] = process.argv.slice(2);
const n = Number(size);
const table = new Map(Array.from({ length: 1000 }, (_, id) => [`key ${id}`, id]));

function lookUp(key) {
  const value = table.get(key);
  if (mode === 'slow') fs.writeSync(2, `DEBUG lookUp ${key} gives ${value}\n`);
  return value;
}

let sum = 0;
for (let index = 0; index < n; index += 1) sum += lookUp(`key ${index % 1000}`);
console.log(sum);
