'use strict';
/** A user agent with n spaces after a model's name. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
const Parser = require(folder);
console.log(new Parser(`android x/ BNRV${' '.repeat(n)}`).getResult().ua.length > 0);
