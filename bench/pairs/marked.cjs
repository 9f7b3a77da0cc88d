'use strict';
/** A link definition with two runs of n spaces. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
const { marked } = require(folder);
const spaces = ' '.repeat(n);
console.log(marked.parse(`[x]:${spaces}x${spaces}x`).length);
