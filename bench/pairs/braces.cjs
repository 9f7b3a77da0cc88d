'use strict';
/** An opening brace, n commas and no closing brace. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
console.log(require(folder)(`{${','.repeat(n)}{`).length);
