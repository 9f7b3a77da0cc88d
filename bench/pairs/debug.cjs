'use strict';
/** A value to be logged on one line that holds n spaces, three times. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
const debug = require(folder);
debug.enable('pair');
const log = debug('pair');
let lines = 0;
log.log = () => (lines += 1);
for (let i = 0; i < 3; i += 1) log('%o', `a${' '.repeat(n)}b`);
console.log(lines);
