import { existsSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';

/**
 * Absolute path of an agent under resources/agents. Looks upward from this file, so that it works from src, from
 * out/main and from a package; other programs cannot read inside an asar archive, so its unpacked twin is named.
 */
export function findAgent(...path: string[]): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const unpacked = folder
      .replace(`app.asar${sep}`, `app.asar.unpacked${sep}`)
      .replace(/app\.asar$/, 'app.asar.unpacked');
    const candidate = join(unpacked, 'resources', 'agents', ...path);
    if (existsSync(candidate)) return candidate;
    if (dirname(folder) === folder) {
      throw new Error(`The agent ${path.join('/')} is missing from this installation.`);
    }
  }
}
