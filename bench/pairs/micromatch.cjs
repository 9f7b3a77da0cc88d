'use strict';
/** A pattern of n opening braces. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
const micromatch = require(folder);
console.log(micromatch.braces('{'.repeat(n)).length);
