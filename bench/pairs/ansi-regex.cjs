'use strict';
/** An escape sequence that never ends, with n parameters. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
const ansiRegex = require(folder);
console.log(`\u001B[${';'.repeat(n)}`.replace(ansiRegex(), '').length);
