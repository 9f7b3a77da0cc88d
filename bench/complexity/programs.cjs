'use strict';
/** `node programs.cjs NAME N`: small programs of known complexity, each step of which is a call. */

/** Numbers that look random and are the same in every run: mulberry32 (T. Ettinger, 2017). */
function makeNumbers(n, seed = 12345) {
  const numbers = new Array(n);
  let state = seed;
  for (let i = 0; i < n; i += 1) {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    numbers[i] = ((mixed ^ (mixed >>> 14)) >>> 0) % 1000003;
  }
  return numbers;
}

function makeOrdered(n) {
  const numbers = new Array(n);
  for (let i = 0; i < n; i += 1) numbers[i] = i * 2;
  return numbers;
}

let steps = 0;
function isLess(a, b) {
  steps += 1;
  return a < b;
}
function isSame(a, b) {
  steps += 1;
  return a === b;
}
function visit(value) {
  steps += 1;
  return value;
}

function mergeSort(items) {
  if (items.length < 2) return items;
  const middle = items.length >> 1;
  const left = mergeSort(items.slice(0, middle));
  const right = mergeSort(items.slice(middle));
  const merged = [];
  let i = 0;
  let j = 0;
  while (i < left.length && j < right.length) {
    merged.push(isLess(right[j], left[i]) ? right[j++] : left[i++]);
  }
  while (i < left.length) merged.push(left[i++]);
  while (j < right.length) merged.push(right[j++]);
  return merged;
}

function insertionSort(items) {
  for (let i = 1; i < items.length; i += 1) {
    const item = items[i];
    let j = i - 1;
    while (j >= 0 && isLess(item, items[j])) {
      items[j + 1] = items[j];
      j -= 1;
    }
    items[j + 1] = item;
  }
  return items;
}

function quickSort(items, low, high) {
  while (low < high) {
    const pivot = items[(low + high) >> 1];
    let i = low;
    let j = high;
    while (i <= j) {
      while (isLess(items[i], pivot)) i += 1;
      while (isLess(pivot, items[j])) j -= 1;
      if (i <= j) {
        [items[i], items[j]] = [items[j], items[i]];
        i += 1;
        j -= 1;
      }
    }
    if (j - low < high - i) {
      quickSort(items, low, j);
      low = i;
    } else {
      quickSort(items, i, high);
      high = j;
    }
  }
}

function siftDown(heap, at, length) {
  for (;;) {
    let child = 2 * at + 1;
    if (child >= length) return;
    if (child + 1 < length && isLess(heap[child], heap[child + 1])) child += 1;
    if (!isLess(heap[at], heap[child])) return;
    [heap[at], heap[child]] = [heap[child], heap[at]];
    at = child;
  }
}

function heapSort(items) {
  for (let i = (items.length >> 1) - 1; i >= 0; i -= 1) siftDown(items, i, items.length);
  for (let end = items.length - 1; end > 0; end -= 1) {
    [items[0], items[end]] = [items[end], items[0]];
    siftDown(items, 0, end);
  }
  return items;
}

function binarySearch(items, wanted) {
  let low = 0;
  let high = items.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isLess(items[middle], wanted)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function scan(items, wanted) {
  for (let i = 0; i < items.length; i += 1) if (isSame(items[i], wanted)) return i;
  return -1;
}

function dedupe(items) {
  const kept = [];
  for (const item of items) if (!kept.some((other) => isSame(other, item))) kept.push(item);
  return kept;
}

function nestedJoin(left, right) {
  let found = 0;
  for (const a of left) for (const b of right) if (isSame(a, b)) found += 1;
  return found;
}

function hashJoin(left, right) {
  const known = new Set();
  for (const a of left) known.add(visit(a));
  let found = 0;
  for (const b of right) if (known.has(visit(b))) found += 1;
  return found;
}

function copyChars(text) {
  const chars = [];
  for (let i = 0; i < text.length; i += 1) chars.push(visit(text[i]));
  return chars.join('');
}

function rebuildString(n) {
  let text = '';
  for (let i = 0; i < n; i += 1) text = copyChars(text) + 'x';
  return text;
}

function appendString(n) {
  let text = '';
  for (let i = 0; i < n; i += 1) text += visit('x');
  return text;
}

function fibonacci(n) {
  return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}

function memoised(n, known = new Map()) {
  if (n < 2) return n;
  const before = known.get(n);
  if (before !== undefined) return before;
  const value = (memoised(n - 1, known) + memoised(n - 2, known)) % 1000003;
  known.set(n, value);
  return value;
}

function countSubsets(items, at, rest) {
  if (at === items.length) return rest === 0 ? 1 : 0;
  return countSubsets(items, at + 1, rest) + countSubsets(items, at + 1, rest - items[at]);
}

function multiply(n) {
  let sum = 0;
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j < n; j += 1) for (let k = 0; k < n; k += 1) sum += visit(i ^ j ^ k);
  }
  return sum;
}

function shortestPaths(n) {
  const far = makeNumbers(n * n);
  for (let k = 0; k < n; k += 1) {
    for (let i = 0; i < n; i += 1) {
      for (let j = 0; j < n; j += 1) {
        const through = far[i * n + k] + far[k * n + j];
        if (isLess(through, far[i * n + j])) far[i * n + j] = through;
      }
    }
  }
  return far[n - 1];
}

function walkQueue(n) {
  const queue = [1];
  for (let head = 0; head < queue.length; head += 1) {
    const node = visit(queue[head]);
    if (2 * node <= n) queue.push(2 * node);
    if (2 * node + 1 <= n) queue.push(2 * node + 1);
  }
  return queue.length;
}

function sortAtEachInsert(numbers) {
  let items = [];
  for (const number of numbers) {
    items.push(number);
    items = mergeSort(items);
  }
  return items[0];
}

function divisor(a, b) {
  return b === 0 ? a : divisor(b, visit(a % b));
}

const programs = {
  'map-lookup': (n) => {
    const map = new Map();
    for (let i = 0; i < n; i += 1) map.set(i, i);
    for (let i = 0; i < 2000; i += 1) steps += map.get(visit((i * 7919) % n)) === undefined ? 0 : 1;
  },
  'binary-search': (n) => {
    const items = makeOrdered(n);
    for (let i = 0; i < 1000; i += 1) binarySearch(items, ((i * 7919) % n) * 2);
  },
  scan: (n) => {
    const items = makeOrdered(n);
    for (let i = 0; i < 20; i += 1) scan(items, -1);
  },
  'merge-sort': (n) => mergeSort(makeNumbers(n)),
  // Many arrays, since the pivots of one are lucky or unlucky by several per cent.
  'quick-sort': (n) => {
    for (let seed = 1; seed <= 32; seed += 1) quickSort(makeNumbers(n, seed * 7919), 0, n - 1);
  },
  'heap-sort': (n) => heapSort(makeNumbers(n)),
  'insertion-sort': (n) => insertionSort(makeOrdered(n).reverse()),
  'insertion-sort-random': (n) => insertionSort(makeNumbers(n)),
  dedupe: (n) => dedupe(makeOrdered(n)),
  'nested-join': (n) => nestedJoin(makeOrdered(n), makeNumbers(n)),
  'hash-join': (n) => hashJoin(makeOrdered(n), makeNumbers(n)),
  'string-rebuild': rebuildString,
  'string-append': appendString,
  'plain-recursion': fibonacci,
  'memoised-recursion': memoised,
  'subset-sums': (n) => countSubsets(makeNumbers(n), 0, 1000003),
  'matrix-multiply': multiply,
  'shortest-paths': shortestPaths,
  'queue-walk': walkQueue,
  'sort-at-each-insert': (n) => sortAtEachInsert(makeNumbers(n)),
  'replace-by-function': (n) => 'ab'.repeat(n).replace(/a/g, (letter) => visit(letter)),
  'common-divisors': (n) => {
    for (let i = 0; i < 1000; i += 1) divisor(n * 1000 + i, n * 618 + i * 7);
  },
};

const [name, size] = process.argv.slice(2);
programs[name](Number(size));
console.log(steps > 0);
