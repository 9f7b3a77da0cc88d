'use strict';
/** A cell of n digits that ends in a letter. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
const parse = require(`${folder}/lib/sync`);
console.log(parse(`${'1'.repeat(n)}a,b\n`, { cast: true })[0].length);
