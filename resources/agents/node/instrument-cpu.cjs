'use strict';
/** CPU samples by V8's profiler. */
const { setFlagsFromString } = require('node:v8');
const { isMainThread } = require('node:worker_threads');

function start(post, config) {
  // Compiled from its first run on, a regular expression has a frame of its own; interpreted, as V8 begins, its time is its
  // caller's. 5,000 expressions, each compiled for one run, took 0.13 s either way. Not allowed in NODE_OPTIONS; a
  // flag is the process's, so workers have it too.
  if (isMainThread) setFlagsFromString('--no-regexp-tier-up');
  post('Profiler.enable');
  post('Profiler.setSamplingInterval', { interval: Math.round(config.cpuIntervalMs * 1000) });
  post('Profiler.start');
}

function collect(post) {
  const { profile } = post('Profiler.stop');
  return { body: JSON.stringify(profile), samples: profile.samples.length };
}

module.exports = { start, collect };
