'use strict';
/** Words that were seen before, kept in a list or in a set. */
const [mode, size] = process.argv.slice(2);
const n = Number(size);

function countDistinct(words) {
  const seen = [];
  for (const word of words) if (!seen.includes(word)) seen.push(word);
  return seen.length;
}

function countDistinctBySet(words) {
  return new Set(words).size;
}

const words = Array.from({ length: n }, (_, index) => `word ${(index * 7919) % (n - 1)}`);
console.log(mode === 'slow' ? countDistinct(words) : countDistinctBySet(words));
