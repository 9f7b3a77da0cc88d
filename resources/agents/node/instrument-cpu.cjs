'use strict';
/** CPU samples by V8's profiler. */
function start(post, config) {
  post('Profiler.enable');
  post('Profiler.setSamplingInterval', { interval: Math.round(config.cpuIntervalMs * 1000) });
  post('Profiler.start');
}

function collect(post) {
  const { profile } = post('Profiler.stop');
  return { body: JSON.stringify(profile), samples: profile.samples.length };
}

module.exports = { start, collect };
