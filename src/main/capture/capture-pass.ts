import { mkdir } from 'node:fs/promises';
import { FailureError, type Failure } from '../../core/model/failure';
import type { Instrument, TargetKind } from '../../core/model/instrument';
import type { LaunchPlan, TargetExit } from '../../core/model/launch';
import type { CaptureFile, PassLedger } from '../../core/model/recording';
import type { LaunchedExit } from '../launch/launch-target';
import { describeFullDisk } from './describe-full-disk';
import type { MechanismOutcome, PassOptions } from './mechanism';
import { findMechanism } from './mechanism-table';

/** One pass to make. */
export interface PassRequest {
  instrument: Instrument;
  plan: LaunchPlan;
  target: TargetKind;
  /** Absolute folder for the raw captures; made when missing. */
  directory: string;
  /** Start of each file's name; unique in the folder. */
  prefix: string;
  options: PassOptions;
}

/** One pass made, as far as it came. */
export interface PassOutcome {
  /** Relative to the directory. */
  files: CaptureFile[];
  /** Null when the target was not started. */
  exit: TargetExit | null;
  ledger: PassLedger;
  failure: Failure | null;
}

/** End of the target's stderr that goes with a failure. */
const DETAIL_CHARACTERS = 2000;

/**
 * Runs a target once under one instrument. Never throws for what is expected to go wrong: the failure is in the
 * outcome, with all files that could be collected before it.
 */
export async function capturePass(request: PassRequest, signal: AbortSignal): Promise<PassOutcome> {
  const startedAt = new Date().toISOString();
  const started = performance.now();
  const ledger = (outcome: MechanismOutcome | null): PassLedger => ({
    instrument: request.instrument,
    startedAt,
    command: request.plan.command,
    cwd: request.plan.cwd,
    environment: { ...request.plan.environment, ...outcome?.environment },
    mechanism: outcome?.mechanism ?? 'none',
    toolVersion: outcome?.toolVersion ?? null,
    samples: outcome?.samples ?? null,
    lostSamples: outcome?.lostSamples ?? null,
    wallMs: outcome?.exit.wallMs ?? performance.now() - started,
    overhead: null,
    notes:
      outcome === null
        ? []
        : [...outcome.notes, ...outcome.exit.notes, ...describeFlood(outcome.exit)],
  });
  try {
    const mechanism = findMechanism(request.instrument, request.target, request.options);
    if (mechanism === null) {
      throw new FailureError({
        kind: 'instrument-unavailable',
        message: `There is no ${request.instrument} instrument for ${request.target} targets.`,
        remedy: 'Leave this pass out; `touchstone doctor` lists what can be captured.',
      });
    }
    await makeFolder(request.directory);
    const outcome = await mechanism.capture(request, signal);
    const exit = toTargetExit(outcome.exit);
    const failure = outcome.toolFailure ?? describeExit(request.plan, exit) ?? outcome.failure;
    const isWritten =
      failure === null ? outcome.files.length === 0 : failure.kind !== 'capture-invalid';
    return {
      files: outcome.files,
      exit,
      ledger: ledger(outcome),
      failure: isWritten
        ? failure
        : ((await describeFullDisk(
            request.directory,
            `the capture of the ${request.instrument} pass`,
          )) ?? failure),
    };
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    return { files: [], exit: null, ledger: ledger(null), failure: error.failure };
  }
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw new FailureError({
      kind: 'storage',
      message: `The folder ${folder} for the captures cannot be made: ${error instanceof Error ? error.message : String(error)}.`,
      remedy:
        'Free some space or mend the rights there, or set TOUCHSTONE_HOME to a folder that can be written.',
    });
  }
}

/** Says what was not kept of a flood of output. */
function describeFlood({ stdout, stderr }: LaunchedExit): string[] {
  const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
  const streams = [
    ['standard output', stdout],
    ['standard error', stderr],
  ] as const;
  return streams.flatMap(([name, { truncated, bytes, text }]) =>
    truncated
      ? [
          `The target wrote ${megabytes(bytes)} to ${name}: all of it is hashed, the first ${megabytes(text.length)} are kept.`,
        ]
      : [],
  );
}

/** The part of an exit that is stored: the rest went into the ledger and the trace. */
function toTargetExit(exit: LaunchedExit): TargetExit {
  return {
    code: exit.code,
    signal: exit.signal,
    endedBy: exit.endedBy,
    wallMs: exit.wallMs,
    cpuMs: exit.cpuMs,
    peakRssBytes: exit.peakRssBytes,
    voluntarySwitches: exit.voluntarySwitches,
    runQueueMs: exit.runQueueMs ?? null,
    stdout: exit.stdout,
    stderr: exit.stderr,
  };
}

/** Says why a target did not end well; null when it did. */
export function describeExit(plan: LaunchPlan, exit: TargetExit): Failure | null {
  const command = plan.command.join(' ');
  const detail = exit.stderr.text.slice(-DETAIL_CHARACTERS).trim();
  const withDetail = detail === '' ? {} : { detail };
  if (exit.endedBy === 'timeout') {
    return {
      kind: 'target-timeout',
      message: `\`${command}\` ran longer than ${plan.timeoutMs / 1000} s and was ended.`,
      remedy:
        'Choose a smaller size, or raise timeoutSeconds in the project file (--timeout on the command line).',
      ...withDetail,
    };
  }
  if (exit.endedBy === 'interrupt') {
    return {
      kind: 'interrupted',
      message: `\`${command}\` was stopped after ${(exit.wallMs / 1000).toFixed(1)} s.`,
      remedy: 'Start the run again; what was captured before is kept.',
      ...withDetail,
    };
  }
  if (exit.code === 0) return null;
  return {
    kind: 'target-failed',
    message:
      exit.signal === null
        ? `\`${command}\` ended with exit code ${exit.code ?? 'unknown'}.`
        : `\`${command}\` was ended by ${exit.signal}.`,
    remedy: `Run it in ${plan.cwd} without Touchstone, and mend it there first.`,
    ...withDetail,
  };
}
