'use strict';
/** Pages of 4 KiB visited n times, each visit with a block of its own, or with one for all. */
const [mode, size] = process.argv.slice(2);
const n = Number(size);
const PAGE = 4096;
const pages = Buffer.alloc(PAGE * 64, 7);
const shared = Buffer.alloc(PAGE);

function visitPage(index) {
  const block = mode === 'slow' ? Buffer.alloc(PAGE) : shared;
  const start = (index % 64) * PAGE;
  pages.copy(block, 0, start, start + PAGE);
  return block[index % PAGE];
}

let sum = 0;
for (let index = 0; index < n; index += 1) sum += visitPage(index);
console.log(sum);
