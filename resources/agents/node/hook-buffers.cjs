'use strict';
/**
 * Bytes of backing stores by JavaScript call path. They lie outside V8's heap, so its sampling profiler sees only the
 * wrapper (about 200 bytes) of a Buffer. The functions of Buffer that make one are wrapped; a pool counts once, when it is
 * made. The constructors of typed arrays are left alone: a replacement of `Uint8Array` could be noticed by
 * `value.constructor`, and slows `subarray` down everywhere in the process.
 */
const { StackTree } = require('./stack-tree.cjs');
const { wrapAs } = require('./wrap-as.cjs');

/**
 * A stack is taken each time so many bytes have been allocated, more or less by half, so that a program with a
 * rhythm of its own does not meet it. The distance is a 160th of what was allocated so far, at least 16 KiB: a small program
 * is seen in detail, and 1 GB takes about 1,100 stacks of some 25 microseconds, each doubling 110 more.
 */
const LEAST_DISTANCE = 16 * 1024;
const SAMPLES_WANTED = 160;
/** Stores from here on are counted one by one, exactly: making one costs several times its stack. */
const SINGLE_BYTES = 256 * 1024;

const NAMES = ['alloc', 'allocUnsafe', 'allocUnsafeSlow', 'from', 'concat', 'copyBytesFrom'];

const tree = new StackTree();
/** Bytes and stores of each node and function, by `node * NAMES.length + function`. */
const sums = new Map();
let inside = false;
let lastPool = null;
let pendingBytes = 0;
let pendingStores = 0;
let totalBytes = 0;
let nextAt = LEAST_DISTANCE;
let samples = 0;
let random = 0x2545f491;

function hookBuffers() {
  // What Node itself holds at the start is not the target's.
  lastLive = process.memoryUsage().arrayBuffers;
  replace('alloc', (original, index) => {
    // Called a million times a second in the worst case: nothing here that costs more than a comparison.
    return function hooked(size, fill, encoding) {
      const buffer = original(size, fill, encoding);
      if (!inside) count(buffer.length, index, hooked);
      return buffer;
    };
  });
  replace('allocUnsafeSlow', (original, index) => {
    return function hooked(size) {
      const buffer = original(size);
      if (!inside) count(buffer.length, index, hooked);
      return buffer;
    };
  });
  replace('allocUnsafe', (original, index) => {
    return function hooked(size) {
      const buffer = original(size);
      if (!inside) countPooled(buffer, index, hooked);
      return buffer;
    };
  });
  for (const name of ['from', 'concat', 'copyBytesFrom']) {
    replace(name, (original, index) => createOuterHook(original, index));
  }
}

function replace(name, createHook) {
  const original = Buffer[name];
  if (typeof original !== 'function') return;
  Buffer[name] = wrapAs(original, createHook(original, NAMES.indexOf(name)));
}

/** Of functions that may call another hooked one: the outermost counts. */
function createOuterHook(original, index) {
  return function hooked(value, second, third) {
    if (inside) return original(value, second, third);
    inside = true;
    try {
      const buffer = original(value, second, third);
      // Buffer.from(arrayBuffer) is a view of what exists.
      if (typeof value === 'string' || buffer.buffer !== value) countPooled(buffer, index, hooked);
      return buffer;
    } finally {
      inside = false;
    }
  };
}

/** Small buffers are slices of a pool, which counts once. */
function countPooled(buffer, index, above) {
  if (buffer.length >= Buffer.poolSize >>> 1) {
    count(buffer.length, index, above);
    return;
  }
  const store = buffer.buffer;
  if (store === lastPool) return;
  const bytes = store.byteLength;
  if (bytes > buffer.length) lastPool = store;
  count(bytes, index, above);
}

function count(bytes, index, above) {
  if (bytes >= SINGLE_BYTES) {
    totalBytes += bytes;
    add(index, above, bytes, 1);
    return;
  }
  pendingBytes += bytes;
  pendingStores += 1;
  if (pendingBytes < nextAt) return;
  totalBytes += pendingBytes;
  add(index, above, pendingBytes, pendingStores);
  pendingBytes = 0;
  pendingStores = 0;
  const distance = Math.max(LEAST_DISTANCE, totalBytes / SAMPLES_WANTED);
  // Xorshift; Math.random would move the target's own sequence under --random-seed.
  random ^= random << 13;
  random ^= random >>> 17;
  random ^= random << 5;
  nextAt = distance * (0.5 + (random >>> 0) / 2 ** 32);
}

function add(index, above, bytes, stores) {
  samples += 1;
  const key = tree.record(above) * NAMES.length + index;
  const sum = sums.get(key);
  if (sum === undefined) sums.set(key, { bytes, stores });
  else {
    sum.bytes += bytes;
    sum.stores += stores;
  }
}

/** At the last look: live backing stores, and what had been counted by then. */
let lastLive = 0;
let lastCounted = 0;
let unseenBytes = 0;

/**
 * What `new Uint8Array(n)`, `new ArrayBuffer(n)` and native code allocate has no stack here. Where live memory of that kind has
 * grown by more than was counted meanwhile, the rest is theirs: the least that it can be, for what was freed since is missing.
 */
function lookForUnseen() {
  const live = process.memoryUsage().arrayBuffers;
  const counted = totalBytes + pendingBytes;
  unseenBytes += Math.max(0, live - lastLive - (counted - lastCounted));
  lastLive = live;
  lastCounted = counted;
}

/** Rows of bytes and stores, each by a node of the tree and a frame below it; what came after the last stack is left over. */
function collectBuffers(post, session, callFrames) {
  lookForUnseen();
  const { frames, parents, frameOfNode } = tree.name(post, session);
  const own = callFrames.filter(({ url }) => url === 'node:buffer');
  const rows = [...sums];
  const used = new Set(rows.map(([key]) => key % NAMES.length));
  const leaves = NAMES.map((functionName, index) => {
    if (!used.has(index)) return -1;
    const seen = own.find((frame) => frame.functionName === functionName);
    const { lineNumber = -1, columnNumber = -1 } = seen ?? {};
    return frames.push({ functionName, url: 'node:buffer', lineNumber, columnNumber }) - 1;
  });
  return {
    samples,
    body: {
      frames,
      parents,
      frameOfNode,
      nodes: rows.map(([key]) => Math.floor(key / NAMES.length)),
      leaves: rows.map(([key]) => leaves[key % NAMES.length]),
      bytes: rows.map(([, sum]) => sum.bytes),
      stores: rows.map(([, sum]) => sum.stores),
      leftBytes: pendingBytes,
      unseenBytes,
      truncated: tree.truncated,
    },
  };
}

module.exports = { hookBuffers, collectBuffers, lookForUnseen };
