'use strict';
/** n spaces that a last letter keeps from being trimmed. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
console.log(require(folder).rtrim(`a${' '.repeat(n)}a`).length);
