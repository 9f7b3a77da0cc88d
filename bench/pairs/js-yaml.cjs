'use strict';
/** A chain of n lists, each of which holds the one before twice, as a key. */
const [folder, size] = process.argv.slice(2);
const n = Number(size);
const lines = Array.from({ length: n }, (_, i) =>
  i === 0 ? '- &a0 [x, x]' : `- &a${i} [*a${i - 1}, *a${i - 1}]`,
);
try {
  require(folder).safeLoad([...lines, `- ? *a${n - 1}`, '  : 1', ''].join('\n'));
} catch (error) {
  // The fixed version refuses such a key.
  if (!error.message.includes('nested arrays')) throw error;
}
console.log(lines.length);
