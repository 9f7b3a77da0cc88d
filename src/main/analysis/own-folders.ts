/** Whose code a frame shows: the folders that hold the project's own. */
import { dirname, isAbsolute, resolve } from 'node:path';
import type { Recording } from '../../core/model/recording';

const SCRIPT = /\.([cm]?[jt]sx?|py)$/;
const PACKAGES = /[/\\](node_modules|site-packages|dist-packages)[/\\]/;

/**
 * The project, the folder that the build runs in, and the folders of the program and the scripts that its command names: a program
 * may well be measured from another folder. None for a file of another tool, of which nobody knows whose code it shows.
 */
export function listOwnFolders({
  project,
  build,
  imported,
}: Pick<Recording, 'project' | 'build' | 'imported'>): string[] {
  if (imported !== undefined) return [];
  const [program, ...args] = build.command;
  // A program that is looked up by its bare name is installed, and its folder nobody's project.
  const isFile = program !== undefined && /[/\\]/.test(program);
  const named = [...(isFile ? [program] : []), ...args.filter((each) => SCRIPT.test(each))]
    .map((each) => (isAbsolute(each) ? each : resolve(build.cwd, each)))
    .filter((each) => !PACKAGES.test(each) && !isInstalled(each));
  return [...new Set([project.path, build.cwd, ...named.map((each) => dirname(each))])];
}

/** Below a folder of the system, or the interpreter of an environment. */
function isInstalled(path: string): boolean {
  return (
    /^(\/(usr|bin|sbin|opt|lib|nix|snap)\/|[A-Za-z]:\\(Program Files|Windows))/.test(path) ||
    /[/\\]bin[/\\](node|python)[\d.]*$/.test(path)
  );
}
