'use strict';
/**
 * Loaded into every Node process and worker of a target by `NODE_OPTIONS=--require`. It starts one instrument
 * through the inspector inside the process, and writes one file when the process or worker ends. It writes nothing
 * to stdout or stderr, keeps nothing alive, and leaves exit codes and signals as they are.
 *
 * Files: `<directory>/<prefix>-<pid>-<thread>.<extension>`, JSON with a `touchstone` member first.
 */
const { isMainThread, threadId, workerData } = require('node:worker_threads');

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
      const header = { ...describeThread(), samples };
      const path = fileOf(threadId);
      // Renamed when complete, so that a process killed while writing leaves no half file behind.
      writeFileSync(
        `${path}.part`,
        `{"touchstone":${JSON.stringify(header)},${rest}${body.slice(1)}`,
      );
      renameSync(`${path}.part`, path);
    } catch {
      // As above.
    }
  };

  Object.defineProperty(globalThis, Symbol.for('touchstone.flush'), { value: flush });
  const { watchExit } = require('./watch-exit.cjs');
  watchExit(flush, isMainThread);
  let workers = null;
  if (isMainThread) {
    workers = require('./watch-workers.cjs').watchWorkers(session, fileOf);
    workers.leaveOut(require('./start-helper.cjs').startHelper(config));
  }
  instrument.start(post, { ...config, header: describeThread() }, fileOf(threadId));
}

function describeThread() {
  const { basename } = require('node:path');
  const script = process.argv[1];
  return {
    pid: process.pid,
    tid: threadId,
    // Thread 1 is the agent's own helper.
    thread: isMainThread ? 'main' : `worker ${threadId - 1}`,
    process: [basename(process.execPath), script === undefined ? '' : basename(script)]
      .join(' ')
      .trim(),
    node: process.versions.node,
  };
}
