import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LaunchPlan } from '../../../core/model/launch';
import { launchTarget, type LaunchedExit } from '../../launch/launch-target';

/** The shell notes its process id, which perf takes over: it has to be told to finish when a target is ended early. */
const NOTE_PID = 'echo $$ >"$0"; exec "$@"';

/** How long perf may take to write its file when told to finish. */
const FINISH_MS = 5000;

/** A finished `perf record`. */
export interface PerfRecording {
  exit: LaunchedExit;
  /** perf.data. */
  data: string;
  /** Where perf may keep copies of programs, instead of ~/.debug. */
  buildIds: string;
}

/** Runs the target under `perf record` with these options, which name events, rate and buffers. */
export async function recordByPerf(
  perf: string,
  options: readonly string[],
  plan: LaunchPlan,
  folder: string,
  signal: AbortSignal,
  extraEnvironment: Readonly<Record<string, string>> = {},
): Promise<PerfRecording> {
  const pidFile = join(folder, 'pid');
  const data = join(folder, 'perf.data');
  const buildIds = join(folder, 'buildid');
  // Without -B and -N perf copies every program it sees into ~/.debug: 142 MB after some runs.
  const record = [
    ...['--buildid-dir', buildIds, 'record', '-q', ...options],
    ...['--no-bpf-event', '-B', '-N', '-o', data, '--'],
  ];
  const exit = await launchTarget(plan, signal, {
    extraEnvironment,
    wrap: (command) => ['sh', '-c', NOTE_PID, pidFile, perf, ...record, ...command],
    beforeEnd: () => finishPerf(pidFile),
  });
  return { exit, data, buildIds };
}

/** Runs `use` with a folder for perf's files, which is removed afterwards. */
export async function withPerfFolder<Value>(
  use: (folder: string) => Promise<Value>,
): Promise<Value> {
  const folder = await mkdtemp(join(tmpdir(), 'touchstone-perf-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Lets perf write its file while the target still lives; perf then ends the target itself. */
async function finishPerf(pidFile: string): Promise<void> {
  const pid = Number.parseInt(await readFile(pidFile, 'utf8').catch(() => ''), 10);
  if (Number.isNaN(pid)) return;
  try {
    process.kill(pid, 'SIGINT');
    for (let waited = 0; waited < FINISH_MS; waited += 50) {
      await sleep(50);
      process.kill(pid, 0);
    }
  } catch {
    // Gone: finished.
  }
}
