/** A build, a workload and a size → what to start. */
import { resolve } from 'node:path';
import type { LaunchPlan } from '../../core/model/launch';
import type { BuildSpec, Project, SizePoint, WorkloadSpec } from '../../core/model/project';
import { pointAt } from './expand-second-size';

/** Output kept of each stream; enough for an answer to be compared line by line. */
const OUTPUT_LIMIT_BYTES = 1024 * 1024;

/** Building a large program may take long; a hang must end all the same. */
const PREPARATION_TIMEOUT_MS = 30 * 60_000;

/** `{n}` and `{m}` replaced wherever they stand. Sizes are written in full, never as 1e+21. */
export function fillSize(template: string, n: number, m: number | null = null): string {
  const filled = template.replaceAll('{n}', writeSize(n));
  return m === null ? filled : filled.replaceAll('{m}', writeSize(m));
}

function writeSize(size: number): string {
  return size.toLocaleString('en', { useGrouping: false, maximumFractionDigits: 20 });
}

/** The folder in which a build runs, inside `root` (the project's folder, or its work tree). */
export function folderOf(build: BuildSpec, root: string): string {
  return resolve(root, build.cwd ?? '.');
}

/**
 * The run of a workload. `dataFolder` is the scratch folder of this build, workload and size; the target
 * finds it as TOUCHSTONE_DATA. `root` is the project's folder unless the build is a work tree.
 */
export function planFor(
  project: Project,
  buildName: string,
  workloadName: string,
  n: number,
  dataFolder: string,
  root = project.path,
): LaunchPlan {
  const { build, workload } = lookUp(project, buildName, workloadName);
  return planArguments(project, build, workload, workload.args, n, dataFolder, root);
}

/** The run that makes a workload's data; null when it needs none. */
export function planDataFor(
  project: Project,
  buildName: string,
  workloadName: string,
  n: number,
  dataFolder: string,
  root = project.path,
): LaunchPlan | null {
  const { build, workload } = lookUp(project, buildName, workloadName);
  if (workload.prepare === undefined) return null;
  const withoutInput = { ...workload, stdin: undefined };
  return planArguments(project, build, withoutInput, workload.prepare, n, dataFolder, root);
}

/** The build's own `prepare` command; null when it has none. */
export function planPreparation(build: BuildSpec, root: string): LaunchPlan | null {
  if (build.prepare === undefined) return null;
  return {
    command: build.prepare,
    cwd: folderOf(build, root),
    environment: build.environment ?? {},
    stdin: null,
    timeoutMs: PREPARATION_TIMEOUT_MS,
    outputLimitBytes: OUTPUT_LIMIT_BYTES,
  };
}

function lookUp(
  project: Project,
  buildName: string,
  workloadName: string,
): { build: BuildSpec; workload: WorkloadSpec } {
  const build = project.file.builds[buildName];
  const workload = project.file.workloads[workloadName];
  if (build === undefined || workload === undefined) {
    throw new Error(`No build ${buildName} or no workload ${workloadName} in ${project.path}`);
  }
  return { build, workload };
}

/** A file is looked for in the project's folder, not in a work tree: both builds have to read the same. */
function planInput(
  project: Project,
  { stdin }: WorkloadSpec,
  { n, m }: SizePoint,
): Pick<LaunchPlan, 'stdin' | 'stdinFile'> {
  if (stdin === undefined) return { stdin: null };
  if (typeof stdin === 'string') return { stdin: fillSize(stdin, n, m) };
  return { stdin: null, stdinFile: resolve(project.path, fillSize(stdin.file, n, m)) };
}

function planArguments(
  project: Project,
  build: BuildSpec,
  workload: WorkloadSpec,
  args: readonly string[],
  n: number,
  dataFolder: string,
  root: string,
): LaunchPlan {
  const point = pointAt(workload, n);
  const fill = (word: string): string => fillSize(word, point.n, point.m);
  return {
    command: [...build.command, ...args].map(fill),
    cwd: folderOf(build, root),
    environment: {
      ...Object.fromEntries(
        Object.entries(build.environment ?? {}).map(([name, value]) => [name, fill(value)]),
      ),
      TOUCHSTONE_DATA: dataFolder,
    },
    ...planInput(project, workload, point),
    timeoutMs: (workload.timeoutSeconds ?? project.file.timeoutSeconds) * 1000,
    outputLimitBytes: OUTPUT_LIMIT_BYTES,
  };
}
