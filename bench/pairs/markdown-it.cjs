'use strict';
/** n spaces before the last letter of a line that a break follows. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
const markdown = require(folder)();
console.log(markdown.render(`x${' '.repeat(n)}x  \nx`).length > 0);
