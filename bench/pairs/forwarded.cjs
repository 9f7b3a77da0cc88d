'use strict';
/** A forwarding header of n spaces before an address. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
const headers = { 'x-forwarded-for': `a${' '.repeat(n)}a` };
console.log(require(folder)({ headers, connection: { remoteAddress: '::1' } }).length);
