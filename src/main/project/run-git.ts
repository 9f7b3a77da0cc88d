/** Starts git without hooks, prompts and what an outer git says about its own repository. */
import { execFile } from 'node:child_process';
import { devNull } from 'node:os';

/** Set by git for its hooks; they would point every command at the wrong repository. */
const OUTER_REPOSITORY = new Set([
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_COMMON_DIR',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_PREFIX',
  'GIT_NAMESPACE',
]);

/** What git said when it failed, and what mends it where that is known. */
export class GitError extends Error {
  readonly remedy: string | null;

  constructor(message: string, remedy: string | null = null) {
    super(message);
    this.name = 'GitError';
    this.remedy = remedy;
  }
}

/** Root of the repository that holds a folder; null where there is none, or no git. */
export async function findRepository(folder: string): Promise<string | null> {
  const signal = new AbortController().signal;
  return runGit(folder, ['rev-parse', '--show-toplevel'], signal).catch(() => null);
}

/** Standard output without its last line break. Throws GitError. */
export async function runGit(
  cwd: string,
  args: readonly string[],
  signal: AbortSignal,
): Promise<string> {
  return (await runGitRaw(cwd, args, signal)).trim();
}

/** Standard output as it is, at most 64 MiB. Throws GitError. */
export function runGitRaw(
  cwd: string,
  args: readonly string[],
  signal: AbortSignal,
): Promise<string> {
  const safe = ['-c', `core.hooksPath=${devNull}`, '-c', 'advice.detachedHead=false'];
  const inherited = Object.entries(process.env).filter(([name]) => !OUTER_REPOSITORY.has(name));
  const environment: Record<string, string | undefined> = {
    ...Object.fromEntries(inherited),
    GIT_TERMINAL_PROMPT: '0',
    // The filter would fetch large files from a server; they are taken from the repository's own store.
    GIT_LFS_SKIP_SMUDGE: '1',
    LC_ALL: 'C',
  };
  const options = {
    cwd,
    signal,
    env: environment,
    windowsHide: true,
    maxBuffer: 64 * 1024 * 1024,
  };
  return new Promise((resolve, reject) => {
    execFile('git', [...safe, ...args], options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else if (error.code === 'ENOENT') {
        reject(new GitError('git is not installed', 'Install git, e.g. sudo apt-get install git.'));
      } else reject(describeGitError(stderr, error.message));
    });
  });
}

function describeGitError(stderr: string, otherwise: string): GitError {
  const lines = stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const fatal = lines.find((line) => /^(fatal|error): /.test(line)) ?? lines.at(-1) ?? otherwise;
  const message = fatal.replace(/^(fatal|error): /, '').replace(/[.:]$/, '');
  // Git refuses repositories of another user and says how to allow one.
  const allow = lines.find((line) => line.startsWith('git config --global --add safe.directory'));
  return new GitError(message, allow === undefined ? null : `Allow it, if it is yours: ${allow}`);
}
