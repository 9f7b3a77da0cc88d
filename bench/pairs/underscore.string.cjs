'use strict';
/** n ampersands that begin no entity. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
console.log(require(folder).unescapeHTML('&'.repeat(n)).length);
