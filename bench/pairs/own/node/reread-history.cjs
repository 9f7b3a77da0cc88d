'use strict';
/** The whole history read again for each of n messages, or held in memory. */
const fs = require('node:fs');
const { join } = require('node:path');
const [mode, size] = process.argv.slice(2);
const n = Number(size);
const path = join(process.env.TOUCHSTONE_DATA ?? require('node:os').tmpdir(), 'history.jsonl');
fs.writeFileSync(path, '');
const history = [];

function loadHistory() {
  const lines = fs.readFileSync(path, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line));
}

function addMessage(index) {
  const message = { index, text: 'message '.repeat(6) };
  history.push(message);
  fs.appendFileSync(path, `${JSON.stringify(message)}\n`);
  const known = mode === 'slow' ? loadHistory() : history;
  return known.length;
}

let sum = 0;
for (let index = 0; index < n; index += 1) sum += addMessage(index);
console.log(sum);
