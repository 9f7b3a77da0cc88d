'use strict';
/** A share of n digits that ends in no per cent. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
const browserslist = require(folder);
try {
  console.log(browserslist(`> ${'1'.repeat(n)}!`).length);
} catch {
  console.log('not a query');
}
