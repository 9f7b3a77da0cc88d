'use strict';
/**
 * Sampled allocations by call path, garbage included (without both flags only what is live at exit would be seen), and
 * beside them the backing stores of buffers, which lie outside V8's heap.
 */
const { hookBuffers, collectBuffers } = require('./hook-buffers.cjs');

function start(post, config) {
  hookBuffers();
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
  post('Profiler.enable');
  post('Profiler.startPreciseCoverage', { callCount: false, detailed: false });
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

function listCallFrames(head) {
  const nodes = [head];
  for (let at = 0; at < nodes.length; at += 1) nodes.push(...nodes[at].children);
  return nodes.map(({ callFrame }) => callFrame);
}

module.exports = { start, collect };
