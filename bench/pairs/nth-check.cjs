'use strict';
/** A formula that ends in n spaces and a mark. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
const { parse } = require(folder);
try {
  console.log(parse(`2n${' '.repeat(n)}!`));
} catch {
  console.log('not a formula');
}
