'use strict';
/** On a line from Touchstone, has the main thread write its file, by an interrupt; then answers with a line. */
const { connect } = require('node:net');
const { Session } = require('node:inspector');
const { workerData } = require('node:worker_threads');

const socket = connect(workerData.socket);
socket.on('error', () => undefined);
socket.on('connect', () => socket.write(`${process.pid}\n`));
socket.on('data', () => {
  const session = new Session();
  session.connectToMainThread();
  const expression = "globalThis[Symbol.for('touchstone.flush')]()";
  session.post('Runtime.evaluate', { expression }, () => socket.write('done\n'));
});
