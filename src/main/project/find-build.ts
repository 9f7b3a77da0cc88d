/** Makes the builds of a project ready: the folder that is there, or a checked-out git ref. */
import { stat } from 'node:fs/promises';
import type { Failure } from '../../core/model/failure';
import type { Project } from '../../core/model/project';
import type { BuildSource, ReadyBuild } from '../../core/model/ready-build';
import { fail, succeed, type Result } from '../../core/model/result';
import { checkOutRef, type WorkTree } from './check-out-ref';
import { resolveOperations } from './resolve-operations';
import { folderOf, planDataFor, planFor, planPreparation } from './plan-launch';

/** Builds of one project; work trees of git refs are kept under the data folder. */
export function createBuildSource(project: Project, dataFolder: string): BuildSource<AbortSignal> {
  return {
    findBuild: (name, signal) => findBuild(project, name, dataFolder, signal),
    operationsAt: (workload, n) =>
      resolveOperations(project.file.workloads[workload]?.operations ?? 1, n),
  };
}

/** Finds or checks out a build. Fails with `unknown-name`, `target-not-started` (folder, git) or `interrupted`. */
export async function findBuild(
  project: Project,
  name: string,
  dataFolder: string,
  signal: AbortSignal,
): Promise<Result<ReadyBuild, Failure>> {
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
    const checkedOut = await checkOutRef(project.path, spec.git, spec.prepare, dataFolder, signal);
    if (!checkedOut.ok) return checkedOut;
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
    preparation: tree?.prepared === true ? null : planPreparation(spec, root),
    confirmPrepared: async () => tree?.confirmPrepared(),
    planRun: (workload, n, data) => planFor(project, name, workload, n, data, root),
    planData: (workload, n, data) => planDataFor(project, name, workload, n, data, root),
  });
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
