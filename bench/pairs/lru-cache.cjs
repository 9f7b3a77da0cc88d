'use strict';
/** Twice as many keys as a cache of n has room for. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
const LRU = require(folder);
const cache = new LRU(n);
for (let i = 0; i < 2 * n; i += 1) cache.set(`key ${i}`, i);
console.log(cache.get(`key ${2 * n - 1}`));
