'use strict';
/** An argument of n backslashes. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
const { join } = require('node:path');
const { argument } = require(join(folder, 'lib/util/escape.js'));
console.log(argument(`${'\\\\'.repeat(n)}x`, false).length);
