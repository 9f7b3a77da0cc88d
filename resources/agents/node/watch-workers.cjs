'use strict';
/**
 * A worker that is terminated, or dies with process.exit in the main thread, has no exit event. The main thread
 * reaches it through the inspector, which interrupts even a worker stuck in a loop, and has it write its file.
 */
const LIMIT_MS = 3000;
const EXPRESSION = "globalThis[Symbol.for('touchstone.flush')]?.()";

function watchWorkers(session) {
  const { Worker } = require('node:worker_threads');
  const open = new Map();
  let number = 0;
  const answered = new Set();
  session.on('NodeWorker.attachedToWorker', ({ params }) => {
    open.set(params.sessionId, params.workerInfo.workerId);
  });
  session.on('NodeWorker.detachedFromWorker', ({ params }) => open.delete(params.sessionId));
  session.on('NodeWorker.receivedMessageFromWorker', ({ params }) => {
    const { id } = JSON.parse(params.message);
    if (id !== undefined) answered.add(id);
  });
  session.post('NodeWorker.enable', { waitForDebuggerOnStart: false });

  const flushSessions = (sessions) => {
    const waiting = new Set();
    for (const sessionId of sessions) {
      number += 1;
      waiting.add(number);
      const message = JSON.stringify({
        id: number,
        method: 'Runtime.evaluate',
        params: { expression: EXPRESSION },
      });
      session.post('NodeWorker.sendMessageToWorker', { sessionId, message }, (error) => {
        if (error !== null) waiting.clear();
      });
    }
    // Answers come in by interrupts of running code: a loop that sleeps inside Atomics.wait would see none.
    const end = Date.now() + LIMIT_MS;
    while (waiting.size > 0 && Date.now() < end) {
      for (const id of waiting) if (answered.has(id)) waiting.delete(id);
    }
  };

  const { terminate } = Worker.prototype;
  Worker.prototype.terminate = function () {
    const mine = [...open].filter(([, workerId]) => String(workerId) === String(this.threadId));
    flushSessions(mine.map(([sessionId]) => sessionId));
    return Reflect.apply(terminate, this, arguments);
  };
  return { flushAll: () => flushSessions([...open.keys()]) };
}

module.exports = { watchWorkers };
