'use strict';
/**
 * Loaded into every Node process and worker of a target by `NODE_OPTIONS=--require`. It starts one instrument
 * through the inspector inside the process, and writes one file when the process or worker ends. It writes nothing
 * to stdout or stderr, keeps nothing alive, and leaves exit codes and signals as they are.
 *
 * Files: `<directory>/<prefix>-<pid>-<thread>.<extension>`, JSON with a `touchstone` member first.
 */
const { basename } = require('node:path');
const { isMainThread, threadId, workerData } = require('node:worker_threads');

const firstTitle = process.title;
const isForked = isMainThread && typeof process.send === 'function';

const isHelper = !isMainThread && workerData !== null && workerData?.touchstoneHelper === true;
const configuration = process.env.TOUCHSTONE_AGENT;

if (!isHelper && configuration !== undefined) {
  try {
    start(JSON.parse(configuration));
  } catch {
    // A target must not fail for its profiler: the missing file is noticed and reported outside.
  }
}

function start(config) {
  const { writeFileSync, renameSync } = require('node:fs');
  const { join } = require('node:path');
  const { performance } = require('node:perf_hooks');
  const { Session } = require('node:inspector');
  const { findEmbeddedMaps } = require('./embedded-maps.cjs');
  const session = new Session();
  session.connect();
  const instrument = require(`./instrument-${config.instrument}.cjs`);
  let written = false;

  const post = (method, parameters) => {
    let answer;
    let problem = null;
    // In the same thread the answer arrives before post returns.
    session.post(method, parameters, (error, result) => {
      problem = error;
      answer = result;
    });
    if (problem !== null) throw new Error(`${method}: ${problem.message}`);
    return answer;
  };

  const fileOf = (thread) =>
    join(config.directory, `${config.prefix}-${process.pid}-${thread}.${config.extension}`);

  /** Collects and writes once; later calls do nothing, nor do those that are meant for another thread. */
  const flush = (wanted = threadId) => {
    if (written || wanted !== threadId) return;
    written = true;
    if (isMainThread) workers?.flushAll();
    try {
      const collected = instrument.collect(post, config, session);
      // Null from instruments that write their files as they go.
      if (collected === null) return;
      const { body, samples } = collected;
      const maps = findEmbeddedMaps(body, post, session);
      const rest = maps === null ? '' : `"sourceMaps":${JSON.stringify(maps)},`;
      write(fileOf(threadId), { ...describeThread(), samples }, `${rest}${body.slice(1)}`);
    } catch {
      // As above.
    }
  };

  const write = (path, header, rest) => {
    // Renamed when complete, so that a process killed while writing leaves no half file behind.
    writeFileSync(`${path}.part`, `{"touchstone":${JSON.stringify(header)},${rest}`);
    renameSync(`${path}.part`, path);
  };

  let kept = 0;
  const mapped = new Set();
  /** Writes what was measured since the last call, for a process that is killed; gives what that took, in ms. */
  const keep = () => {
    if (written) return 0;
    const started = performance.now();
    if (isMainThread) workers?.keepAll();
    try {
      const section = instrument.keep();
      if (section === null) return 0;
      kept += 1;
      const until = Number(process.hrtime.bigint()) / 1e6;
      const header = { ...describeThread(), samples: section.samples, until };
      const maps = findEmbeddedMaps(section.body, post, session, mapped, true);
      const rest = maps === null ? '' : `"sourceMaps":${JSON.stringify(maps)},`;
      write(`${fileOf(threadId)}.kept-${kept}`, header, `${rest}${section.body.slice(1)}`);
    } catch {
      // As above.
    }
    return performance.now() - started;
  };

  Object.defineProperty(globalThis, Symbol.for('touchstone.flush'), { value: flush });
  if (config.keeps === true) {
    Object.defineProperty(globalThis, Symbol.for('touchstone.keep'), { value: keep });
  }
  const { watchExit } = require('./watch-exit.cjs');
  watchExit(flush, isMainThread);
  let workers = null;
  if (isMainThread) {
    workers = require('./watch-workers.cjs').watchWorkers(session, fileOf, nameProcess);
    workers.leaveOut(require('./start-helper.cjs').startHelper(config));
  }
  instrument.start(post, { ...config, header: describeThread() }, fileOf(threadId), session);
}

function describeThread() {
  return {
    pid: process.pid,
    tid: threadId,
    thread: isMainThread ? 'main' : nameWorker(),
    process: nameProcess(),
    node: process.versions.node,
  };
}

/** By its title where it has set one, otherwise by its script; a worker by what the main thread says. */
function nameProcess() {
  const told = globalThis[Symbol.for('touchstone.worker')];
  if (told !== undefined) return told.process;
  const script = process.argv[1];
  const titled = isMainThread && process.title !== firstTitle;
  const name = titled
    ? process.title
    : `${basename(process.execPath)} ${script === undefined ? '' : basename(script)}`.trim();
  // Loaded only where it may be in use; it takes NODE_UNIQUE_ID out of the environment before it could be seen.
  const cluster = isForked ? require('node:cluster').worker : undefined;
  return withoutSigns(cluster === undefined ? name : `${name} (cluster worker ${cluster.id})`);
}

/** Thread 1 is the agent's own helper. */
function nameWorker() {
  const told = globalThis[Symbol.for('touchstone.worker')];
  const script = process.argv[1];
  const name = told?.name || (script === undefined ? '' : basename(script));
  if (name === '') return `worker ${threadId - 1}`;
  return `worker ${threadId - 1} (${withoutSigns(name === '[worker eval]' ? 'eval' : name)})`;
}

/** A quote or a brace would end the header for its reader. */
function withoutSigns(text) {
  return text.replaceAll(/["{}\\]/g, '');
}
