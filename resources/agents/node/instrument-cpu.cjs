'use strict';
/** CPU samples by V8's profiler. */
const inspector = require('node:inspector');
const { setFlagsFromString } = require('node:v8');
const { isMainThread } = require('node:worker_threads');

let sections = 0;
let finished = null;

function start(post, config, _file, session) {
  // Compiled from its first run on, a regular expression has a frame of its own; interpreted, as V8 begins, its time is its
  // caller's. 5,000 expressions, each compiled for one run, took 0.13 s either way. Not allowed in NODE_OPTIONS; a
  // flag is the process's, so workers have it too.
  if (isMainThread) setFlagsFromString('--regexp-tier-up-ticks=0');
  post('Profiler.enable');
  post('Profiler.setSamplingInterval', { interval: Math.round(config.cpuIntervalMs * 1000) });
  post('Profiler.start');
  session.on('Profiler.consoleProfileFinished', ({ params }) => {
    if (params.title === titleOf(sections)) finished = params.profile;
  });
  inspector.console.profile(titleOf(0));
}

/**
 * The samples since the last call, for a process that is killed. V8 takes one sample for several profiles at once, so a
 * second one beside the whole costs 1 to 7 ms a section; stopping and starting the only one would log all code anew.
 */
function keep() {
  inspector.console.profile(titleOf(sections + 1));
  inspector.console.profileEnd(titleOf(sections));
  sections += 1;
  if (finished === null) return null;
  const profile = finished;
  finished = null;
  return { body: JSON.stringify(profile), samples: profile.samples.length };
}

function titleOf(section) {
  return `touchstone section ${section}`;
}

function collect(post) {
  const { profile } = post('Profiler.stop');
  return { body: JSON.stringify(profile), samples: profile.samples.length };
}

module.exports = { start, keep, collect };
