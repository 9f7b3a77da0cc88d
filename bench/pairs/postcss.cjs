'use strict';
/** A style sheet with n beginnings of a source map comment, none closed. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
const postcss = require(folder);
try {
  console.log(postcss.parse(`a{}${'/*# sourceMappingURL='.repeat(n)}`).nodes.length);
} catch {
  console.log('not a style sheet');
}
