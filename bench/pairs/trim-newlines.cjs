'use strict';
/** n newlines that are not at the end. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
const { end } = require(folder);
console.log(end(`${'\n'.repeat(n)}x`).length);
