'use strict';
/** A document of n records, parsed. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
const text = Array.from(
  { length: n },
  (_, i) => `- name: item ${i}\n  tags: [a, b, "c"]\n  size: ${i}\n`,
).join('');
console.log(require(folder).parse(text).length);
