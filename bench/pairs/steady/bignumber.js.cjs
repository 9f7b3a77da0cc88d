'use strict';
/** The sum of n fractions, each to thirty places. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
const BigNumber = require(folder).clone({ DECIMAL_PLACES: 30 });
let sum = new BigNumber(0);
for (let index = 1; index <= n; index += 1) sum = sum.plus(new BigNumber(1).div(index));
console.log(sum.toFixed(20));
