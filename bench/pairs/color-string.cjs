'use strict';
/** A colour of n digits that is none. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
const { get } = require(folder);
console.log(get.hwb(`hwb(${'1'.repeat(n)}`));
