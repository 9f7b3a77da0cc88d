/** Makes the builds of a project ready: the folder that is there, or a checked-out git ref. */
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Failure } from '../../core/model/failure';
import type { BuildSpec, Project } from '../../core/model/project';
import type { LaunchPlan } from '../../core/model/launch';
import type { PreparationRecord } from '../../core/model/preparation';
import type { BuildSource, ReadyBuild } from '../../core/model/ready-build';
import { fail, succeed, type Result } from '../../core/model/result';
import { checkOutRef, prepareTree, type WorkTree } from './check-out-ref';
import { holdLock } from './hold-lock';
import { resolveOperations } from './resolve-operations';
import { pointAt } from './expand-second-size';
import { folderOf, planDataFor, planFor, planPreparation } from './plan-launch';

/** Builds of one project; work trees of git refs are kept under the data folder. */
export function createBuildSource(project: Project, dataFolder: string): BuildSource<AbortSignal> {
  return {
    findBuild: (name, signal) => findBuild(project, name, dataFolder, signal),
    operationsAt: (name, size) => {
      const workload = project.file.workloads[name];
      if (workload === undefined) return 1;
      const { n, m } = pointAt(workload, size);
      return resolveOperations(workload.operations, n, m);
    },
  };
}

/** Finds or checks out a build. Fails with `unknown-name`, `target-not-started` (folder, git) or `interrupted`. */
export async function findBuild(
  project: Project,
  name: string,
  dataFolder: string,
  signal: AbortSignal,
): Promise<Result<ReadyBuild<AbortSignal>, Failure>> {
  const spec = Object.hasOwn(project.file.builds, name) ? project.file.builds[name] : undefined;
  if (spec === undefined) {
    return fail({
      kind: 'unknown-name',
      message: `The project ${project.name} has no build ${JSON.stringify(name)}.`,
      remedy: `Name one of its builds: ${Object.keys(project.file.builds).join(', ')}.`,
    });
  }
  let tree: WorkTree | null = null;
  if (spec.git !== undefined) {
    const checkedOut = await checkOutRef(
      project.path,
      spec.git,
      recipeOf(spec),
      dataFolder,
      signal,
    );
    if (!checkedOut.ok) {
      const { failure } = checkedOut;
      const where = `builds.${name}.git`;
      return fail(failure.kind === 'unknown-name' ? { ...failure, where } : failure);
    }
    tree = checkedOut.value;
  }
  const root = tree?.folder ?? project.path;
  const cwd = folderOf(spec, root);
  if (!(await isFolder(cwd))) {
    return fail({
      kind: 'target-not-started',
      message: `The build ${name} runs in ${cwd}, which is not a folder${tree === null ? '' : ` at ${spec.git ?? ''}`}.`,
      remedy: `Mend builds.${name}.cwd in touchstone.json; it is relative to the project's folder.`,
      where: `builds.${name}.cwd`,
    });
  }
  return succeed({
    name,
    command: spec.command,
    cwd,
    commit: tree?.commit ?? null,
    notes: tree?.notes ?? [],
    prepare: async (run, cancel, onWait) => {
      const plan = planPreparation(spec, root);
      if (plan === null) return null;
      if (tree !== null) return prepareTree(tree.tree, () => run(plan), cancel, onWait);
      return prepareFolder(plan, dataFolder, run, cancel, onWait);
    },
    planRun: (workload, n, data) => planFor(project, name, workload, n, data, root),
    planData: (workload, n, data) => planDataFor(project, name, workload, n, data, root),
  });
}

/** What decides the content of a prepared work tree besides its commit; null where nothing is run in it. */
function recipeOf({ prepare, environment, cwd }: BuildSpec): unknown {
  return prepare === undefined ? null : { prepare, environment, cwd };
}

/** A folder changes under our eyes, so it is prepared for each run; two at once take turns. */
async function prepareFolder(
  plan: LaunchPlan,
  dataFolder: string,
  run: (plan: LaunchPlan) => Promise<PreparationRecord>,
  signal: AbortSignal,
  onWait: (() => void) | undefined,
): Promise<PreparationRecord> {
  const key = createHash('sha256').update(plan.cwd).digest('hex').slice(0, 12);
  const lock = join(dataFolder, 'locks', `prepare-${key}`);
  return holdLock(lock, signal, () => run(plan), onWait);
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
