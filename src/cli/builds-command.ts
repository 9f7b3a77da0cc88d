/** `touchstone builds [PROJECT]`: the builds of a project and the work trees that its git refs have on disk. */
import { ANSWER_SCHEMA_VERSION } from '../core/model/answers';
import type { Failure } from '../core/model/failure';
import { formatBytes } from '../core/model/format-quantity';
import type { WorkTreeInfo } from '../core/model/preparation';
import type { Project } from '../core/model/project';
import { fail, succeed, type Result } from '../core/model/result';
import { openProject } from '../main/project/open-project';
import { findRepository } from '../main/project/run-git';
import { listWorkTrees, removeWorkTree } from '../main/project/work-trees';
import { openStore } from '../main/store/store';
import { EXIT, type ExitCode } from './exit-code';
import { wrongUse } from './find-project';
import { printFailure } from './print-failure';
import type { Terminal } from './terminal';

/** Options of the command. */
export interface BuildsOptions {
  /** Names of builds, refs, or beginnings of commits and ids. */
  remove: string[] | undefined;
  removeAll: boolean;
  json: boolean;
}

/** Lists, or removes work trees: those of the project's repository, or all of them where no project is named. */
export async function runBuildsCommand(
  path: string | undefined,
  options: BuildsOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { remove, removeAll, json } = options;
  if (removeAll && remove !== undefined) {
    const failure = wrongUse('--remove and --remove-all are given', 'Give one of them.');
    return printFailure(failure, json, terminal);
  }
  const opened = path === undefined ? null : await openProject(path);
  if (opened?.ok === false) return printFailure(opened.failure, json, terminal);
  const project = opened?.value ?? null;
  const store = openStore();
  const repository =
    project === null ? null : ((await findRepository(project.path)) ?? project.path);
  const trees = await listWorkTrees(store.folder, repository);
  if (remove === undefined && !removeAll) {
    const document = { schemaVersion: ANSWER_SCHEMA_VERSION, ...describe(project, trees) };
    terminal.print(
      json ? `${JSON.stringify(document, null, 2)}\n` : format(project, trees, store.folder),
    );
    return EXIT.clean;
  }
  const chosen = removeAll ? succeed(trees) : chooseTrees(remove ?? [], project, trees);
  if (!chosen.ok) return printFailure(chosen.failure, json, terminal);
  const running = (await store.list()).find(
    (each) => each.state === 'running' && (project === null || each.project.path === project.path),
  );
  if (running !== undefined && chosen.value.length > 0) {
    const failure = wrongUse(
      `a run of ${running.project.name} is under way, which may use them`,
      'Wait for its end, then remove the work trees.',
    );
    return printFailure(failure, json, terminal);
  }
  return removeTrees(chosen.value, store.folder, json, terminal);
}

async function removeTrees(
  trees: readonly WorkTreeInfo[],
  dataFolder: string,
  json: boolean,
  terminal: Terminal,
): Promise<ExitCode> {
  const removed: WorkTreeInfo[] = [];
  for (const tree of trees) {
    const result = await removeWorkTree(dataFolder, tree.id);
    if (!result.ok) return printFailure(result.failure, json, terminal);
    removed.push(tree);
    terminal.tell(`Removed ${nameTree(tree)}, ${formatBytes(tree.bytes)}: ${tree.folder}`);
  }
  if (removed.length === 0) terminal.tell('There is no work tree to remove.');
  if (json) {
    const document = { schemaVersion: ANSWER_SCHEMA_VERSION, removed };
    terminal.print(`${JSON.stringify(document, null, 2)}\n`);
  }
  return EXIT.clean;
}

/** A name may be that of a build, a ref, or the beginning of a commit or id. */
function chooseTrees(
  names: readonly string[],
  project: Project | null,
  trees: readonly WorkTreeInfo[],
): Result<WorkTreeInfo[], Failure> {
  const chosen = new Set<WorkTreeInfo>();
  for (const name of names) {
    const ref = project?.file.builds[name]?.git ?? name;
    const matching = trees.filter(
      (tree) =>
        tree.ref === ref ||
        (name.length >= 4 && tree.commit?.startsWith(name) === true) ||
        tree.id === name,
    );
    if (matching.length === 0) {
      const known = [...new Set(trees.map(nameTree))].join(', ');
      return fail({
        kind: 'unknown-name',
        message: `No work tree belongs to ${JSON.stringify(name)}.`,
        remedy: known === '' ? 'None is on disk.' : `There are: ${known}.`,
      });
    }
    for (const tree of matching) chosen.add(tree);
  }
  return succeed([...chosen]);
}

function describe(project: Project | null, trees: readonly WorkTreeInfo[]) {
  const workTrees = trees.map((tree) => ({ ...tree, builds: buildsOf(project, tree) }));
  if (project === null) return { workTrees };
  const builds = Object.entries(project.file.builds).map(([name, build]) => ({
    name,
    command: build.command,
    git: build.git ?? null,
    prepare: build.prepare ?? null,
  }));
  return { project: { name: project.name, path: project.path }, builds, workTrees };
}

/** The builds of the project that were made of the tree's ref. */
function buildsOf(project: Project | null, tree: WorkTreeInfo): string[] {
  if (project === null || tree.ref === null) return [];
  return Object.entries(project.file.builds).flatMap(([name, { git }]) =>
    git === tree.ref ? [name] : [],
  );
}

function format(
  project: Project | null,
  trees: readonly WorkTreeInfo[],
  dataFolder: string,
): string {
  const lines: string[] = [];
  if (project !== null) {
    lines.push(`Builds of ${project.name}`);
    for (const [name, build] of Object.entries(project.file.builds)) {
      const git = build.git === undefined ? '' : `  git ${build.git}`;
      lines.push(`  ${name}: ${build.command.join(' ')}${git}`);
      if (build.prepare !== undefined) lines.push(`    prepared by ${build.prepare.join(' ')}`);
    }
    lines.push('');
  }
  const total = trees.reduce((sum, { bytes }) => sum + bytes, 0);
  lines.push(
    trees.length === 0
      ? `No work trees in ${dataFolder}`
      : `${trees.length} work ${trees.length === 1 ? 'tree' : 'trees'}, ${formatBytes(total)} in ${dataFolder}`,
  );
  for (const tree of trees) {
    const builds = buildsOf(project, tree).join(', ');
    const repository = project === null ? `  ${tree.repository ?? 'repository not known'}` : '';
    lines.push(
      `  ${nameTree(tree)}${builds === '' ? '' : `  ${builds}`}  ${formatBytes(tree.bytes)}  used ${tree.usedAt.slice(0, 16).replace('T', ' ')}${repository}`,
      `    ${tree.prepare === null ? 'not prepared' : `prepared by ${tree.prepare.join(' ')}`}; ${tree.folder}`,
    );
  }
  if (trees.length > 0) lines.push('', 'Remove with --remove NAME or --remove-all.');
  return `${lines.join('\n')}\n`;
}

function nameTree({ ref, commit, id }: WorkTreeInfo): string {
  if (commit === null) return id;
  return ref === null || commit.startsWith(ref)
    ? commit.slice(0, 12)
    : `${ref} (${commit.slice(0, 12)})`;
}
