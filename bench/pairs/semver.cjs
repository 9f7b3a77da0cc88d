'use strict';
/** A range whose two versions stand n spaces apart. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
const { Range } = require(folder);
console.log(new Range(`>=1.2.3${' '.repeat(n)}<1.3.0`).range);
