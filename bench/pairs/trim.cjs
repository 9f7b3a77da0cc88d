'use strict';
/** n spaces between two letters. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
const trim = require(folder);
console.log(trim(`a${' '.repeat(n)}a`).length);
