import type { Failure } from '../../../core/model/failure';
import { FailureError } from '../../../core/model/failure';
import { findProgram } from '../../launch/find-program';
import { findTool } from '../find-tool';

/** A tool by its full path, so that a target's own PATH does not matter. */
export interface RequiredTool {
  path: string;
  /** With the tool's name before it. */
  version: string;
}

/** How to install each tool on the distributions that most have. */
const INSTALL: Readonly<Record<string, string>> = {
  perf: 'sudo apt-get install linux-perf (Debian), sudo apt-get install linux-tools-generic (Ubuntu), sudo dnf install perf (Fedora)',
  strace: 'sudo apt-get install strace (Debian, Ubuntu) or sudo dnf install strace (Fedora)',
  valgrind: 'sudo apt-get install valgrind (Debian, Ubuntu) or sudo dnf install valgrind (Fedora)',
  heaptrack:
    'sudo apt-get install heaptrack (Debian, Ubuntu) or sudo dnf install heaptrack (Fedora)',
};

/** A failure that says which tool is missing and how to install it. */
export function describeMissingTool(name: string, purpose: string): Failure {
  return process.platform === 'linux'
    ? {
        kind: 'instrument-unavailable',
        message: `${name} is not installed, so ${purpose}.`,
        remedy: `Install it: ${INSTALL[name] ?? name}.`,
      }
    : {
        kind: 'instrument-unavailable',
        message: `Native programs can be captured with ${name} on Linux only.`,
        remedy: 'Run Touchstone on Linux, or in a Linux container or virtual machine.',
      };
}

/** The tool on Touchstone's own PATH; null where it is missing or does not run. */
export async function lookUpTool(name: string): Promise<RequiredTool | null> {
  if (process.platform !== 'linux') return null;
  const found = await findProgram([name], process.cwd(), process.env['PATH'] ?? '');
  if (!found.ok) return null;
  const tool = await findTool(found.value, name === 'strace' ? '-V' : '--version');
  return tool === null
    ? null
    : { path: found.value, version: `${name} ${tool.version ?? 'unknown'}` };
}

/** The same; throws FailureError `instrument-unavailable`, with what is lost without it. */
export async function requireTool(name: string, purpose: string): Promise<RequiredTool> {
  const found = await lookUpTool(name);
  if (found === null) throw new FailureError(describeMissingTool(name, purpose));
  return found;
}
