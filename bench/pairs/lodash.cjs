'use strict';
/** A number with n spaces inside. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
console.log(require(folder).toNumber(`1${' '.repeat(n)}1`));
