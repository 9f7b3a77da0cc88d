'use strict';
/**
 * Heap snapshots at the start (when the main script begins), at the end, once the heap has reached sizes, or at each
 * SIGUSR2. Writing one stops the thread for long and takes several times the heap in memory, so a heap above the limit
 * is left alone, and the file beside says so.
 */
const { renameSync, statSync, writeFileSync } = require('node:fs');
const { performance } = require('node:perf_hooks');
const { isMainThread } = require('node:worker_threads');
const v8 = require('node:v8');

let taken = 0;
let pathOf = null;
let settings = null;

function start(_post, config, file) {
  pathOf = file;
  settings = config;
  const has = (kind) => config.heapAt.some((moment) => moment.kind === kind);
  // Before a snapshot at the start, which may take seconds: without a handler the signal would end the process.
  if (isMainThread && has('signal')) process.on('SIGUSR2', () => take('at SIGUSR2'));
  if (has('start')) take('at the start');
  if (!isMainThread) return;
  if (has('size')) watchSizes(config.heapAt.filter(({ kind }) => kind === 'size'));
}

/** Each size once, the largest that was reached where the heap grew past several at a time. */
function watchSizes(moments) {
  let left = moments.map(({ bytes }) => bytes).sort((a, b) => a - b);
  Object.defineProperty(globalThis, Symbol.for('touchstone.moment'), {
    value: () => {
      if (left.length === 0) return;
      const { heapUsed } = process.memoryUsage();
      const reached = left.filter((bytes) => heapUsed >= bytes).at(-1);
      if (reached === undefined) return;
      // Before the snapshot: an interrupt may come while it is written.
      left = left.filter((bytes) => bytes > reached);
      take(`above ${reached / 1e6} MB`);
    },
  });
}

/** What was promised is taken at the end, unless one was taken before. */
function collect() {
  if (settings.heapAt.some(({ kind }) => kind === 'end') || taken === 0) take('at the end');
  return null;
}

function take(when) {
  const heapBytes = process.memoryUsage().heapUsed;
  const path =
    taken === 0 ? pathOf : pathOf.replace(/\.heapsnapshot$/, `-${taken + 1}.heapsnapshot`);
  const header = {
    ...settings.header,
    thread: `${settings.header.thread}, ${when}`,
    heapBytes,
    ms: null,
    refused: heapBytes > settings.heapLimitBytes,
  };
  taken += 1;
  if (!header.refused) {
    const started = performance.now();
    v8.writeHeapSnapshot(`${path}.part`);
    header.ms = performance.now() - started;
    header.bytes = statSync(`${path}.part`).size;
  }
  writeFileSync(`${path}.json`, `{"touchstone":${JSON.stringify(header)}}`);
  if (!header.refused) renameSync(`${path}.part`, path);
}

module.exports = { start, collect };
