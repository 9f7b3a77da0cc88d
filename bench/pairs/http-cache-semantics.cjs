'use strict';
/** A Cache-Control header with n spaces in one of its words. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
const CachePolicy = require(folder);
const headers = { 'cache-control': `a${' '.repeat(n)}a` };
const policy = new CachePolicy({ headers: {} }, { headers, status: 200 });
console.log(policy.storable());
