'use strict';
/**
 * On a line from Touchstone, has the main thread write its file, by an interrupt; then answers with a line. Where the
 * instrument wants moments, it also calls for one ten times a second, and where it can keep sections, for those.
 */
const { connect } = require('node:net');
const { performance } = require('node:perf_hooks');
const { Session } = require('node:inspector');
const { workerData } = require('node:worker_threads');

const MOMENT_EVERY_MS = 100;

/** A section ends when its writing is a 100th of its length, and a 50th of the run has passed, from 1 to 30 s. */
const KEEP_COST_FACTOR = 100;
const KEEP_RUN_FRACTION = 0.02;
const FIRST_KEEP_MS = 500;
const LEAST_KEEP_MS = 1000;
const MOST_KEEP_MS = 30_000;

const socket = connect(workerData.socket);
socket.on('error', () => undefined);
socket.on('connect', () => socket.write(`${process.pid}\n`));
socket.on('data', () => {
  callMain('touchstone.flush', () => socket.write('done\n'));
});

let session = null;

function callMain(name, done) {
  if (session === null) {
    session = new Session();
    session.connectToMainThread();
  }
  const expression = `globalThis[Symbol.for('${name}')]?.()`;
  session.post('Runtime.evaluate', { expression }, done);
}

if (workerData.moments) {
  let waiting = false;
  setInterval(() => {
    // A main thread that is held in native code answers late; calls must not pile up meanwhile.
    if (waiting) return;
    waiting = true;
    callMain('touchstone.moment', () => (waiting = false));
  }, MOMENT_EVERY_MS);
}

if (workerData.keeps) keepAfter(FIRST_KEEP_MS);

function keepAfter(ms) {
  setTimeout(() => {
    callMain('touchstone.keep', (_error, answer) => {
      const cost = Number(answer?.result?.value ?? 0);
      const wanted = Math.max(LEAST_KEEP_MS, performance.now() * KEEP_RUN_FRACTION);
      keepAfter(Math.max(Math.min(MOST_KEEP_MS, wanted), cost * KEEP_COST_FACTOR));
    });
  }, ms);
}
