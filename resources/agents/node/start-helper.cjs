'use strict';
/**
 * Starts the thread by which Touchstone reaches a main thread that is stuck in a loop. It sleeps on a socket and
 * is not referenced, so it neither costs time nor keeps the process alive.
 */
function startHelper(config) {
  if (config.socket === null) return null;
  const { Worker } = require('node:worker_threads');
  const { join } = require('node:path');
  const helper = new Worker(join(__dirname, 'helper-thread.cjs'), {
    execArgv: [],
    env: {},
    workerData: {
      touchstoneHelper: true,
      socket: config.socket,
      moments: config.moments === true,
      keeps: config.keeps === true,
    },
  });
  helper.unref();
  helper.on('error', () => undefined);
  return helper;
}

module.exports = { startHelper };
