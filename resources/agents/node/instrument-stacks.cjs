'use strict';
/**
 * The JavaScript call path and the duration of each sync asked for through fs and fs/promises. A native stack would
 * end in the thread pool, so the functions themselves are wrapped, also for `import { fsyncSync } from 'node:fs'`.
 */
const fs = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');
const { isMainThread } = require('node:worker_threads');
const { performance } = require('node:perf_hooks');
const { takeFunctions } = require('./script-functions.cjs');

/** Frames of one stack; deeper ones lose their outermost frames, which is noted. */
const STACK_LIMIT = 128;

const stacks = new Map();
const events = [];
let truncated = 0;

function start(post) {
  // Which functions ran is needed in the end, to name each frame by where its function starts.
  post('Profiler.enable');
  post('Profiler.startPreciseCoverage', { callCount: false, detailed: false });
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
    const stack = recordStack(hooked);
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
    const stack = recordStack(hooked);
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
      const stack = recordStack(hooked);
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

/** Name, length and util.promisify's custom property as the original has them. */
function wrapAs(original, hooked) {
  for (const key of Reflect.ownKeys(original)) {
    if (key === 'prototype') continue;
    Object.defineProperty(hooked, key, Object.getOwnPropertyDescriptor(original, key));
  }
  return hooked;
}

function addEvent(call, stack, started) {
  return events.push({ call, stack, started, duration: performance.now() - started }) - 1;
}

function recordStack(above) {
  const { prepareStackTrace, stackTraceLimit } = Error;
  const holder = {};
  let frames;
  try {
    Error.stackTraceLimit = STACK_LIMIT;
    Error.prepareStackTrace = (_error, sites) => sites;
    Error.captureStackTrace(holder, above);
    frames = holder.stack;
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
    Error.stackTraceLimit = stackTraceLimit;
  }
  if (frames.length === STACK_LIMIT) truncated += 1;
  const sites = [];
  for (const site of frames) {
    const url = site.getScriptNameOrSourceURL() ?? site.getFileName();
    if (url === null || url === undefined || url.includes(__dirname)) continue;
    sites.push({
      url,
      name: site.getFunctionName() ?? '',
      line: site.getLineNumber() - 1,
      column: site.getColumnNumber() - 1,
    });
  }
  const key = sites.map((one) => `${one.url}:${one.line}:${one.column}:${one.name}`).join('\n');
  let entry = stacks.get(key);
  if (entry === undefined) {
    entry = { id: stacks.size, sites };
    stacks.set(key, entry);
  }
  return entry.id;
}

function collect(post) {
  // Looking at all scripts costs about 30 ms, for nothing where nothing was synced.
  const finder = createFunctionFinder(events.length === 0 ? [] : takeFunctions(post));
  const result = {
    stacks: [...stacks.values()].map(({ sites }) => sites.map((site) => finder(site))),
    calls: events.map((one) => one.call),
    stackOfCall: events.map((one) => one.stack),
    // On the machine's monotonic clock, as the CPU profiles' times are.
    startMs: events.map((one) => performance.timeOrigin - clockOffset + one.started),
    durationMs: events.map((one) => one.duration),
    truncated,
    isMainThread,
  };
  return { body: JSON.stringify(result), samples: events.length };
}

/** Wall clock minus monotonic clock. */
const clockOffset =
  performance.timeOrigin + performance.now() - Number(process.hrtime.bigint()) / 1e6;

/** Gives for a position the innermost function around it, in the words of the CPU profiler. */
function createFunctionFinder(scripts) {
  const byUrl = new Map(scripts.map((script) => [script.url, script]));
  const { pathToFileURL } = require('node:url');
  const toUrl = (name) =>
    /^[a-z]+:/.test(name) && !/^[a-z]:[\\/]/i.test(name) ? name : pathToFileURL(name).href;
  return (site) => {
    const url = toUrl(site.url);
    const script = byUrl.get(url);
    const base = {
      functionName: site.name,
      url,
      lineNumber: -1,
      columnNumber: -1,
      callLine: site.line,
    };
    if (script === undefined) return base;
    const offset = (script.starts[site.line] ?? 0) + site.column;
    let best = null;
    for (const one of script.functions) {
      const { startOffset, endOffset } = one.ranges[0];
      if (offset < startOffset || offset >= endOffset) continue;
      if (
        best === null ||
        endOffset - startOffset <= best.ranges[0].endOffset - best.ranges[0].startOffset
      ) {
        best = one;
      }
    }
    if (best === null) return base;
    return {
      ...base,
      functionName: best.functionName,
      lineNumber: best.lineNumber,
      columnNumber: best.columnNumber,
    };
  };
}

module.exports = { start, collect };
