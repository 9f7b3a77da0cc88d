import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The Node that a project asks for. */
export interface NodeWish {
  /** As written, e.g. `lts/iron` or `>=18 <21`. */
  text: string;
  /** Absolute path of the file that says so. */
  file: string;
  /** Whether newer releases than the one named will do: `engines.node` says what works, the others what is used. */
  isRange: boolean;
}

/** Looked at in this order in each folder; what pins a version comes before what bounds it. */
const READERS: readonly {
  file: string;
  read: (text: string) => string | null;
  isRange: boolean;
}[] = [
  { file: '.nvmrc', read: readFirstLine, isRange: false },
  { file: '.node-version', read: readFirstLine, isRange: false },
  { file: '.tool-versions', read: readToolVersions, isRange: false },
  { file: 'package.json', read: (text) => readPackage(text, 'volta'), isRange: false },
  { file: 'package.json', read: (text) => readPackage(text, 'engines'), isRange: true },
];

/**
 * Reads which Node a folder asks for, from the folder itself or the nearest one above it, up to `top` or the root of its repository. Null where none does,
 * or where its file cannot be read.
 */
export async function readNodeWish(folder: string, top: string): Promise<NodeWish | null> {
  for (let at = folder; ; at = dirname(at)) {
    for (const { file, read, isRange } of READERS) {
      const path = join(at, file);
      const text = await readFile(path, 'utf8').catch(() => null);
      const wish = text === null ? null : read(text);
      if (wish !== null && wish !== '') return { text: wish, file: path, isRange };
    }
    // A work tree of a git ref lies outside of the project.
    if (at === top || existsSync(join(at, '.git')) || dirname(at) === at) return null;
  }
}

function readFirstLine(text: string): string | null {
  const lines = text.split(/\r?\n/).map((line) => line.replace(/#.*/, '').trim());
  return lines.find((line) => line !== '' && !line.includes('=')) ?? null;
}

function readToolVersions(text: string): string | null {
  return /^nodejs[ \t]+(\S+)/m.exec(text)?.[1] ?? null;
}

function readPackage(text: string, member: 'volta' | 'engines'): string | null {
  try {
    const parsed = JSON.parse(text) as Record<string, { node?: unknown } | undefined> | null;
    const node = parsed?.[member]?.node;
    return typeof node === 'string' ? node.trim() : null;
  } catch {
    return null;
  }
}
