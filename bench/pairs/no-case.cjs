'use strict';
/** n capital letters before a digit, of which each could begin a word. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
console.log(require(folder)(`${'A'.repeat(n)}1`).length);
