'use strict';
/**
 * The JavaScript call path and the duration of each sync asked for through fs and fs/promises. A native stack would
 * end in the thread pool, so the functions themselves are wrapped, also for `import { fsyncSync } from 'node:fs'`.
 */
const fs = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');
const { isMainThread } = require('node:worker_threads');
const { performance } = require('node:perf_hooks');
const { StackTree } = require('./stack-tree.cjs');
const { wrapAs } = require('./wrap-as.cjs');

const tree = new StackTree();
const events = [];

function start() {
  hookSync('fsyncSync', 'fsync');
  hookSync('fdatasyncSync', 'fdatasync');
  hookCallback('fsync');
  hookCallback('fdatasync');
  hookFileHandles();
  syncBuiltinESMExports();
}

function hookSync(name, call) {
  const original = fs[name];
  fs[name] = wrapAs(original, function hooked(...parameters) {
    const stack = tree.record(hooked);
    const started = performance.now();
    try {
      return Reflect.apply(original, this, parameters);
    } finally {
      addEvent(call, stack, started);
    }
  });
}

function hookCallback(name) {
  const original = fs[name];
  fs[name] = wrapAs(original, function hooked(...parameters) {
    const stack = tree.record(hooked);
    const started = performance.now();
    const last = parameters.length - 1;
    const callback = parameters[last];
    const index = typeof callback === 'function' ? addEvent(name, stack, started) : -1;
    if (index >= 0) {
      // Counted when asked for: the program may end before the answer.
      events[index].duration = null;
      parameters[last] = function (...answer) {
        events[index].duration = performance.now() - started;
        return Reflect.apply(callback, this, answer);
      };
    }
    return Reflect.apply(original, this, parameters);
  });
}

function hookFileHandles() {
  const original = fs.promises.open;
  let hooked = false;
  fs.promises.open = wrapAs(original, async function (...parameters) {
    const handle = await Reflect.apply(original, this, parameters);
    if (!hooked) {
      hooked = true;
      hookFileHandle(Object.getPrototypeOf(handle));
    }
    return handle;
  });
  // writeFile with `flush` opens handles of its own. Opened now, the prototype is ready before any target has a handle.
  original.call(fs.promises, __filename).then(
    (handle) => {
      if (!hooked) {
        hooked = true;
        hookFileHandle(Object.getPrototypeOf(handle));
      }
      return handle.close();
    },
    () => undefined,
  );
}

function hookFileHandle(prototype) {
  for (const [name, call] of [
    ['sync', 'fsync'],
    ['datasync', 'fdatasync'],
  ]) {
    const original = prototype[name];
    prototype[name] = wrapAs(original, function hooked(...parameters) {
      const stack = tree.record(hooked);
      const started = performance.now();
      const index = addEvent(call, stack, started);
      events[index].duration = null;
      const settle = () => (events[index].duration = performance.now() - started);
      const promise = Reflect.apply(original, this, parameters);
      promise.then(settle, settle);
      return promise;
    });
  }
}

function addEvent(call, stack, started) {
  return events.push({ call, stack, started, duration: performance.now() - started }) - 1;
}

function collect(post, _config, session) {
  const named = tree.name(post, session);
  const numbers = new Map();
  for (const { stack } of events) {
    if (!numbers.has(stack)) numbers.set(stack, numbers.size);
  }
  const result = {
    stacks: [...numbers.keys()].map((node) => listFrames(named, node)),
    calls: events.map((one) => one.call),
    stackOfCall: events.map((one) => numbers.get(one.stack)),
    // On the machine's monotonic clock, as the CPU profiles' times are.
    startMs: events.map((one) => performance.timeOrigin - clockOffset + one.started),
    durationMs: events.map((one) => one.duration),
    truncated: tree.truncated,
    isMainThread,
  };
  return { body: JSON.stringify(result), samples: events.length };
}

/** Wall clock minus monotonic clock. */
const clockOffset =
  performance.timeOrigin + performance.now() - Number(process.hrtime.bigint()) / 1e6;

/** Frames of a node, innermost first. */
function listFrames({ parents, frameOfNode, frames }, node) {
  const list = [];
  for (let at = node; at > 0; at = parents[at]) list.push(frames[frameOfNode[at]]);
  return list;
}

module.exports = { start, collect };
