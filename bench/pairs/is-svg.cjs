'use strict';
/** A document type with n spaces that never ends in an image. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
console.log(require(folder)(`<!doctype svg${' '.repeat(n)}`) === true);
