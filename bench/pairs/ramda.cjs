'use strict';
/** A list of n different numbers, to be made unique. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
console.log(require(folder).uniq(Array.from({ length: n }, (_, index) => index)).length);
