'use strict';
/** An attribute selector with n spaces that never closes. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
const { parse } = require(folder);
try {
  console.log((parse.default ?? parse)(`[a${' '.repeat(n)}`).length);
} catch {
  console.log('not a selector');
}
