'use strict';
/** A data URL of n commas and hashes. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
const normalizeUrl = require(folder);
try {
  console.log(normalizeUrl(`data:${',#'.repeat(n)}\ra`).length > 0);
} catch {
  console.log('not a URL');
}
