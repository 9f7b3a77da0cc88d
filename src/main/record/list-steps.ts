/** Every execution of a run, so that progress can be told as step k of m. */
import type { Project } from '../../core/model/project';
import { passesAt, type RunPlan } from './plan-run';
import type { RecordingDraft } from './recording-draft';
import type { Step } from './run-progress';

/** What decides on the steps. */
export interface PlannedRun {
  project: Project;
  plan: RunPlan;
  drafts: readonly RecordingDraft[];
}

/** Those of all workloads and sizes. */
export function listSteps(run: PlannedRun): Step[] {
  return run.plan.workloads.flatMap(({ name, sizes }) =>
    sizes.flatMap((n) => listSizeSteps(run, name, sizes, n)),
  );
}

/** Those of one size of a workload, whose sizes ascend. */
export function listSizeSteps(
  { project, plan, drafts }: PlannedRun,
  workload: string,
  sizes: readonly number[],
  n: number,
): Step[] {
  return drafts.flatMap((draft): Step[] => {
    const place = stepOf(draft, workload, n);
    const makesData = project.file.workloads[workload]!.prepare !== undefined;
    return [
      ...(makesData ? [{ ...place, phase: 'prepare' as const }] : []),
      ...Array.from({ length: plan.runs + 1 }, () => ({ ...place, instrument: 'time' as const })),
      ...passesAt(plan, sizes, n).map((instrument) => ({ ...place, instrument })),
    ];
  });
}

/** A step of a build at a size, of no instrument yet. */
export function stepOf(draft: RecordingDraft, workload: string, n: number): Step {
  return { phase: 'measure', instrument: null, build: draft.build.name, workload, n };
}
