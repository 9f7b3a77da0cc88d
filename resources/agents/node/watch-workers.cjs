'use strict';
/**
 * A worker that is terminated, or dies with process.exit in the main thread, has no exit event. The main thread
 * reaches it through the inspector, which interrupts even a worker stuck in a loop, and has it write its file.
 */
/** Writing a file takes some ms; on a machine with ten times as much to do as it can, seconds. */
const LIMIT_MS = 10_000;
const EXPRESSION = "globalThis[Symbol.for('touchstone.flush')]?.()";

function watchWorkers(session, fileOf) {
  const { existsSync } = require('node:fs');
  const { Worker } = require('node:worker_threads');
  const open = new Map();
  const answered = new Set();
  let number = 0;
  const pause = new Int32Array(new SharedArrayBuffer(4));
  session.on('NodeWorker.attachedToWorker', ({ params: { sessionId, workerInfo } }) => {
    if (!workerInfo.url.endsWith('helper-thread.cjs')) open.set(sessionId, workerInfo.workerId);
  });
  session.on('NodeWorker.detachedFromWorker', ({ params }) => open.delete(params.sessionId));
  session.on('NodeWorker.receivedMessageFromWorker', ({ params }) => {
    const { id } = JSON.parse(params.message);
    if (id !== undefined) answered.add(id);
  });
  session.post('NodeWorker.enable', { waitForDebuggerOnStart: false });

  const flushSessions = (sessions) => {
    const waiting = new Map();
    for (const [sessionId, workerId] of sessions) {
      const id = (number += 1);
      const params = { expression: EXPRESSION };
      const message = JSON.stringify({ id, method: 'Runtime.evaluate', params });
      session.post('NodeWorker.sendMessageToWorker', { sessionId, message }, (error) => {
        if (error === null) waiting.set(id, fileOf(workerId));
      });
    }
    // An answer comes in by an interrupt of running code, but not while we run in an interrupt ourselves: then only
    // the file tells. A worker that runs without the agent answers and writes none.
    for (const end = Date.now() + LIMIT_MS; waiting.size > 0 && Date.now() < end;) {
      // The processor is the worker's meanwhile.
      Atomics.wait(pause, 0, 0, 1);
      for (const [id, file] of waiting) {
        if (answered.has(id) || existsSync(file)) waiting.delete(id);
      }
    }
  };

  const { terminate } = Worker.prototype;
  Worker.prototype.terminate = function () {
    flushSessions([...open].filter(([, workerId]) => String(workerId) === String(this.threadId)));
    return Reflect.apply(terminate, this, arguments);
  };
  return { flushAll: () => flushSessions([...open]) };
}

module.exports = { watchWorkers };
