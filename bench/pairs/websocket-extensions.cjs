'use strict';
/** An unclosed quoted parameter of n escapes. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
const Extensions = require(folder);
try {
  console.log(new Extensions().generateResponse(`a; b="${'\\c'.repeat(n)}`));
} catch {
  console.log('refused');
}
