'use strict';
/** Answers kept for ever by a key that never comes again, or the last hundred of them. */
const [mode, size] = process.argv.slice(2);
const n = Number(size);
const cache = new Map();

function answerRequest(index) {
  const key = `user ${index}, request ${index * 31}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const answer = Array.from({ length: 1000 }, (_, column) => index + column + 0.5);
  cache.set(key, answer);
  if (mode === 'fixed' && cache.size > 100) cache.delete(cache.keys().next().value);
  return answer;
}

let sum = 0;
for (let index = 0; index < n; index += 1) sum += answerRequest(index)[index % 1000];
console.log(sum);
