'use strict';
/** n dates written with a formatter made for each, or with one for all. */
const [mode, size] = process.argv.slice(2);
const n = Number(size);
const OPTIONS = { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' };
const kept = new Intl.DateTimeFormat('en-GB', OPTIONS);

function formatDate(date) {
  const formatter = mode === 'slow' ? new Intl.DateTimeFormat('en-GB', OPTIONS) : kept;
  return formatter.format(date);
}

let length = 0;
for (let index = 0; index < n; index += 1) length += formatDate(1.6e12 + index * 6e4).length;
console.log(length);
