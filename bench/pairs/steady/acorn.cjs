'use strict';
/** A program of n functions, parsed. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
const text = Array.from(
  { length: n },
  (_, i) => `function f${i}(a, b) { return a.x[${i}] + b?.y(() => ({ ...a })) }`,
).join('\n');
console.log(require(folder).parse(text, { ecmaVersion: 2022 }).body.length);
