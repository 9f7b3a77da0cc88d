import { execFile } from 'node:child_process';
import { readdir, realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

/** An interpreter of this machine. */
export interface FoundPython {
  /** Absolute. */
  path: string;
  /** E.g. `3.11.7`. */
  version: string;
}

const OLDEST_MINOR = 8;

/**
 * Interpreters from Python 3.8 on that are on PATH or managed by pyenv, one for each minor version, oldest first.
 * Empty where there is none.
 */
export async function findPythons(): Promise<FoundPython[]> {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const managed = join(process.env['PYENV_ROOT'] ?? join(homedir(), '.pyenv'), 'versions');
  for (const name of await readdir(managed).catch(() => []))
    folders.push(join(managed, name, 'bin'));
  const byMinor = new Map<number, FoundPython>();
  const tried = new Set<string>();
  for (const folder of folders) {
    for (const name of ['python3', 'python']) {
      const path = await realpath(join(folder, name)).catch(() => null);
      if (path === null || tried.has(path)) continue;
      tried.add(path);
      const version = await readVersion(path);
      const minor = Number(/^3\.(\d+)\./.exec(version ?? '')?.[1] ?? -1);
      if (version !== null && minor >= OLDEST_MINOR && !byMinor.has(minor)) {
        byMinor.set(minor, { path, version });
      }
    }
  }
  return [...byMinor].sort(([a], [b]) => a - b).map(([, found]) => found);
}

async function readVersion(path: string): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)(
      path,
      ['-c', 'import sys; print("%d.%d.%d" % sys.version_info[:3], sys.executable)'],
      { timeout: 5000 },
    );
    return stdout.split(' ')[0] ?? null;
  } catch {
    return null;
  }
}
