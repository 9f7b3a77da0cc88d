'use strict';
/** A path of n slashes and a letter. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
const parse = require(folder).posix;
console.log(typeof parse(`${'/'.repeat(n)}a/`).base);
