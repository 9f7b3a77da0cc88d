'use strict';
/** A chain of n tasks, each of which needs the next. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
const edges = Array.from({ length: n }, (_, index) => [`task ${index}`, `task ${index + 1}`]);
console.log(require(folder)(edges.slice(0, n - 1).filter((_, index) => index % 100 !== 0)).length);
