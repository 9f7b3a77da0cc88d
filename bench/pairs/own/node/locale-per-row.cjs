'use strict';
/** n dates written for a table: toLocaleDateString makes a formatter for each, or one is kept. */
const [mode, size] = process.argv.slice(2);
const n = Number(size);
const OPTIONS = { year: 'numeric', month: 'short', day: '2-digit', timeZone: 'UTC' };
const kept = new Intl.DateTimeFormat('de-DE', OPTIONS);

function writeRow(date) {
  return mode === 'slow' ? date.toLocaleDateString('de-DE', OPTIONS) : kept.format(date);
}

let length = 0;
for (let index = 0; index < n; index += 1)
  length += writeRow(new Date(1.6e12 + index * 1e7)).length;
console.log(length);
