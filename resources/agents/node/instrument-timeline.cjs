'use strict';
/**
 * Heap, event-loop delay, garbage collections and the target's own marks, as lines of JSON. The helper thread calls for a
 * moment ten times a second by an interrupt, which also reaches a thread in a long computation. Lines are written
 * every half second, so that a process that is killed loses no more.
 */
const { appendFileSync } = require('node:fs');
const { isMainThread } = require('node:worker_threads');
const { performance, PerformanceObserver, constants } = require('node:perf_hooks');

const WRITE_EVERY = 5;
const TURN_EVERY_MS = 20;
const GC_KINDS = {
  [constants.NODE_PERFORMANCE_GC_MINOR]: 'minor',
  [constants.NODE_PERFORMANCE_GC_MAJOR]: 'major',
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL]: 'incremental',
  [constants.NODE_PERFORMANCE_GC_WEAKCB]: 'weak callbacks',
};

let lines = [];
let path = null;
/** When the event loop last came by, and the longest that it was late since the last moment. */
let lastTurn = 0;
let latest = 0;
let observer = null;
let busy = false;
let moments = 0;

/** From the entries' clock to the machine's monotonic one. */
const offset = Number(process.hrtime.bigint()) / 1e6 - performance.now();

function start(_post, config, file) {
  if (!isMainThread) return;
  path = file;
  appendFileSync(path, `{"touchstone":${JSON.stringify(config.header)}}\n`);
  lastTurn = performance.now();
  // Node's own histogram sees nothing before the first turn, which comes only when the main script has run.
  setInterval(turn, TURN_EVERY_MS).unref();
  observer = new PerformanceObserver((list) => note(list.getEntries()));
  observer.observe({ entryTypes: ['gc', 'mark', 'measure'] });
  Object.defineProperty(globalThis, Symbol.for('touchstone.moment'), { value: look });
  look();
}

function turn() {
  const now = performance.now();
  latest = Math.max(latest, now - lastTurn - TURN_EVERY_MS);
  lastTurn = now;
}

function note(entries) {
  for (const entry of entries) {
    const t = entry.startTime + offset;
    if (entry.entryType === 'gc') {
      const kind = GC_KINDS[entry.detail?.kind] ?? 'other';
      lines.push(JSON.stringify({ t, gc: kind, ms: entry.duration }));
    } else lines.push(JSON.stringify({ t, mark: entry.name, ms: entry.duration }));
  }
}

function look() {
  // An interrupt may come while the one before is at work.
  if (busy) return;
  busy = true;
  try {
    const { heapUsed, external } = process.memoryUsage();
    const now = performance.now();
    // A turn that has not come yet is late already.
    const late = Math.max(0, latest, now - lastTurn - TURN_EVERY_MS);
    latest = 0;
    lines.push(JSON.stringify({ t: now + offset, heap: heapUsed, external, late }));
    moments += 1;
    if (moments % WRITE_EVERY === 1) write();
  } finally {
    busy = false;
  }
}

function write() {
  const text = lines.join('\n');
  lines = [];
  if (text !== '') appendFileSync(path, `${text}\n`);
}

/** Its file is written as it goes; only the rest is left for the end. */
function collect() {
  if (path === null) return null;
  note(observer.takeRecords());
  look();
  write();
  return null;
}

module.exports = { start, collect };
