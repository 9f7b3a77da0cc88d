import { open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Failure } from '../../core/model/failure';
import type { Instrument } from '../../core/model/instrument';
import type { CaptureFile } from '../../core/model/recording';
import { launchTarget } from '../launch/launch-target';
import { AgentServer } from './agent-server';
import { findAgent } from './find-resources';
import type { Mechanism, MechanismContext, MechanismOutcome } from './mechanism';

interface NodeInstrument {
  instrument: Instrument;
  format: CaptureFile['format'];
  /** Ending of the files, without a dot. */
  extension: string;
  name: string;
  describe(context: MechanismContext): string;
}

const DEFAULT_CPU_INTERVAL_MS = 1;
const DEFAULT_ALLOC_INTERVAL_BYTES = 32 * 1024;

/** CPU samples of Node targets. */
export const captureNodeCpu = createNodeMechanism({
  instrument: 'cpu',
  format: 'cpuprofile',
  extension: 'cpuprofile',
  name: 'inspector in process, Profiler.start',
  describe: ({ options }) =>
    `inspector in process, Profiler.start, ${options.cpuIntervalMs ?? DEFAULT_CPU_INTERVAL_MS} ms`,
});

/** Exact calls of Node targets. */
export const captureNodeCalls = createNodeMechanism({
  instrument: 'calls',
  format: 'v8-coverage',
  extension: 'coverage.json',
  name: 'inspector in process, precise coverage with counts',
  describe: () => 'inspector in process, Profiler.startPreciseCoverage, callCount',
});

/** Allocations of Node targets by call path, garbage included. */
export const captureNodeAlloc = createNodeMechanism({
  instrument: 'alloc',
  format: 'heapprofile',
  extension: 'heapprofile',
  name: 'inspector in process, HeapProfiler.startSampling',
  describe: ({ options }) =>
    `inspector in process, HeapProfiler.startSampling with collected objects, ${
      (options.allocIntervalBytes ?? DEFAULT_ALLOC_INTERVAL_BYTES) / 1024
    } KiB`,
});

/** JavaScript call path of each sync of Node targets. */
export const captureNodeStacks = createNodeMechanism({
  instrument: 'stacks',
  format: 'sync-stacks',
  extension: 'syncs.json',
  name: 'hook of fs and fs/promises in process',
  describe: () => 'hook of fs.fsync, fdatasync and FileHandle.sync, datasync in process',
});

function createNodeMechanism(kind: NodeInstrument): Mechanism {
  return {
    instrument: kind.instrument,
    targets: ['node'],
    name: kind.name,
    capture: async (context, signal) => captureInProcess(kind, context, signal),
  };
}

async function captureInProcess(
  kind: NodeInstrument,
  context: MechanismContext,
  signal: AbortSignal,
): Promise<MechanismOutcome> {
  await using server = await AgentServer.open();
  const { plan, directory, prefix, options } = context;
  const config = {
    instrument: kind.instrument,
    directory,
    prefix,
    extension: kind.extension,
    socket: server.path,
    cpuIntervalMs: options.cpuIntervalMs ?? DEFAULT_CPU_INTERVAL_MS,
    allocIntervalBytes: options.allocIntervalBytes ?? DEFAULT_ALLOC_INTERVAL_BYTES,
  };
  const own = plan.environment['NODE_OPTIONS'] ?? process.env['NODE_OPTIONS'] ?? '';
  const agent = findAgent('node', 'agent.cjs').replaceAll('\\', '\\\\').replaceAll('"', '\\"');
  const environment = {
    NODE_OPTIONS: `${own} --require "${agent}"`.trim(),
    TOUCHSTONE_AGENT: JSON.stringify(config),
  };
  const exit = await launchTarget(plan, signal, {
    extraEnvironment: environment,
    beforeEnd: async () => server.flush(),
  });
  const { files, samples, version } = await collectFiles(kind, directory, prefix);
  return {
    files,
    exit,
    mechanism: kind.describe(context),
    toolVersion: version === null ? null : `Node ${version}`,
    environment,
    samples,
    lostSamples: null,
    notes: [],
    failure: files.length === 0 ? describeNothing(kind, context) : null,
  };
}

function describeNothing(kind: NodeInstrument, { plan }: MechanismContext): Failure {
  return {
    kind: 'capture-invalid',
    message: `The ${kind.instrument} pass of \`${plan.command.join(' ')}\` left no capture: no Node process of it wrote one.`,
    remedy:
      'Check that the command runs Node 18 or newer, does not clear NODE_OPTIONS, and does not end itself by SIGKILL or abort.',
  };
}

/** What the agent writes at the start of each file. */
interface AgentHeader {
  pid: number;
  tid: number;
  thread: string;
  process: string;
  node: string;
  samples: number | null;
}

/** Lists what the agents wrote, main thread of the first process first; removes files cut off in writing. */
async function collectFiles(
  kind: NodeInstrument,
  directory: string,
  prefix: string,
): Promise<{ files: CaptureFile[]; samples: number | null; version: string | null }> {
  const files: CaptureFile[] = [];
  let samples: number | null = null;
  let version: string | null = null;
  for (const name of await readdir(directory)) {
    if (!name.startsWith(`${prefix}-`)) continue;
    const path = join(directory, name);
    if (name.endsWith(`.${kind.extension}.part`)) await rm(path, { force: true });
    if (!name.endsWith(`.${kind.extension}`)) continue;
    const header = await readHeader(path);
    if (header === null) continue;
    version = header.node;
    if (header.samples !== null) samples = (samples ?? 0) + header.samples;
    files.push({
      file: name,
      format: kind.format,
      bytes: (await stat(path)).size,
      pid: header.pid,
      tid: header.tid,
      label: header.thread,
      process: header.process,
    });
  }
  files.sort((a, b) => a.pid - b.pid || (a.tid ?? 0) - (b.tid ?? 0));
  return { files, samples, version };
}

async function readHeader(path: string): Promise<AgentHeader | null> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0);
    const match = /^\{"touchstone":(\{[^{}]*\})/.exec(buffer.toString('utf8', 0, bytesRead));
    return match === null ? null : (JSON.parse(match[1]!) as AgentHeader);
  } catch {
    return null;
  } finally {
    await file.close();
  }
}
