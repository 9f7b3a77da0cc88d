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
import type { PreparationEvent } from '../../core/model/preparation';
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
import { useProjectNode } from '../capture/node-version/use-project-node';
import { choosePinnedCore } from '../capture/pin-core';
import { readMachineInfo } from '../capture/read-machine-info';
import type { SnapshotRequests } from '../capture/snapshot-requests';
import { lookAtMachine, MachineWatch } from '../capture/watch-machine';
import { launchTarget } from '../launch/launch-target';
import type { Store } from '../store/store';
import { findNextSize } from './extend-sizes';
import { listSizeSteps, listSteps, stepOf } from './list-steps';
import { makePass, mayHaveSyncs } from './make-pass';
import { toHeapOptions, warnOfSnapshots } from './plan-snapshots';
import { measureTime, type Measured } from './measure-time';
import { passesAt, planRun, type RunPlan } from './plan-run';
import { prepareBuild } from './prepare-build';
import { probeSizes } from './probe-sizes';
import { RecordingDraft } from './recording-draft';
import { describeDefect, noOperations, stoppedByUser, timedOutBefore } from './run-failures';
import { ProgressTracker, type Step } from './run-progress';

/** What a run needs besides the project. */
export interface RecordServices {
  store: Store;
  builds: BuildSource<AbortSignal>;
  /** Asks for heap snapshots while the heap pass runs; absent where nobody can ask. */
  snapshots?: SnapshotRequests | undefined;
}

/** Who hears of a run while it goes on. */
export interface RecordListeners {
  onProgress(progress: RunProgress): void;
  /** Before anything is measured: `prepare` commands of the builds, with their output. */
  onPreparation?(event: PreparationEvent): void;
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
    const { options, build } = request;
    const run = await startRun(project, [build], options, services, listeners, signal);
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
    const { options } = request;
    const run = await startRun(project, names, options, services, listeners, signal);
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
  watch: MachineWatch;
  pinnedCore: number | null;
}

/** Checks the request, finds the builds and runs their preparations. Throws FailureError: nothing is recorded yet. */
async function startRun(
  project: Project,
  names: readonly string[],
  options: RunOptions,
  { store, builds }: RecordServices,
  listeners: RecordListeners,
  signal: AbortSignal,
): Promise<Run> {
  const plan = planRun(project, options);
  if (!plan.ok) throw new FailureError(plan.failure);
  for (const { name, sizes } of plan.value.workloads) {
    const senseless = sizes.find((n) => builds.operationsAt(name, n) === null);
    if (senseless !== undefined) throw new FailureError(noOperations(name, senseless));
  }
  const wantedCore = options.pinCore ?? project.file.pinCore ?? null;
  const pinning = wantedCore === null ? null : await choosePinnedCore(wantedCore);
  const machine = readMachineInfo();
  const drafts: RecordingDraft[] = [];
  for (const name of names) {
    const build = await builds.findBuild(name, signal);
    if (!build.ok) throw new FailureError(build.failure);
    // Comparing a build with itself prepares it once.
    const known = drafts.find((draft) => draft.build.name === name)?.recording.build.preparation;
    const tell = (event: PreparationEvent): void => listeners.onPreparation?.(event);
    const target = await findTargetKind(build.value.command, build.value.cwd);
    const ready = target === 'node' ? await useProjectNode(build.value, project.path) : build.value;
    const preparation = known ?? (await prepareBuild(ready, tell, signal));
    const draft = new RecordingDraft(store, project, ready, target, await machine);
    if (preparation !== null) draft.recording.build.preparation = preparation;
    drafts.push(draft);
  }
  // Looked at last, so that what prepared the builds is not taken for others.
  const warnings = await lookAtMachine(signal);
  if (pinning !== null && pinning.core === null) warnings.push(pinning.warning);
  for (const { recording } of drafts) recording.machine = { ...recording.machine, warnings };
  const pinnedCore = pinning?.core ?? null;
  for (const workload of plan.value.workloads) {
    if (workload.sizes.length > 0) continue;
    const ready = drafts.map(({ build }) => build);
    workload.sizes = await probeSizes(ready, workload.name, signal);
    workload.isTried = true;
    const senseless = workload.sizes.find((n) => builds.operationsAt(workload.name, n) === null);
    if (senseless !== undefined) throw new FailureError(noOperations(workload.name, senseless));
  }
  return { project, plan: plan.value, drafts, watch: new MachineWatch(), pinnedCore };
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
    noteWarnings(run);
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
  for (const planned of run.plan.workloads) {
    const { name, sizes } = planned;
    const workloads = run.drafts.map((draft) => draft.addWorkload(run.project, name));
    for (const n of sizes) {
      if (signal.aborted) return;
      const measured = await startSize(run, workloads, n, services, progress, signal);
      await run.watch.during(async () => {
        await measureTime(measured, run.plan, progress, signal);
        // What an interrupted run took is not known.
        return signal.aborted ? null : measured.flatMap(({ size }) => size.runs);
      });
      for (const draft of run.drafts) await draft.save();
      if (planned.isTried === true && n === sizes.at(-1)) {
        planned.isTried = false;
        await addSize(run, planned, workloads, services, progress, signal);
      }
      for (const each of measured) {
        const workload = workloads[run.drafts.indexOf(each.draft)]!;
        const { snapshots } = services;
        const plan = { ...run.plan, snapshots, passes: passesAt(run.plan, sizes, n) };
        await makePasses(each, workload, plan, unavailable, progress, signal);
      }
    }
  }
}

/** Adds a size to a workload whose sizes were found by trying, where they leave its growth open. */
async function addSize(
  run: Run,
  planned: RunPlan['workloads'][number],
  workloads: readonly WorkloadRecord[],
  { builds }: RecordServices,
  progress: ProgressTracker,
  signal: AbortSignal,
): Promise<void> {
  const { name, sizes } = planned;
  const ready = run.drafts.map(({ build }) => build);
  const next = await findNextSize(ready, name, workloads, signal);
  if (next === null || builds.operationsAt(name, next) === null) return;
  // What is made at the largest size alone is made there.
  for (const instrument of run.plan.atLargest)
    progress.skip((step) => step.workload === name && step.instrument === instrument);
  sizes.push(next);
  progress.add(listSizeSteps(run, name, sizes, next));
}

/** Begins a size for each build: its record, and its data. */
async function startSize(
  { drafts, pinnedCore }: Run,
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
    const planned = draft.build.planRun(workload.name, n, data);
    const plan = pinnedCore === null ? planned : { ...planned, pinCore: pinnedCore };
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
  {
    passes,
    stacksAlways,
    nativeStacks,
    cpuIntervalMs,
    heap,
    snapshots,
  }: RunPlan & Pick<RecordServices, 'snapshots'>,
  unavailable: Set<string>,
  progress: ProgressTracker,
  signal: AbortSignal,
): Promise<void> {
  const place = stepOf(draft, workload.name, size.n);
  const isHere = (step: Step): boolean =>
    step.build === place.build && step.workload === place.workload && step.n === place.n;
  for (const instrument of passes) {
    if (signal.aborted) return;
    const detail = instrument === 'heap' ? warnOfSnapshots(size) : null;
    const step: Step = { ...place, instrument, ...(detail === null ? {} : { detail }) };
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
      makePass(draft, workload, size, instrument, plan, signal, {
        nativeStacks,
        cpuIntervalMs,
        ...toHeapOptions(heap[workload.name], snapshots),
      }),
    );
    if (outcome.failure?.kind === 'instrument-unavailable') unavailable.add(key);
  }
}

/** What the watch saw belongs to every recording of the run: they were interleaved. */
function noteWarnings({ drafts, watch, pinnedCore }: Run): void {
  const during = watch.warnings(pinnedCore !== null);
  for (const { recording } of drafts) {
    const before = recording.machine.warnings ?? [];
    recording.machine = { ...recording.machine, warnings: [...before, ...during] };
  }
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
