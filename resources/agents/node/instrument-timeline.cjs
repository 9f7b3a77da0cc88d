'use strict';
/**
 * Heap, event-loop delay, garbage collections and the target's own marks, as lines of JSON. The helper thread calls for a
 * moment ten times a second by an interrupt, which also reaches a thread in a long computation. Lines are written
 * every half second, so that a process that is killed loses no more.
 */
const { appendFileSync } = require('node:fs');
const { isMainThread } = require('node:worker_threads');
const {
  monitorEventLoopDelay,
  performance,
  PerformanceObserver,
  constants,
} = require('node:perf_hooks');

const WRITE_EVERY = 5;
const GC_KINDS = {
  [constants.NODE_PERFORMANCE_GC_MINOR]: 'minor',
  [constants.NODE_PERFORMANCE_GC_MAJOR]: 'major',
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL]: 'incremental',
  [constants.NODE_PERFORMANCE_GC_WEAKCB]: 'weak callbacks',
};

let lines = [];
let path = null;
let delay = null;
let observer = null;
let busy = false;
let moments = 0;

/** From the entries' clock to the machine's monotonic one. */
const offset = Number(process.hrtime.bigint()) / 1e6 - performance.now();

function start(_post, config, file) {
  if (!isMainThread) return;
  path = file;
  appendFileSync(path, `{"touchstone":${JSON.stringify(config.header)}}\n`);
  delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  observer = new PerformanceObserver((list) => note(list.getEntries()));
  observer.observe({ entryTypes: ['gc', 'mark', 'measure'] });
  Object.defineProperty(globalThis, Symbol.for('touchstone.moment'), { value: look });
  look();
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
    // The histogram holds the time between two turns of a 10 ms timer, in nanoseconds.
    const late = delay.max > 0 ? Math.max(0, delay.max / 1e6 - 10) : 0;
    delay.reset();
    lines.push(JSON.stringify({ t: performance.now() + offset, heap: heapUsed, external, late }));
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
