import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Failure } from '../../core/model/failure';
import type { Instrument } from '../../core/model/instrument';
import type { CaptureFile } from '../../core/model/recording';
import { CPU_INTERVAL_MS } from '../../core/model/run-request';
import { launchTarget, type LaunchOptions } from '../launch/launch-target';
import { AgentServer } from './agent-server';
import { findAgent } from './find-resources';
import type { MechanismContext, MechanismOutcome } from './mechanism';
import { readAgentHeader, recoverKilled, type AgentHeader } from './recover-killed';

/** One instrument of the agent inside Node processes. */
export interface NodeInstrument {
  instrument: Instrument;
  format: CaptureFile['format'];
  /** Ending of the files, without a dot. */
  extension: string;
  name: string;
  describe(context: MechanismContext): string;
  /** What the agent's instrument is told beyond the options of every pass. */
  settings?: Readonly<Record<string, unknown>>;
  /** How long the processes may take to write their files before they are ended; default 5 s. */
  flushLimitMs?: number;
}

/** Mean distance of two allocation samples unless a pass says otherwise. */
export const DEFAULT_ALLOC_INTERVAL_BYTES = 64 * 1024;

/** The first line of Node whose V8 can do what an instrument needs, where that is not 18. */
const LEAST_NODE: Partial<Record<Instrument, number>> = { alloc: 20 };

/** Runs a target with the agent in all its Node processes, and lists what they wrote. */
export async function runNodeAgent(
  kind: NodeInstrument,
  context: MechanismContext,
  signal: AbortSignal,
  launch: LaunchOptions = {},
): Promise<MechanismOutcome> {
  await using server = await AgentServer.open();
  const { plan, directory, prefix, options } = context;
  const config = {
    instrument: kind.instrument,
    directory,
    prefix,
    extension: kind.extension,
    socket: server.path,
    cpuIntervalMs: options.cpuIntervalMs ?? CPU_INTERVAL_MS.usual,
    allocIntervalBytes: options.allocIntervalBytes ?? DEFAULT_ALLOC_INTERVAL_BYTES,
    // Sections for a process that is killed; see instrument-cpu.cjs.
    keeps: kind.instrument === 'cpu',
    ...kind.settings,
  };
  const own = plan.environment['NODE_OPTIONS'] ?? process.env['NODE_OPTIONS'] ?? '';
  const agent = findAgent('node', 'agent.cjs').replaceAll('\\', '\\\\').replaceAll('"', '\\"');
  const environment = {
    NODE_OPTIONS: `${own} --require "${agent}"`.trim(),
    TOUCHSTONE_AGENT: JSON.stringify(config),
  };
  const run = () =>
    launchTarget(plan, signal, {
      ...launch,
      extraEnvironment: { ...launch.extraEnvironment, ...environment },
      beforeEnd: async () => server.flush(kind.flushLimitMs),
    });
  const { snapshots } = options;
  const exit = await (kind.instrument === 'heap' && snapshots !== undefined
    ? snapshots.serve(() => signalAll(server.listSettled()), run)
    : run());
  const recovered = await recoverKilled(directory, prefix, (pid) => server.endOf(pid));
  const { files, samples, version, old } = await collectFiles(kind, directory, prefix);
  const tooOld = old.length === 0 ? null : describeOld(kind, old.length);
  return {
    files,
    exit,
    mechanism: kind.describe(context),
    toolVersion: version === null ? null : `Node ${version}`,
    environment,
    samples,
    lostSamples: null,
    notes: tooOld === null || files.length === 0 ? recovered : [...recovered, tooOld.message],
    failure: files.length > 0 ? null : (tooOld ?? describeNothing(kind, context)),
  };
}

/** Has each process take a snapshot; see instrument-heap.cjs. Gives how many were there to be asked. */
function signalAll(pids: readonly number[]): number {
  let asked = 0;
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGUSR2');
      asked += 1;
    } catch {
      // It has just ended.
    }
  }
  return asked;
}

/** The V8 of Node 18 samples only objects that live on: of 200 MB of garbage it shows 1 KB, which would mislead. */
function describeOld({ instrument }: NodeInstrument, count: number): Failure {
  return {
    kind: 'instrument-unavailable',
    message: `The ${instrument} pass needs Node ${LEAST_NODE[instrument] ?? 18} or newer: before, V8 does not see objects that are collected. ${count} captures of an older Node are left out.`,
    remedy: 'Run the target with a newer Node for this pass; heap snapshots work with Node 18.',
  };
}

function describeNothing(kind: NodeInstrument, { plan }: MechanismContext): Failure {
  return {
    kind: 'capture-invalid',
    message: `The ${kind.instrument} pass of \`${plan.command.join(' ')}\` left no capture: no Node process of it wrote one.`,
    remedy:
      'Check that the command runs Node 18 or newer, does not clear NODE_OPTIONS, and is not killed before it has run for a second.',
  };
}

/** Lists what the agents wrote, main thread of the first process first; removes files cut off in writing. */
async function collectFiles(
  kind: NodeInstrument,
  directory: string,
  prefix: string,
): Promise<{
  files: CaptureFile[];
  samples: number | null;
  version: string | null;
  /** Names of files of a Node that is too old for the instrument. */
  old: string[];
}> {
  const files: CaptureFile[] = [];
  const old: string[] = [];
  let samples: number | null = null;
  let version: string | null = null;
  for (const name of await readdir(directory)) {
    if (!name.startsWith(`${prefix}-`)) continue;
    const path = join(directory, name);
    if (name.endsWith(`.${kind.extension}.part`)) await rm(path, { force: true });
    if (!name.endsWith(`.${kind.extension}`)) continue;
    const header = (await readAgentHeader(path)) ?? (await readHeaderBeside(path));
    if (header === null) continue;
    version = header.node;
    if (Number.parseInt(version, 10) < (LEAST_NODE[kind.instrument] ?? 0)) {
      old.push(name);
      await rm(path);
      continue;
    }
    if (typeof header.samples === 'number') samples = (samples ?? 0) + header.samples;
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
  // Several of one thread are numbered from 2 on at the end of their names.
  files.sort(
    (a, b) =>
      a.pid - b.pid ||
      (a.tid ?? 0) - (b.tid ?? 0) ||
      a.file.length - b.file.length ||
      (a.file < b.file ? -1 : 1),
  );
  return { files, samples, version, old };
}

/** Formats of which every byte is V8's have their header in a file of their own, which goes with the capture. */
async function readHeaderBeside(path: string): Promise<AgentHeader | null> {
  const header = await readAgentHeader(`${path}.json`);
  if (header !== null) await rm(`${path}.json`, { force: true });
  return header;
}
