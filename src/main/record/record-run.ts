/**
 * The conductor: the only place that knows the order of a run. Read this file first.
 *
 *   build ready → prepared → for each workload, for each size, ascending:
 *     data made (each build) → time, builds interleaved → cpu, calls, alloc, syscalls, stacks (each build)
 *
 * The recording is on disk from the start and saved after every step: an interrupt, a timeout, a crash of the
 * target or of Touchstone itself loses the step under way and nothing before it.
 */
import { FailureError, type Failure } from '../../core/model/failure';
import type { Project } from '../../core/model/project';
import type { BuildSource } from '../../core/model/ready-build';
import {
  RECORDING_SCHEMA_VERSION,
  type Comparison,
  type RecordingState,
  type SizeRecord,
  type WorkloadRecord,
} from '../../core/model/recording';
import type { LaunchPlan } from '../../core/model/launch';
import type { RunOptions, RunOutcome, RunProgress, RunRequest } from '../../core/model/run-request';
import { describeExit } from '../capture/capture-pass';
import { findTargetKind } from '../capture/find-target-kind';
import { readMachineInfo } from '../capture/read-machine-info';
import { launchTarget } from '../launch/launch-target';
import type { Store } from '../store/store';
import { makePass, mayHaveSyncs } from './make-pass';
import { measureTime, type Measured } from './measure-time';
import { planRun, type RunPlan } from './plan-run';
import { RecordingDraft } from './recording-draft';
import { ProgressTracker, type Step } from './run-progress';

/** What a run needs besides the project. */
export interface RecordServices {
  store: Store;
  builds: BuildSource<AbortSignal>;
}

/** Who hears of a run while it goes on. */
export interface RecordListeners {
  onProgress(progress: RunProgress): void;
}

type ProfileRequest = Extract<RunRequest, { kind: 'profile' }>;
type CompareRequest = Extract<RunRequest, { kind: 'compare' }>;

/** Records one build. Never throws for what is expected to go wrong: the outcome tells. */
export async function recordProfile(
  project: Project,
  request: ProfileRequest,
  services: RecordServices,
  listeners: RecordListeners,
  signal: AbortSignal,
): Promise<RunOutcome> {
  return endWell(async (remember) => {
    const run = await startRun(project, [request.build], request.options, services, signal);
    const draft = run.drafts[0]!;
    const subject = { kind: 'recording' as const, id: draft.recording.id };
    const release = await services.store.markRunning([draft.recording.id]);
    try {
      await draft.save();
      remember(subject);
      const state = await conduct(run, services, listeners, signal);
      return {
        state,
        subject,
        failures: [...draft.recording.failures, ...draft.sizeFailures],
      };
    } finally {
      await release();
    }
  });
}

/** Records two builds with their runs interleaved. See recordProfile. */
export async function recordComparison(
  project: Project,
  request: CompareRequest,
  services: RecordServices,
  listeners: RecordListeners,
  signal: AbortSignal,
): Promise<RunOutcome> {
  return endWell(async (remember) => {
    const names = [request.candidate, request.reference];
    const run = await startRun(project, names, request.options, services, signal);
    const [candidate, reference] = run.drafts as [RecordingDraft, RecordingDraft];
    const comparison: Comparison = {
      schemaVersion: RECORDING_SCHEMA_VERSION,
      id: services.store.makeId(),
      name: `${request.candidate} / ${request.reference}`,
      createdAt: new Date().toISOString(),
      state: 'running',
      pinned: false,
      project: { name: project.name, path: project.path },
      candidate: candidate.recording.id,
      reference: reference.recording.id,
      failures: [],
    };
    const subject = { kind: 'comparison' as const, id: comparison.id };
    const ids = [comparison.id, comparison.candidate, comparison.reference];
    const release = await services.store.markRunning(ids);
    try {
      await candidate.save();
      await reference.save();
      await services.store.saveComparison(comparison);
      remember(subject);
      const state = await conduct(run, services, listeners, signal);
      comparison.state = state;
      await services.store.saveComparison(comparison);
      return {
        state,
        subject,
        failures: run.drafts.flatMap((draft) => [
          ...draft.recording.failures,
          ...draft.sizeFailures,
        ]),
      };
    } finally {
      await release();
    }
  });
}

/** Builds that are ready, and what will be run with them. */
interface Run {
  project: Project;
  plan: RunPlan;
  drafts: RecordingDraft[];
}

/** Checks the request, finds the builds and runs their preparations. Throws FailureError: nothing is recorded yet. */
async function startRun(
  project: Project,
  names: readonly string[],
  options: RunOptions,
  { store, builds }: RecordServices,
  signal: AbortSignal,
): Promise<Run> {
  const plan = planRun(project, options);
  if (!plan.ok) throw new FailureError(plan.failure);
  for (const { name, sizes } of plan.value.workloads) {
    const senseless = sizes.find((n) => builds.operationsAt(name, n) === null);
    if (senseless !== undefined) throw new FailureError(noOperations(name, senseless));
  }
  const machine = await readMachineInfo();
  const drafts: RecordingDraft[] = [];
  for (const name of names) {
    const build = await builds.findBuild(name, signal);
    if (!build.ok) throw new FailureError(build.failure);
    // Comparing a build with itself prepares it once.
    const known = drafts.some((draft) => draft.build.name === name);
    if (build.value.preparation !== null && !known) {
      await runToSuccess(build.value.preparation, `Preparing the build ${name}`, signal);
      await build.value.confirmPrepared();
    }
    const target = await findTargetKind(build.value.command, build.value.cwd);
    drafts.push(new RecordingDraft(store, project, build.value, target, machine));
  }
  return { project, plan: plan.value, drafts };
}

/** Runs everything and leaves each draft finished on disk, also when it throws. */
async function conduct(
  run: Run,
  services: RecordServices,
  listeners: RecordListeners,
  signal: AbortSignal,
): Promise<Exclude<RecordingState, 'running'>> {
  const progress = new ProgressTracker(listSteps(run), (each) => listeners.onProgress(each));
  const failures: Failure[] = [];
  try {
    await runWorkloads(run, services, progress, signal);
  } catch (error) {
    failures.push(error instanceof FailureError ? error.failure : describeDefect(error));
    if (!(error instanceof FailureError)) throw error;
  } finally {
    if (signal.aborted) failures.push(stoppedByUser());
    for (const draft of run.drafts) await draft.finish(endState(draft, failures), failures);
  }
  const states = run.drafts.map(({ recording }) => recording.state);
  if (states.includes('interrupted')) return 'interrupted';
  return states.includes('failed') ? 'failed' : 'complete';
}

async function runWorkloads(
  run: Run,
  services: RecordServices,
  progress: ProgressTracker,
  signal: AbortSignal,
): Promise<void> {
  const unavailable = new Set<string>();
  for (const { name, sizes } of run.plan.workloads) {
    const workloads = run.drafts.map((draft) => draft.addWorkload(run.project, name));
    for (const n of sizes) {
      if (signal.aborted) return;
      const measured = await startSize(run, workloads, n, services, progress, signal);
      await measureTime(measured, run.plan.runs, progress, signal);
      for (const draft of run.drafts) await draft.save();
      for (const each of measured) {
        const workload = workloads[run.drafts.indexOf(each.draft)]!;
        await makePasses(each, workload, run.plan, unavailable, progress, signal);
      }
    }
  }
}

/** Begins a size for each build: its record, and its data. */
async function startSize(
  { drafts }: Run,
  workloads: readonly WorkloadRecord[],
  n: number,
  services: RecordServices,
  progress: ProgressTracker,
  signal: AbortSignal,
): Promise<Measured[]> {
  const measured: Measured[] = [];
  for (const [index, draft] of drafts.entries()) {
    const workload = workloads[index]!;
    const data = await draft.dataFolder(workload, n);
    const size: SizeRecord = {
      n,
      operations: services.builds.operationsAt(workload.name, n) ?? 1,
      runs: [],
      passes: [],
      output: null,
      failure: timedOutBefore(workload, n),
    };
    workload.sizes.push(size);
    const preparation = draft.build.planData(workload.name, n, data);
    if (preparation !== null && size.failure === null) {
      const step: Step = { ...stepOf(draft, workload.name, n), phase: 'prepare' };
      const what = `Making the data of ${workload.name} at n = ${n} with ${draft.build.name}`;
      try {
        await progress.run(step, () => runToSuccess(preparation, what, signal));
      } catch (error) {
        if (!(error instanceof FailureError)) throw error;
        if (error.failure.kind !== 'interrupted') size.failure = error.failure;
      }
    }
    const plan = draft.build.planRun(workload.name, n, data);
    measured.push({ draft, workload: workload.name, size, plan });
    if (size.failure !== null) {
      progress.skip(
        (step) =>
          step.build === draft.build.name && step.workload === workload.name && step.n === n,
      );
    }
  }
  return measured;
}

/** The instrumented passes of one build at one size; what the target cannot do is tried once a run. */
async function makePasses(
  { draft, size, plan }: Measured,
  workload: WorkloadRecord,
  { passes, stacksAlways }: RunPlan,
  unavailable: Set<string>,
  progress: ProgressTracker,
  signal: AbortSignal,
): Promise<void> {
  const place = stepOf(draft, workload.name, size.n);
  const isHere = (step: Step): boolean =>
    step.build === place.build && step.workload === place.workload && step.n === place.n;
  for (const instrument of passes) {
    if (signal.aborted) return;
    const step: Step = { ...place, instrument };
    const key = `${draft.recording.id} ${instrument}`;
    // A target that hangs is sampled all the same: where it hangs is what one wants to know.
    const isUseful =
      size.failure === null ||
      (instrument === 'cpu' && size.failure.kind === 'target-timeout' && size.runs.length > 0);
    const isWanted = instrument !== 'stacks' || stacksAlways || (await mayHaveSyncs(draft, size));
    if (!isUseful || !isWanted || unavailable.has(key)) {
      progress.skip((each) => isHere(each) && each.instrument === instrument);
      continue;
    }
    const outcome = await progress.run(step, () =>
      makePass(draft, workload, size, instrument, plan, signal),
    );
    if (outcome.failure?.kind === 'instrument-unavailable') unavailable.add(key);
  }
}

/** Every execution of the run, so that progress can be told as step k of m. */
function listSteps({ project, plan, drafts }: Run): Step[] {
  return plan.workloads.flatMap(({ name, sizes }) =>
    sizes.flatMap((n) =>
      drafts.flatMap((draft): Step[] => {
        const place = stepOf(draft, name, n);
        const makesData = project.file.workloads[name]!.prepare !== undefined;
        return [
          ...(makesData ? [{ ...place, phase: 'prepare' as const }] : []),
          ...Array.from({ length: plan.runs + 1 }, () => ({
            ...place,
            instrument: 'time' as const,
          })),
          ...plan.passes.map((instrument) => ({ ...place, instrument })),
        ];
      }),
    ),
  );
}

function stepOf(draft: RecordingDraft, workload: string, n: number): Step {
  return { phase: 'measure', instrument: null, build: draft.build.name, workload, n };
}

/** A size above one that timed out would time out as well: it is not run. */
function timedOutBefore(workload: WorkloadRecord, n: number): Failure | null {
  const earlier = workload.sizes.find((size) => size.failure?.kind === 'target-timeout');
  if (earlier === undefined) return null;
  return {
    kind: 'target-timeout',
    message: `${workload.name} was not run at n = ${n}, because it timed out at n = ${earlier.n} already.`,
    remedy:
      'Choose smaller sizes, or raise timeoutSeconds in the project file (--timeout on the command line).',
  };
}

/** Runs a preparation; throws FailureError when it does not end well. */
async function runToSuccess(plan: LaunchPlan, what: string, signal: AbortSignal): Promise<void> {
  const exit = await launchTarget(plan, signal);
  const failure = describeExit(plan, exit);
  if (failure !== null) {
    throw new FailureError({ ...failure, message: `${what} failed: ${failure.message}` });
  }
}

function endState(draft: RecordingDraft, failures: readonly Failure[]): RecordingState {
  if (failures.some(({ kind }) => kind === 'interrupted')) return 'interrupted';
  return draft.hasResult && failures.length === 0 ? 'complete' : 'failed';
}

function noOperations(workload: string, n: number): Failure {
  return {
    kind: 'usage',
    message: `The operations of ${workload} are no number above 0 at n = ${n}.`,
    remedy: 'Choose another size, or mend the arithmetic of "operations".',
  };
}

function describeDefect(error: unknown): Failure {
  return {
    kind: 'capture-invalid',
    message: `Touchstone itself failed: ${error instanceof Error ? error.message : String(error)}.`,
    remedy: 'Report this with the detail; what was captured before it is kept.',
    ...(error instanceof Error && error.stack !== undefined ? { detail: error.stack } : {}),
  };
}

function stoppedByUser(): Failure {
  return {
    kind: 'interrupted',
    message: 'The run was stopped before all of it was measured.',
    remedy: 'What was captured until then is kept; run again for the rest.',
  };
}

/** What ends a run early becomes its outcome, with the subject where something is on disk already. */
async function endWell(
  action: (remember: (subject: NonNullable<RunOutcome['subject']>) => void) => Promise<RunOutcome>,
): Promise<RunOutcome> {
  let subject: RunOutcome['subject'] = null;
  try {
    return await action((stored) => (subject = stored));
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    const state = error.failure.kind === 'interrupted' ? 'interrupted' : 'failed';
    return { state, subject, failures: [error.failure] };
  }
}
