/** What a language's own files suggest to run; shared by the readers of those files. */
import { access, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A command and how to build it. */
export interface Suggestion {
  command: string[];
  prepare?: string[];
  environment?: Record<string, string>;
}

/** Found, found without anything to run and why, or not there at all. */
export type Suggested = { build: Suggestion } | { reason: string } | null;

/** Null where it is not there or may not be read. */
export async function readText(...path: string[]): Promise<string | null> {
  try {
    return await readFile(join(...path), 'utf8');
  } catch {
    return null;
  }
}

export async function exists(...path: string[]): Promise<boolean> {
  return access(join(...path)).then(
    () => true,
    () => false,
  );
}

/** True for a file, links followed. */
export async function isFile(...path: string[]): Promise<boolean> {
  return stat(join(...path)).then(
    (found) => found.isFile(),
    () => false,
  );
}

/** Sorted names in a folder; empty where it is not there. */
export async function listNames(...path: string[]): Promise<string[]> {
  return (await readdir(join(...path)).catch(() => [])).sort();
}
