'use strict';
const { wrapAs } = require('./wrap-as.cjs');

/**
 * Calls `flush` after the target's own exit handlers, whichever way the process or worker ends: at its natural end,
 * by process.exit, by an uncaught exception, or by a signal that the target does not handle itself.
 */
function watchExit(flush, isMainThread) {
  const emit = process.emit;
  process.emit = function (name) {
    try {
      return Reflect.apply(emit, this, arguments);
    } finally {
      if (name === 'exit') flush();
    }
  };
  // process.exit inside an exit handler goes straight here, without a second 'exit' event.
  const reallyExit = process.reallyExit;
  process.reallyExit = function () {
    flush();
    return Reflect.apply(reallyExit, this, arguments);
  };
  if (isMainThread) watchOwnEnd(flush);
  if (isMainThread && process.platform !== 'win32') watchSignals(flush);
}

const DEADLY = new Set(['SIGKILL', 'SIGABRT', 9, 6]);

/** Ends that come without an event, where the program asks for them itself. */
function watchOwnEnd(flush) {
  const { abort, kill } = process;
  process.abort = wrapAs(abort, function () {
    flush();
    return Reflect.apply(abort, this, arguments);
  });
  process.kill = wrapAs(kill, function (pid, signal) {
    const deadly = DEADLY.has(signal) && process.listenerCount('SIGABRT') === 0;
    if (pid === process.pid && deadly) flush();
    return Reflect.apply(kill, this, arguments);
  });
}

const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 };

function watchSignals(flush) {
  const ignored = readIgnoredSignals();
  const own = new Set();
  for (const [name, number] of Object.entries(SIGNALS)) {
    // Under nohup a handler would make the signal deadly again.
    if ((ignored >> BigInt(number - 1)) & 1n) continue;
    const handler = () => {
      // The target handles it: it will exit in its own way, or live on.
      if (process.listenerCount(name) > 0) return;
      flush();
      process.removeListener(name, handler);
      process.kill(process.pid, name);
    };
    own.add(handler);
    process.on(name, handler);
  }
  // Libraries such as signal-exit count the listeners to decide whether they have to end the process.
  const { listeners, rawListeners, listenerCount } = process;
  process.listeners = function (name) {
    return Reflect.apply(listeners, this, [name]).filter((one) => !own.has(one));
  };
  process.rawListeners = function (name) {
    return Reflect.apply(rawListeners, this, [name]).filter((one) => !own.has(one));
  };
  process.listenerCount = function (name) {
    return name in SIGNALS
      ? process.listeners(name).length
      : Reflect.apply(listenerCount, this, arguments);
  };
}

function readIgnoredSignals() {
  try {
    const status = require('node:fs').readFileSync('/proc/self/status', 'latin1');
    return BigInt(`0x${/^SigIgn:\s*([0-9a-f]+)/m.exec(status)[1]}`);
  } catch {
    return 0n;
  }
}

module.exports = { watchExit };
