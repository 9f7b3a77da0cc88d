'use strict';
/** A pattern of n opening braces. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
const minimatch = require(folder);
console.log(minimatch('a', '{'.repeat(n)));
