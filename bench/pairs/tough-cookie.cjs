'use strict';
/** A cookie with n spaces in place of its equals sign. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
console.log(require(folder).Cookie.parse(`x${' '.repeat(n)}x`) ? 'a cookie' : 'no cookie');
