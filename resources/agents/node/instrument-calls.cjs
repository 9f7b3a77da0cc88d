'use strict';
/** Exact call counts by V8's precise coverage, functions as a whole. */
const { takeFunctions } = require('./script-functions.cjs');

function start(post) {
  post('Profiler.enable');
  post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
}

function collect(post) {
  const scripts = takeFunctions(post);
  return { body: JSON.stringify({ result: scripts }), samples: null };
}

module.exports = { start, collect };
