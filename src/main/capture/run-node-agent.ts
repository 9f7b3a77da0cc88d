import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Failure } from '../../core/model/failure';
import type { Instrument } from '../../core/model/instrument';
import type { CaptureFile } from '../../core/model/recording';
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

/** Distance of two CPU samples unless a pass says otherwise. */
export const DEFAULT_CPU_INTERVAL_MS = 1;

/** Mean distance of two allocation samples unless a pass says otherwise. */
export const DEFAULT_ALLOC_INTERVAL_BYTES = 64 * 1024;

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
    cpuIntervalMs: options.cpuIntervalMs ?? DEFAULT_CPU_INTERVAL_MS,
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
  const exit = await launchTarget(plan, signal, {
    ...launch,
    extraEnvironment: environment,
    beforeEnd: async () => server.flush(kind.flushLimitMs),
  });
  const recovered = await recoverKilled(directory, prefix, (pid) => server.endOf(pid));
  const { files, samples, version } = await collectFiles(kind, directory, prefix);
  return {
    files,
    exit,
    mechanism: kind.describe(context),
    toolVersion: version === null ? null : `Node ${version}`,
    environment,
    samples,
    lostSamples: null,
    notes: recovered,
    failure: files.length === 0 ? describeNothing(kind, context) : null,
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
): Promise<{ files: CaptureFile[]; samples: number | null; version: string | null }> {
  const files: CaptureFile[] = [];
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
  return { files, samples, version };
}

/** Formats of which every byte is V8's have their header in a file of their own, which goes with the capture. */
async function readHeaderBeside(path: string): Promise<AgentHeader | null> {
  const header = await readAgentHeader(`${path}.json`);
  if (header !== null) await rm(`${path}.json`, { force: true });
  return header;
}
