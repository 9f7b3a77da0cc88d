import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Readable } from 'node:stream';
import { FailureError } from '../../core/model/failure';
import type { LaunchPlan, TargetExit } from '../../core/model/launch';
import type { IoTotals } from '../../core/model/syscalls';
import type { Milliseconds } from '../../core/model/units';
import { findProgram } from './find-program';
import { endRunProcesses, readChildren, RUN_MARKER } from './process-tree';
import { unwatchRun, watchRun } from './run-watchdog';
import { openInput } from './open-input';
import { collectStream } from './stream-collector';
import { findTimingWrapper, parseTimingReport, wrapForTiming } from './timing-wrapper';
import { TreeSampler, type TreeLook } from './tree-sampler';
import { waitUntilChildless } from './wait-until-childless';

/** What an instrument adds to a launch. */
export interface LaunchOptions {
  /** Puts a tool before the command, e.g. a tracer. */
  wrap?: (command: readonly string[]) => readonly string[];
  /** Set beyond the plan's environment, and overriding it. */
  extraEnvironment?: Readonly<Record<string, string>>;
  /** Pause between two looks at the kernel's counters; default 25 ms. */
  lookEveryMs?: Milliseconds;
  /** The wrap waits for daemons of the target as well: they are then ended when the target's own process has ended. */
  waitsForDaemons?: boolean;
  /** Put before everything, the stop-watch included; it must become the rest by exec, e.g. `taskset -c 1`. */
  prefix?: readonly string[];
  /** Given what the target writes, as it comes. */
  onOutput?: (chunk: Buffer) => void;
  /** Given each look. */
  onLook?: (look: TreeLook) => void;
  /** Awaited before a target is ended for a timeout or an interrupt: the last chance to collect from it. */
  beforeEnd?: () => Promise<void>;
}

/** A target's end, with what only instruments ask for. */
export interface LaunchedExit extends TargetExit {
  io: IoTotals | null;
  /** E.g. that processes were left behind and ended. */
  notes: string[];
}

/** Reports of the wrapper and of the system's clock may differ by this much before the former is not believed. */
const CLOCK_TOLERANCE_MS = 250;

/**
 * Runs a target to its end and gives what it wrote and cost. Nothing of it is left afterwards: not after a
 * timeout, an abort or a natural end, nor daemons in sessions of their own (found by an environment variable).
 * Throws FailureError `target-not-started` when it cannot be started.
 */
export async function launchTarget(
  plan: LaunchPlan,
  signal: AbortSignal,
  options: LaunchOptions = {},
): Promise<LaunchedExit> {
  const runId = randomUUID();
  const environment: Record<string, string | undefined> = {
    ...process.env,
    PWD: plan.cwd,
    ...plan.environment,
    ...options.extraEnvironment,
    [RUN_MARKER]: runId,
  };
  const program = await findProgram(plan.command, plan.cwd, environment['PATH'] ?? '');
  if (!program.ok) throw new FailureError(program.failure);
  if (signal.aborted) throw new FailureError(interruptedBeforeStart(plan));

  // argv[0] becomes the full path: what the system would do, except for programs that look at their own name's form.
  const command = [program.value, ...plan.command.slice(1)];
  const wrapped = options.wrap?.(command) ?? command;
  const wrapper = findTimingWrapper();
  const timed = wrapper === null ? wrapped : wrapForTiming(wrapper, wrapped);
  const argv = [...(options.prefix ?? []), ...timed];
  watchRun(runId, null);
  try {
    const startedAt = performance.now();
    const child = await startChild(argv, plan, environment);
    watchRun(runId, child.pid!);
    const target = new RunningTarget(child, runId, plan, wrapper !== null, startedAt, options);
    return await target.finish(signal);
  } finally {
    unwatchRun(runId);
  }
}

async function startChild(
  argv: readonly string[],
  plan: LaunchPlan,
  environment: NodeJS.ProcessEnv,
): Promise<ChildProcess> {
  const input = plan.stdinFile === undefined ? null : await openInput(plan.stdinFile);
  try {
    const child = spawn(argv[0]!, argv.slice(1), {
      cwd: plan.cwd,
      env: environment,
      stdio: [input?.fd ?? 'pipe', 'pipe', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    await once(child, 'spawn');
    return child;
  } catch (error) {
    // Thrown at once for what is about the arguments (E2BIG), given as an event for what is about the program.
    throw new FailureError({
      kind: 'target-not-started',
      message: `${plan.command[0] ?? ''} could not be started: ${error instanceof Error ? error.message : String(error)}.`,
      remedy: 'Run the same command in a terminal in the same folder to see what it lacks.',
    });
  } finally {
    await input?.close();
  }
}

function interruptedBeforeStart(plan: LaunchPlan): ConstructorParameters<typeof FailureError>[0] {
  return {
    kind: 'interrupted',
    message: `The run was stopped before ${plan.command[0] ?? 'the target'} was started.`,
    remedy: 'Start the run again.',
  };
}

/** A started target: waits for its end, ends it where need be, then collects. */
class RunningTarget {
  readonly #child: ChildProcess;
  readonly #runId: string;
  readonly #plan: LaunchPlan;
  readonly #timed: boolean;
  readonly #startedAt: number;
  readonly #options: LaunchOptions;
  #endedBy: TargetExit['endedBy'] = null;

  constructor(
    child: ChildProcess,
    runId: string,
    plan: LaunchPlan,
    timed: boolean,
    startedAt: number,
    options: LaunchOptions,
  ) {
    this.#child = child;
    this.#runId = runId;
    this.#plan = plan;
    this.#timed = timed;
    this.#startedAt = startedAt;
    this.#options = options;
  }

  async finish(signal: AbortSignal): Promise<LaunchedExit> {
    const child = this.#child;
    const pid = child.pid!;
    const sampler = new TreeSampler(
      pid,
      (this.#timed ? 1 : 0) + (this.#options.wrap === undefined ? 0 : 1),
      this.#options.lookEveryMs,
      this.#options.onLook,
    );
    sampler.start();
    const stdout = collectStream(child.stdout!, this.#plan.outputLimitBytes);
    const stderr = collectStream(child.stderr!, this.#plan.outputLimitBytes);
    let reportText = '';
    const reports = child.stdio[3] as Readable;
    reports.on('data', (chunk: Buffer) => (reportText += chunk.toString()));
    // The wrapper's exit may be known before what it wrote has been read.
    const reported = new Promise((resolve) => reports.once('close', resolve));
    // A target that closes its standard input early is no error.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(this.#plan.stdin ?? '');
    const { onOutput } = this.#options;
    if (onOutput !== undefined) {
      child.stdout!.on('data', onOutput);
      child.stderr!.on('data', onOutput);
    }

    const exited = new Promise<{ code: number | null; signal: string | null; wallMs: number }>(
      (resolve) => {
        child.once('exit', (code, name) =>
          resolve({ code, signal: name, wallMs: performance.now() - this.#startedAt }),
        );
      },
    );
    const stopWaiting = new AbortController();
    const daemons = this.#endDaemons(pid, stopWaiting.signal);
    await Promise.race([exited, this.#endOn(signal, stopWaiting.signal)]);
    stopWaiting.abort();
    const usage = sampler.stop();
    if (this.#endedBy !== null) {
      await this.#options.beforeEnd?.();
      await endRunProcesses(this.#runId, pid, this.#timed ? [pid] : []);
    }
    const exit = await this.#exitOrKill(exited, pid);
    const left = (await daemons) + (await endRunProcesses(this.#runId, pid, []));
    // Processes out of our reach (another user's) may hold the pipes open for ever.
    await Promise.race([Promise.all([stdout.ended, stderr.ended, reported]), sleep(2000)]);
    for (const stream of child.stdio) stream?.destroy();

    const report = this.#timed ? parseTimingReport(reportText) : null;
    const trusted = report !== null && Math.abs(exit.wallMs - report.wallMs) < CLOCK_TOLERANCE_MS;
    return {
      code: report === null ? exit.code : report.code,
      signal: report === null ? exit.signal : report.signal,
      endedBy: this.#endedBy,
      wallMs: trusted ? report.wallMs : exit.wallMs,
      cpuMs: report?.cpuMs ?? null,
      peakRssBytes: usage.peakRssBytes,
      voluntarySwitches: usage.voluntarySwitches,
      runQueueMs: usage.runQueueMs,
      stdout: stdout.finish(),
      stderr: stderr.finish(),
      io: usage.io,
      notes:
        left === 0
          ? []
          : [
              `${left} ${left === 1 ? 'process was' : 'processes were'} left running by the target and ended.`,
            ],
    };
  }

  /** The wrapper ends when its child does; should it not, it is killed as well. */
  async #exitOrKill(
    exited: Promise<{ code: number | null; signal: string | null; wallMs: number }>,
    pid: number,
  ): Promise<{ code: number | null; signal: string | null; wallMs: number }> {
    if (this.#endedBy === null) return exited;
    const late = new AbortController();
    const killLater = sleep(1000, undefined, { signal: late.signal }).then(
      () => endRunProcesses(this.#runId, pid, [], 0),
      () => undefined,
    );
    const exit = await exited;
    late.abort();
    await killLater;
    return exit;
  }

  /** See LaunchOptions.waitsForDaemons; gives how many were ended. */
  async #endDaemons(pid: number, done: AbortSignal): Promise<number> {
    if (this.#options.waitsForDaemons !== true) return 0;
    const findTool = (): number | null => (this.#timed ? (readChildren(pid)[0] ?? null) : pid);
    let ended = 0;
    while (await waitUntilChildless(findTool, done)) {
      const tool = findTool();
      ended += await endRunProcesses(this.#runId, pid, tool === null ? [pid] : [pid, tool]);
    }
    return ended;
  }

  /** Resolves when the target has to be ended, with the reason noted; never when `done` comes first. */
  async #endOn(signal: AbortSignal, done: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = (reason: 'timeout' | 'interrupt'): void => {
        if (done.aborted) return;
        this.#endedBy = reason;
        resolve();
      };
      const timer = setTimeout(() => end('timeout'), this.#plan.timeoutMs);
      const onAbort = (): void => end('interrupt');
      signal.addEventListener('abort', onAbort, { once: true });
      done.addEventListener('abort', () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
      });
      if (signal.aborted) onAbort();
    });
  }
}
