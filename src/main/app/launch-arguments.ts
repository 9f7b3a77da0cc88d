/** Finds the project on Touchstone's own command line. */
import { resolve } from 'node:path';

/**
 * The folder or project file to open, as an absolute path; null where none is named.
 *
 * @param argv arguments as the process got them, program first
 * @param packaged unpackaged, Electron's first argument that is no switch is the app itself
 * @param folder where a relative path starts
 */
export function findProjectArgument(
  argv: readonly string[],
  packaged: boolean,
  folder: string,
): string | null {
  const plain = argv.slice(1).filter((argument) => !argument.startsWith('-'));
  const project = packaged ? plain[0] : plain[1];
  return project === undefined ? null : resolve(folder, project);
}
