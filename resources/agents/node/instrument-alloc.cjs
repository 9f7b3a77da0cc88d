'use strict';
/** Sampled allocations by call path, garbage included: without both flags only what is live at exit would be seen. */
function start(post, config) {
  post('HeapProfiler.enable');
  post('HeapProfiler.startSampling', {
    samplingInterval: config.allocIntervalBytes,
    includeObjectsCollectedByMajorGC: true,
    includeObjectsCollectedByMinorGC: true,
  });
}

function collect(post, config) {
  const { profile } = post('HeapProfiler.stopSampling');
  const samples = profile.samples.length;
  return {
    body: JSON.stringify({ samplingInterval: config.allocIntervalBytes, ...profile }),
    samples,
  };
}

module.exports = { start, collect };
