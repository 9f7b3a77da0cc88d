'use strict';
/** A program started for each of n texts, or once for all of them. */
const { spawnSync } = require('node:child_process');
const [mode, size] = process.argv.slice(2);
const n = Number(size);

function sortLines(lines) {
  return spawnSync('sort', { input: lines.join('\n'), encoding: 'utf8' }).stdout.length;
}

const texts = Array.from({ length: n }, (_, index) => `text ${index}`);
let length = 0;
if (mode === 'slow') for (const text of texts) length += sortLines([text]);
else length = sortLines(texts);
console.log(length > 0);
