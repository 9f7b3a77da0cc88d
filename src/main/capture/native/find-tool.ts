import { execa } from 'execa';
import { FailureError } from '../../../core/model/failure';
import { findProgram } from '../../launch/find-program';

/** How to install each tool on the distributions that most have. */
const PACKAGES: Readonly<Record<string, string>> = {
  perf: 'linux-perf (Debian), linux-tools-generic (Ubuntu) or perf (Fedora), e.g. `sudo apt-get install linux-perf`',
  strace: 'strace, e.g. `sudo apt-get install strace`',
  valgrind: 'valgrind, e.g. `sudo apt-get install valgrind`',
  heaptrack: 'heaptrack, e.g. `sudo apt-get install heaptrack`',
};

/** A tool's full path and version; null where it is not on PATH. */
export async function findTool(
  name: string,
  cwd: string,
): Promise<{ path: string; version: string } | null> {
  const found = await findProgram([name], cwd, process.env['PATH'] ?? '');
  if (!found.ok) return null;
  const { stdout } = await execa(found.value, ['--version'], { reject: false, timeout: 10_000 });
  const version = /\d+(\.\d+)+\S*/.exec(stdout)?.[0] ?? 'unknown';
  return { path: found.value, version };
}

/** The same; throws FailureError `instrument-unavailable` where it is not on PATH. */
export async function requireTool(
  name: string,
  cwd: string,
): Promise<{ path: string; version: string }> {
  const found = await findTool(name, cwd);
  if (found !== null) return found;
  throw new FailureError({
    kind: 'instrument-unavailable',
    message: `${name} was not found on PATH.`,
    remedy: `Install the package ${PACKAGES[name] ?? name}.`,
  });
}
