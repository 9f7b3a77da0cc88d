'use strict';
/** A cache that hands out a deep copy of its document on each of n reads, or the document. */
const [mode, size] = process.argv.slice(2);
const n = Number(size);
const document = Array.from({ length: 60 }, (_, id) => ({ id, tags: ['a', 'b'], at: { x: id } }));

function cloneDeep(value) {
  if (Array.isArray(value)) return value.map(cloneDeep);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, cloneDeep(each)]));
}

function readDocument() {
  return mode === 'slow' ? cloneDeep(document) : document;
}

let sum = 0;
for (let index = 0; index < n; index += 1) sum += readDocument()[index % 60].at.x;
console.log(sum);
