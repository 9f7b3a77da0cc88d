import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import type { Failure } from '../../core/model/failure';
import { fail, succeed, type Result } from '../../core/model/result';

/**
 * Looks a program up as the system would: a name on PATH, anything with a slash from the folder.
 * Fails with `target-not-started` when the folder or the program is not there or may not be run.
 */
export async function findProgram(
  command: readonly string[],
  cwd: string,
  searchPath: string,
): Promise<Result<string, Failure>> {
  const program = command[0] ?? '';
  const problem = (message: string, remedy: string): Result<string, Failure> =>
    fail({ kind: 'target-not-started', message, remedy });
  if (program === '') {
    return problem('The command is empty.', 'Give the build a program and its arguments.');
  }
  const folder = await stat(cwd).catch(() => null);
  if (folder === null || !folder.isDirectory()) {
    return problem(
      `The folder ${cwd}, in which ${program} was to run, does not exist.`,
      'Correct the cwd of the build, or create the folder.',
    );
  }
  const direct = isAbsolute(program) || program.includes('/') || program.includes('\\');
  const candidates = direct
    ? [resolve(cwd, program)]
    : searchPath
        .split(delimiter)
        .filter((entry) => entry !== '')
        .flatMap((entry) =>
          (process.platform === 'win32' ? ['', '.exe', '.cmd', '.bat'] : ['']).map((ending) =>
            join(resolve(cwd, entry), program + ending),
          ),
        );
  let refused: { path: string; isFolder: boolean } | null = null;
  for (const candidate of candidates) {
    const found = await stat(candidate).catch(() => null);
    if (found === null) continue;
    const runnable =
      found.isFile() &&
      (await access(candidate, constants.X_OK).then(
        () => true,
        () => false,
      ));
    if (runnable) return succeed(candidate);
    refused ??= { path: candidate, isFolder: found.isDirectory() };
  }
  if (refused?.isFolder === true) {
    return problem(
      `${refused.path} is a folder, not a program.`,
      'Name a program in it, or give the folder as a project: touchstone profile FOLDER.',
    );
  }
  if (refused !== null) {
    return problem(
      `${refused.path} cannot be run: it is not executable.`,
      `Make it executable: chmod +x ${refused.path}`,
    );
  }
  return problem(
    direct
      ? `The program ${candidates[0] ?? program} does not exist.`
      : `The program ${program} was not found on PATH.`,
    direct
      ? 'Build it first, or correct the command of the build.'
      : `Install ${program}, or give its full path in the command of the build.`,
  );
}
