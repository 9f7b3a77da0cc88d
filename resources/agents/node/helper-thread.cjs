'use strict';
/**
 * On a line from Touchstone, has the main thread write its file, by an interrupt; then answers with a line. Where the
 * instrument wants moments, it also calls for one ten times a second.
 */
const { connect } = require('node:net');
const { Session } = require('node:inspector');
const { workerData } = require('node:worker_threads');

const MOMENT_EVERY_MS = 100;

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
