/** A git ref → a work tree of its own under the data folder, made once for each commit and preparation. */
import { createHash } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FailureError, type Failure } from '../../core/model/failure';
import type { PreparationRecord } from '../../core/model/preparation';
import { fail, succeed, type Result } from '../../core/model/result';
import { fillWorkTree } from './fill-work-tree';
import { holdLock } from './hold-lock';
import { findNearestRefs } from './nearest-refs';
import { GitError, runGit } from './run-git';
import {
  lockOf,
  readWorkTreeRecord,
  workTreesFolder,
  writeWorkTreeRecord,
  type WorkTreeRecord,
} from './work-trees';

/** A checked-out commit. */
export interface WorkTree {
  /** The project's folder inside the work tree: a project may be a subfolder of its repository. */
  folder: string;
  /** The root of the work tree. */
  tree: string;
  commit: string;
  /** What the checkout had to leave out. */
  notes: readonly string[];
}

/**
 * Checks out a ref of the repository that holds `projectFolder`. The user's own repository is only read: the
 * tree is a clone that shares its objects. None of its hooks runs, nothing is fetched, and what is not committed stays
 * out. `recipe` is what the tree is prepared by: another recipe gets another tree, so that builds never mix.
 */
export async function checkOutRef(
  projectFolder: string,
  ref: string,
  recipe: unknown,
  dataFolder: string,
  signal: AbortSignal,
): Promise<Result<WorkTree, Failure>> {
  try {
    const top = await runGit(projectFolder, ['rev-parse', '--show-toplevel'], signal);
    const prefix = await runGit(projectFolder, ['rev-parse', '--show-prefix'], signal);
    const commit = await findCommit(top, ref, signal);
    const repository = hash(top);
    const name = recipe === null ? commit : `${commit}-${hash(JSON.stringify(recipe))}`;
    const tree = join(workTreesFolder(dataFolder), repository, name);
    const record = await holdLock(lockOf(tree), signal, () =>
      makeComplete(tree, { top, ref, commit }, signal),
    );
    return succeed({ folder: join(tree, prefix), tree, commit, notes: record.notes });
  } catch (error) {
    if (error instanceof FailureError) return fail(error.failure);
    return fail(describeError(error, projectFolder, ref, signal));
  }
}

/** Runs a preparation in the tree unless one has succeeded in it; the result is kept beside it. */
export async function prepareTree(
  tree: string,
  run: () => Promise<PreparationRecord>,
  signal: AbortSignal,
  onWait: (() => void) | undefined,
): Promise<PreparationRecord> {
  return holdLock(
    lockOf(tree),
    signal,
    async () => {
      const known = await readWorkTreeRecord(tree);
      if (known?.preparation != null) return { ...known.preparation, reused: true };
      const preparation = await run();
      // Null only where somebody removed the files by hand in the meantime.
      if (known !== null) await writeWorkTreeRecord(tree, { ...known, preparation });
      return preparation;
    },
    onWait,
  );
}

class UnknownRef extends Error {
  readonly remedy: string;

  constructor(message: string, remedy: string) {
    super(message);
    this.name = 'UnknownRef';
    this.remedy = remedy;
  }
}

async function findCommit(top: string, ref: string, signal: AbortSignal): Promise<string> {
  // `--end-of-options` keeps a ref that starts with a dash from being read as an option.
  const revision = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`];
  try {
    return await runGit(top, revision, signal);
  } catch (error) {
    if (signal.aborted) throw error;
    if (error instanceof GitError && error.remedy !== null) throw error;
  }
  const nearest = await findNearestRefs(top, ref, signal);
  const shallow = await runGit(top, ['rev-parse', '--is-shallow-repository'], signal).catch(
    () => '',
  );
  const names =
    nearest.length === 0
      ? `The repository has no commit yet: commit something first.`
      : `Nearest are ${nearest.join(', ')}.`;
  const fetch =
    shallow === 'true'
      ? ` The clone is shallow; git -C ${top} fetch --unshallow --tags brings the rest.`
      : ` If it exists elsewhere: git -C ${top} fetch --tags --all`;
  throw new UnknownRef(
    `the repository ${top} has no commit "${ref}"`,
    nearest.length === 0 ? names : names + fetch,
  );
}

/** Clones unless the tree is there in full already. */
async function makeComplete(
  tree: string,
  { top, ref, commit }: { top: string; ref: string; commit: string },
  signal: AbortSignal,
): Promise<WorkTreeRecord> {
  const usedAt = new Date().toISOString();
  const known = await readWorkTreeRecord(tree);
  if (known !== null) {
    const record = { ...known, usedAt };
    await writeWorkTreeRecord(tree, record);
    return record;
  }
  await rm(tree, { recursive: true, force: true });
  const parent = join(tree, '..');
  await mkdir(parent, { recursive: true });
  await runGit(parent, ['clone', '--quiet', '--no-checkout', '--shared', '--', top, tree], signal);
  await runGit(tree, ['checkout', '--quiet', '--detach', commit], signal);
  const notes = await fillWorkTree(top, tree, commit, signal);
  const record: WorkTreeRecord = {
    repository: top,
    ref,
    commit,
    createdAt: usedAt,
    usedAt,
    notes,
    preparation: null,
  };
  await writeWorkTreeRecord(tree, record);
  return record;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

function describeError(error: unknown, folder: string, ref: string, signal: AbortSignal): Failure {
  if (signal.aborted) {
    return {
      kind: 'interrupted',
      message: `Checking out ${ref} was stopped.`,
      remedy: 'Start the run again; a half-made work tree is made anew.',
    };
  }
  const cause = error instanceof Error ? error.message : String(error);
  const message = `The git ref ${ref} of ${folder} cannot be checked out: ${cause}.`;
  if (error instanceof UnknownRef) return { kind: 'unknown-name', message, remedy: error.remedy };
  const remedy =
    error instanceof GitError && error.remedy !== null
      ? error.remedy
      : /not a git repository/.test(cause)
        ? 'Put the project under git (git init, git add, git commit), or give the build a "cwd" instead of "git".'
        : 'Run git status in that folder to see what git lacks.';
  return { kind: 'target-not-started', message, remedy };
}
