/** The time pass: every build in turn with nothing attached, A B B A, so that a machine that slows down slows both. */
import type { PassRecord, SizeRecord } from '../../core/model/recording';
import type { LaunchPlan } from '../../core/model/launch';
import { capturePass, type PassOutcome } from '../capture/capture-pass';
import type { RecordingDraft } from './recording-draft';
import type { ProgressTracker } from './run-progress';

/** One build at one workload and size. */
export interface Measured {
  draft: RecordingDraft;
  workload: string;
  size: SizeRecord;
  plan: LaunchPlan;
}

/**
 * A warm-up of each build, then `runs` rounds whose order turns round each time. A build that fails stops being
 * run, the others go on; the failure is noted at its size. Stops at once when the signal aborts.
 */
export async function measureTime(
  builds: readonly Measured[],
  runs: number,
  progress: ProgressTracker,
  signal: AbortSignal,
): Promise<void> {
  const reversed = builds.toReversed();
  for (let round = -1; round < runs; round += 1) {
    for (const measured of round >= 0 && round % 2 === 1 ? reversed : builds) {
      if (signal.aborted) return;
      if (measured.size.failure === null) await runOnce(measured, round < 0, progress, signal);
    }
  }
}

async function runOnce(
  { draft, workload, size, plan }: Measured,
  warmUp: boolean,
  progress: ProgressTracker,
  signal: AbortSignal,
): Promise<void> {
  const step = {
    phase: 'measure' as const,
    instrument: 'time' as const,
    build: draft.build.name,
    workload,
    n: size.n,
  };
  const target = draft.recording.build.target;
  const directory = draft.absolute('captures');
  const outcome = await progress.run(step, () =>
    capturePass(
      { instrument: 'time', plan, target, directory, prefix: 'time', options: {} },
      signal,
    ),
  );
  if (outcome.failure?.kind === 'interrupted') return;
  size.failure = outcome.failure;
  noteRun(size, outcome, warmUp);
}

function noteRun(size: SizeRecord, { exit, ledger }: PassOutcome, warmUp: boolean): void {
  if (exit === null) return;
  const { text, bytes, sha256, truncated } = exit.stdout;
  size.output ??= { text, bytes, sha256, truncated };
  size.runs.push({
    startedAt: ledger.startedAt,
    wallMs: exit.wallMs,
    cpuMs: exit.cpuMs,
    peakRssBytes: exit.peakRssBytes,
    voluntarySwitches: exit.voluntarySwitches,
    ...(exit.runQueueMs === undefined ? {} : { runQueueMs: exit.runQueueMs }),
    warmUp,
    exitCode: exit.code,
    stdoutSha256: sha256,
  });
  const known = size.passes.find((pass) => pass.ledger.instrument === 'time');
  if (known === undefined) size.passes.push(describeTimePass(size, { exit, ledger }));
  else {
    known.ledger.samples = countMeasured(size);
    known.ledger.wallMs = medianWallMs(size) ?? known.ledger.wallMs;
  }
}

/** One line of the ledger for all runs of a size: its samples are runs, its wall time is their median. */
function describeTimePass(
  size: SizeRecord,
  { ledger }: Pick<PassOutcome, 'exit' | 'ledger'>,
): PassRecord {
  return {
    ledger: { ...ledger, samples: countMeasured(size) },
    files: [],
    exit: null,
    failure: null,
  };
}

function countMeasured(size: SizeRecord): number {
  return size.runs.filter((run) => !run.warmUp).length;
}

/** Median wall time of the measured runs; null before there is one. */
export function medianWallMs(size: SizeRecord): number | null {
  const sorted = size.runs
    .filter((run) => !run.warmUp && run.exitCode === 0)
    .map((run) => run.wallMs)
    .sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
