import { rcompare, satisfies, validRange } from 'semver';
import type { NodeWish } from './read-node-wish';

/** A Node that is installed. */
export interface InstalledNode {
  /** Without a `v`. */
  version: string;
  /** Absolute path of the program. */
  path: string;
}

/** Names of the lines with long support, by which `.nvmrc` may ask for them. */
const LTS_LINES: Readonly<Record<string, number>> = {
  argon: 4,
  boron: 6,
  carbon: 8,
  dubnium: 10,
  erbium: 12,
  fermium: 14,
  gallium: 16,
  hydrogen: 18,
  iron: 20,
  jod: 22,
  krypton: 24,
};

/** Lines with an even number have long support. */
const EVERY_LTS = Array.from({ length: 30 }, (_, line) => `${line * 2 + 4}.x`).join(' || ');

/** The wish as a range of semantic versions; null where it cannot be understood, e.g. `system`. */
export function toRange({ text }: NodeWish): string | null {
  const word = text.toLowerCase().replace(/^node[@/]?v?(?=\d)/, '');
  if (['node', 'stable', 'latest', 'current', '*', 'iojs'].includes(word)) return '*';
  if (word === 'lts/*' || word === 'lts' || word === '--lts') return EVERY_LTS;
  const line = LTS_LINES[word.replace(/^lts\//, '')];
  if (line !== undefined) return `${line}.x`;
  return validRange(word) === null ? null : word;
}

/**
 * The Node to run with: the one of PATH where it will do, otherwise the newest installed one that does. Null where none of
 * them does.
 */
export function chooseNode(
  range: string,
  onPath: InstalledNode | null,
  installed: readonly InstalledNode[],
): InstalledNode | null {
  const fits = ({ version }: InstalledNode): boolean =>
    satisfies(version, range, { includePrerelease: true });
  if (onPath !== null && fits(onPath)) return onPath;
  return [...installed].filter(fits).sort((a, b) => rcompare(a.version, b.version))[0] ?? null;
}
