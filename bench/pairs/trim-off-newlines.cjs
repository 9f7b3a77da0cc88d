'use strict';
/** n ends of lines between two letters. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
console.log(require(folder)(`a${'\n'.repeat(n)}a`).length);
