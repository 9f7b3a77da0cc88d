'use strict';
/** A date in the form of mail with n comments that are never closed. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
console.log(require(folder).DateTime.fromRFC2822('('.repeat(n)).isValid);
