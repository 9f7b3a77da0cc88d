'use strict';
/**
 * A heap snapshot at the end of the process, or once the heap has reached a size, or at each SIGUSR2. Writing one stops
 * the thread for long and takes several times the heap in memory, so a heap above the limit is left alone, and the file
 * beside says so.
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
  if (!isMainThread) return;
  if (config.heapWhen.kind === 'size') {
    const { bytes } = config.heapWhen;
    Object.defineProperty(globalThis, Symbol.for('touchstone.moment'), {
      value: () => {
        if (taken === 0 && process.memoryUsage().heapUsed >= bytes) take();
      },
    });
  }
  if (config.heapWhen.kind === 'signal') process.on('SIGUSR2', take);
}

/** What was promised is taken at the end, unless it was taken before. */
function collect() {
  if (settings.heapWhen.kind === 'end' || taken === 0) take();
  return null;
}

function take() {
  const heapBytes = process.memoryUsage().heapUsed;
  const path =
    taken === 0 ? pathOf : pathOf.replace(/\.heapsnapshot$/, `-${taken + 1}.heapsnapshot`);
  const header = {
    ...settings.header,
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
