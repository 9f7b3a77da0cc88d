/** A git ref → a work tree of its own under the data folder, made once for each commit. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, rm, writeFile } from 'node:fs/promises';
import { devNull } from 'node:os';
import { join } from 'node:path';
import type { Failure } from '../../core/model/failure';
import { fail, succeed, type Result } from '../../core/model/result';

/** A checked-out commit. */
export interface WorkTree {
  /** The project's folder inside the work tree: a project may be a subfolder of its repository. */
  folder: string;
  commit: string;
  /** True when this prepare command has already succeeded here. */
  prepared: boolean;
  confirmPrepared(): Promise<void>;
}

/**
 * Checks out a ref of the repository that holds `projectFolder`. The user's own repository is only read: the
 * tree is a clone that shares its objects. None of its hooks runs.
 */
export async function checkOutRef(
  projectFolder: string,
  ref: string,
  prepare: readonly string[] | undefined,
  dataFolder: string,
  signal: AbortSignal,
): Promise<Result<WorkTree, Failure>> {
  try {
    // `--end-of-options` keeps a ref that starts with a dash from being read as an option.
    const revision = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`];
    const top = await runGit(projectFolder, ['rev-parse', '--show-toplevel'], signal);
    const prefix = await runGit(projectFolder, ['rev-parse', '--show-prefix'], signal);
    const commit = await runGit(projectFolder, revision, signal).catch((error: unknown) => {
      if (signal.aborted) throw error;
      throw new GitError(`the repository ${top} has no commit "${ref}"`);
    });
    const repository = createHash('sha256').update(top).digest('hex').slice(0, 12);
    const parent = join(dataFolder, 'worktrees', repository);
    const tree = join(parent, commit);
    const complete = `${tree}.complete`;
    if (!(await exists(complete))) {
      await rm(tree, { recursive: true, force: true });
      await mkdir(parent, { recursive: true });
      await runGit(
        parent,
        ['clone', '--quiet', '--no-checkout', '--shared', '--', top, tree],
        signal,
      );
      await runGit(tree, ['checkout', '--quiet', '--detach', commit], signal);
      await writeFile(complete, `${top}\n${ref}\n`);
    }
    const key = createHash('sha256')
      .update(JSON.stringify(prepare ?? []))
      .digest('hex');
    const marker = `${tree}.prepared-${key.slice(0, 12)}`;
    return succeed({
      folder: join(tree, prefix),
      commit,
      prepared: await exists(marker),
      confirmPrepared: () => writeFile(marker, `${JSON.stringify(prepare ?? [])}\n`),
    });
  } catch (error) {
    return fail(describeGitError(error, projectFolder, ref, signal));
  }
}

class GitError extends Error {}

function runGit(cwd: string, args: readonly string[], signal: AbortSignal): Promise<string> {
  const safe = ['-c', `core.hooksPath=${devNull}`, '-c', 'advice.detachedHead=false'];
  return new Promise((resolve, reject) => {
    const environment = { ...process.env, GIT_TERMINAL_PROMPT: '0' };
    const options = { cwd, signal, env: environment, windowsHide: true };
    execFile('git', [...safe, ...args], options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout.trim());
      else if (error.code === 'ENOENT') reject(new GitError('git is not installed'));
      else reject(new GitError(stderr.trim().split('\n').at(-1) || error.message));
    });
  });
}

function describeGitError(
  error: unknown,
  folder: string,
  ref: string,
  signal: AbortSignal,
): Failure {
  if (signal.aborted) {
    return {
      kind: 'interrupted',
      message: `Checking out ${ref} was stopped.`,
      remedy: 'Start the run again; a half-made work tree is made anew.',
    };
  }
  const cause = error instanceof Error ? error.message : String(error);
  return {
    kind: 'target-not-started',
    message: `The git ref ${ref} of ${folder} cannot be checked out: ${cause}.`,
    remedy: `Check that git is installed, that the project lies in a git repository and that "git rev-parse ${ref}" finds a commit.`,
  };
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
