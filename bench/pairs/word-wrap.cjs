'use strict';
/** A line with n spaces between two words, to be trimmed. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
console.log(require(folder)(`a${' '.repeat(n)}a`, { width: 2 * n, trim: true }).trim().length > 0);
