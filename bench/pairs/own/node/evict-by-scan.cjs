'use strict';
/** A cache of n/2 entries that looks through all of them for the oldest, or keeps them in order. */
const [mode, size] = process.argv.slice(2);
const n = Number(size);
const entries = new Map();
let clock = 0;

function evictOldest() {
  let oldest = null;
  for (const [key, entry] of entries) {
    if (oldest === null || entry.used < entries.get(oldest).used) oldest = key;
  }
  entries.delete(oldest);
}

function evictFirst() {
  entries.delete(entries.keys().next().value);
}

function use(key) {
  clock += 1;
  const known = entries.get(key);
  if (known !== undefined && mode === 'fixed') entries.delete(key);
  entries.set(key, { used: clock });
  if (entries.size <= n / 2) return;
  if (mode === 'slow') evictOldest();
  else evictFirst();
}

for (let index = 0; index < 2 * n; index += 1) use((index * 7919) % n);
console.log(entries.size);
