'use strict';
/** A path of n letters and no dot. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
const mime = require(folder);
console.log(mime.lookup('a'.repeat(n)));
