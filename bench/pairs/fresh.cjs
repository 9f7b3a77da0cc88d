'use strict';
/** A list of tags with n spaces and no comma. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
console.log(require(folder)({ 'if-none-match': `"a${' '.repeat(n)}a"` }, { etag: '"b"' }));
