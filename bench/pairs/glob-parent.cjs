'use strict';
/** A brace that never closes, with n slashes. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
const globParent = require(folder);
console.log(globParent(`{${'/'.repeat(n)}`).length > 0);
