'use strict';
/**
 * A worker that is terminated, or dies with process.exit in the main thread, has no exit event. The main thread
 * reaches it through the inspector, which interrupts even a worker stuck in a loop, and has it write its file.
 */
/** Writing a file takes some ms; on a machine with ten times as much to do as it can, seconds. */
const LIMIT_MS = 2000;

/** A name can only be had here: in the worker itself it is known from Node 24 on. */
const WORKER_TITLE = /^\[worker \d+\]\s*(.*)$/;
const DEFAULT_NAME = 'WorkerThread';

function watchWorkers(session, fileOf, nameProcess) {
  const { existsSync } = require('node:fs');
  const { Worker } = require('node:worker_threads');
  const sessions = new Set();
  const threads = new Set();
  const answered = new Set();
  let number = 0;
  let helper = null;
  // The inspector numbers workers in the order in which they have started, which need not be that of their thread ids.
  session.on('NodeWorker.attachedToWorker', ({ params: { sessionId, workerInfo } }) => {
    if (workerInfo.url.endsWith('helper-thread.cjs')) return;
    sessions.add(sessionId);
    const given = WORKER_TITLE.exec(workerInfo.title)?.[1] ?? '';
    const told = { name: given === DEFAULT_NAME ? '' : given, process: nameProcess() };
    const key = "Symbol.for('touchstone.worker')";
    const expression = `Object.defineProperty(globalThis, ${key}, { value: ${JSON.stringify(told)} }), 0`;
    evaluate(sessionId, expression, () => undefined);
  });
  session.on('NodeWorker.detachedFromWorker', ({ params }) => sessions.delete(params.sessionId));
  session.on('NodeWorker.receivedMessageFromWorker', ({ params }) => {
    const { id } = JSON.parse(params.message);
    if (id !== undefined) answered.add(id);
  });
  session.post('NodeWorker.enable', { waitForDebuggerOnStart: false });
  process.on('worker', (worker) => {
    if (worker === helper) return;
    const { threadId } = worker;
    threads.add(threadId);
    worker.once('exit', () => threads.delete(threadId));
  });

  const evaluate = (sessionId, expression, done) => {
    number += 1;
    const message = JSON.stringify({
      id: number,
      method: 'Runtime.evaluate',
      params: { expression },
    });
    session.post('NodeWorker.sendMessageToWorker', { sessionId, message }, done);
  };

  /** Has one thread write its file, or all: each compares the number with its own. */
  const flushThreads = (wanted) => {
    const expression = `globalThis[Symbol.for('touchstone.flush')]?.(${wanted ?? ''})`;
    const waiting = new Set();
    for (const sessionId of sessions) {
      // Called back within post, before an answer can come in.
      evaluate(sessionId, expression, (error) => {
        if (error === null) waiting.add(number);
      });
    }
    // An answer comes in by an interrupt of running code, but not while we run in an interrupt ourselves: then only
    // the files tell. A worker that runs without the agent answers and writes none.
    const files = (wanted === null ? [...threads] : [wanted]).map(fileOf);
    for (const end = Date.now() + LIMIT_MS; waiting.size > 0 && Date.now() < end;) {
      if (files.length > 0 && files.every((file) => existsSync(file))) return;
      for (const id of waiting) {
        if (answered.has(id)) waiting.delete(id);
      }
    }
  };

  /** Has all workers write a section, without waiting for them. */
  const keepAll = () => {
    for (const sessionId of sessions) {
      evaluate(sessionId, "globalThis[Symbol.for('touchstone.keep')]?.()", () => undefined);
    }
  };

  const { terminate } = Worker.prototype;
  Worker.prototype.terminate = function () {
    if (this !== helper && this.threadId > 0) flushThreads(this.threadId);
    return Reflect.apply(terminate, this, arguments);
  };
  return { flushAll: () => flushThreads(null), keepAll, leaveOut: (worker) => (helper = worker) };
}

module.exports = { watchWorkers };
