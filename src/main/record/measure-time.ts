/** The time pass: every build in turn with nothing attached, A B B A, so that a machine that slows down slows both. */
import { needsAnotherRound } from '../../core/analyse/statistics/plan-rounds';
import type { PassRecord, SizeRecord } from '../../core/model/recording';
import type { LaunchPlan } from '../../core/model/launch';
import { capturePass, type PassOutcome } from '../capture/capture-pass';
import type { RunPlan } from './plan-run';
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
 * A warm-up of each build, then rounds of one run of each, whose order turns round each time: `runs` of them, or as many as the
 * intervals need where the number was not fixed. A build that fails stops being run, the others go on; the
 * failure is noted at its size. Stops at once when the signal aborts.
 */
export async function measureTime(
  builds: readonly Measured[],
  plan: Pick<RunPlan, 'runs' | 'rounds'>,
  progress: ProgressTracker,
  signal: AbortSignal,
): Promise<void> {
  const reversed = builds.toReversed();
  let startedAt = performance.now();
  for (let round = -1; round < 0 || isAnotherDue(round); round += 1) {
    if (round === 0) startedAt = performance.now();
    for (const measured of round >= 0 && round % 2 === 1 ? reversed : builds) {
      if (signal.aborted) return;
      if (measured.size.failure === null) await runOnce(measured, round < 0, progress, signal);
    }
  }
  if (plan.rounds !== null) skipRest(builds, progress);

  function isAnotherDue(round: number): boolean {
    if (plan.rounds === null) return round < plan.runs;
    // The rounds are counted here and not by their runs: a build that fails makes none.
    if (round >= plan.rounds.most || builds.every(({ size }) => size.failure !== null))
      return false;
    const walls = builds.map(({ size }) => measuredWalls(size));
    return needsAnotherRound(walls, performance.now() - startedAt, plan.rounds);
  }
}

/** Fewer runs than expected were enough. */
function skipRest(builds: readonly Measured[], progress: ProgressTracker): void {
  for (const { draft, workload, size } of builds) {
    progress.skip(
      (step) =>
        step.instrument === 'time' &&
        step.build === draft.build.name &&
        step.workload === workload &&
        step.n === size.n,
    );
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
    // What happens in a later run only is as true; what happens in each is said once.
    known.ledger.notes = [...new Set([...known.ledger.notes, ...ledger.notes])];
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

/** Wall times of the measured runs that ended well, in ms, in the order in which they ran. */
function measuredWalls(size: SizeRecord): number[] {
  return size.runs.filter((run) => !run.warmUp && run.exitCode === 0).map(({ wallMs }) => wallMs);
}

/** Median wall time of the measured runs; null before there is one. */
export function medianWallMs(size: SizeRecord): number | null {
  const sorted = measuredWalls(size).sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
