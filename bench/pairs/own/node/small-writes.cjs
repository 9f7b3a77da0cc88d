'use strict';
/** n rows of twenty fields written field by field, or a block at a time. */
const fs = require('node:fs');
const { join } = require('node:path');
const [mode, size] = process.argv.slice(2);
const n = Number(size);
const path = join(process.env.TOUCHSTONE_DATA ?? require('node:os').tmpdir(), 'rows.csv');
const file = fs.openSync(path, 'w');
let pending = '';

function writeField(text) {
  if (mode === 'slow') {
    fs.writeSync(file, text);
    return;
  }
  pending += text;
  if (pending.length < 1 << 16) return;
  fs.writeSync(file, pending);
  pending = '';
}

for (let row = 0; row < n; row += 1) {
  for (let column = 0; column < 20; column += 1) writeField(`${row * column},`);
  writeField('\n');
}
if (pending !== '') fs.writeSync(file, pending);
console.log(fs.fstatSync(file).size);
