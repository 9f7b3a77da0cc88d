'use strict';
/** A duration of n digits with an unknown unit; the fixed version takes no text of more than 10,000. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
try {
  console.log(require(folder)(`${'1'.repeat(n)}?`) === undefined);
} catch {
  console.log(true);
}
