'use strict';
/** An address of n at signs, twenty times. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
const { email } = require(folder);
let refused = 0;
for (let i = 0; i < 20; i += 1) if (email('@'.repeat(n)) !== null) refused += 1;
console.log(refused);
