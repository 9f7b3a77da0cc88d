'use strict';
/** Two texts of n lines without one in common. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
const lines = (word) => Array.from({ length: n }, (_, index) => `${word} ${index}\n`).join('');
console.log(require(folder).diffLines(lines('old'), lines('new')).length);
