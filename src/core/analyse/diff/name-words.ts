/** Names as words: builds in two languages spell the same name in two ways. */
import { isAnonymous } from './align-functions';

/** Words of a name: `findRow`, `find_row` and `Db::findRow` hold the same, a class or module left out. */
export function wordsOf(name: string): string[] {
  if (isAnonymous(name)) return [];
  const last = name
    .replace(/[(<].*$/s, '')
    .split(/::|[.#/ ]/)
    .filter((part) => part !== '')
    .at(-1);
  return (last ?? '')
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** Share of the words of two names that both have, 0 to 1 (Jaccard). */
export function measureLikeness(a: readonly string[], b: readonly string[]): number {
  const [left, right] = [new Set(a), new Set(b)];
  const common = [...left].filter((word) => right.has(word)).length;
  const all = left.size + right.size - common;
  return all === 0 ? 0 : common / all;
}
