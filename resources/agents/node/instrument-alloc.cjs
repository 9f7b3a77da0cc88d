'use strict';
/**
 * Sampled allocations by call path, garbage included (without both flags only what is live at exit would be seen), and
 * beside them the backing stores of buffers, which lie outside V8's heap.
 */
const { hookBuffers, collectBuffers, lookForUnseen } = require('./hook-buffers.cjs');

function start(post, config) {
  // A main script's functions are out of use once it has run, and a collection may come at once. An ES module is held
  // by its loader; and coverage that runs all the while would cost up to 8 %.
  process.nextTick(() => {
    if (process.mainModule?.loaded === true) holdScripts(post);
  });
  hookBuffers();
  Object.defineProperty(globalThis, Symbol.for('touchstone.moment'), { value: lookForUnseen });
  post('HeapProfiler.enable');
  post('HeapProfiler.startSampling', {
    samplingInterval: config.allocIntervalBytes,
    includeObjectsCollectedByMajorGC: true,
    includeObjectsCollectedByMinorGC: true,
  });
}

function collect(post, config, session) {
  // Stopping collects all garbage first: also a script whose functions are out of use, and with it the file and line of
  // all its nodes. Coverage holds on to the functions that ran.
  holdScripts(post);
  const { profile } = post('HeapProfiler.stopSampling');
  const stores = collectBuffers(post, session, listCallFrames(profile.head));
  return {
    body: JSON.stringify({
      samplingInterval: config.allocIntervalBytes,
      ...profile,
      backingStores: stores.body,
    }),
    samples: profile.samples.length + stores.samples,
  };
}

function holdScripts(post) {
  post('Profiler.enable');
  post('Profiler.startPreciseCoverage', { callCount: false, detailed: false });
}

function listCallFrames(head) {
  const nodes = [head];
  for (let at = 0; at < nodes.length; at += 1) nodes.push(...nodes[at].children);
  return nodes.map(({ callFrame }) => callFrame);
}

module.exports = { start, collect };
