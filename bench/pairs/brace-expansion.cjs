'use strict';
/** A brace before n commas and the end of a line. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
console.log(require(folder)(`{a}${','.repeat(n)}\n`).length);
