'use strict';
/** n spaces between two letters. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
console.log(require(folder)(`a${' '.repeat(n)}b`).length);
