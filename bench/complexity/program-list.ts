/** Small programs with the class of the work that each does, and the sizes to run them at. */
import type { GrowthClass } from '../../src/core/model/answers';

/** One program of `programs.cjs`, `programs.py` or `programs.c`. */
export interface Program {
  language: 'node' | 'python' | 'c';
  name: string;
  growth: GrowthClass;
  sizes: readonly number[];
}

const SQUARE = [100, 200, 400, 800];
const LINE = [1000, 2000, 4000, 8000];
const CUBE = [10, 20, 40, 80];
const POWER = [8, 10, 12, 14, 16];

/** Counts of calls tell the class for Node and Python, counts of instructions for C. */
export const PROGRAMS: readonly Program[] = [
  { language: 'node', name: 'map-lookup', growth: 'O(1)', sizes: LINE },
  { language: 'node', name: 'binary-search', growth: 'O(log n)', sizes: [500, 2000, 8000, 32000] },
  { language: 'node', name: 'scan', growth: 'O(n)', sizes: LINE },
  { language: 'node', name: 'hash-join', growth: 'O(n)', sizes: LINE },
  { language: 'node', name: 'string-append', growth: 'O(n)', sizes: LINE },
  { language: 'node', name: 'memoised-recursion', growth: 'O(n)', sizes: LINE.map((n) => n / 2) },
  { language: 'node', name: 'queue-walk', growth: 'O(n)', sizes: LINE },
  { language: 'node', name: 'replace-by-function', growth: 'O(n)', sizes: LINE },
  { language: 'node', name: 'common-divisors', growth: 'O(log n)', sizes: [10, 100, 1000, 10000] },
  { language: 'node', name: 'merge-sort', growth: 'O(n log n)', sizes: LINE },
  { language: 'node', name: 'quick-sort', growth: 'O(n log n)', sizes: [250, 500, 1000, 2000] },
  { language: 'node', name: 'heap-sort', growth: 'O(n log n)', sizes: LINE },
  { language: 'node', name: 'insertion-sort', growth: 'O(n²)', sizes: SQUARE },
  { language: 'node', name: 'insertion-sort-random', growth: 'O(n²)', sizes: SQUARE },
  { language: 'node', name: 'dedupe', growth: 'O(n²)', sizes: SQUARE },
  { language: 'node', name: 'nested-join', growth: 'O(n²)', sizes: SQUARE },
  { language: 'node', name: 'string-rebuild', growth: 'O(n²)', sizes: SQUARE },
  { language: 'node', name: 'sort-at-each-insert', growth: 'O(n² log n)', sizes: SQUARE },
  { language: 'node', name: 'matrix-multiply', growth: 'O(n³)', sizes: CUBE },
  { language: 'node', name: 'shortest-paths', growth: 'O(n³)', sizes: CUBE },
  { language: 'node', name: 'subset-sums', growth: 'O(2ⁿ)', sizes: POWER },
  // 1.6 to the n: exponential, and the classes know one base.
  { language: 'node', name: 'plain-recursion', growth: 'O(2ⁿ)', sizes: [12, 15, 18, 21, 24] },
  { language: 'python', name: 'dictionary', growth: 'O(1)', sizes: LINE },
  {
    language: 'python',
    name: 'binary-search',
    growth: 'O(log n)',
    sizes: [500, 2000, 8000, 32000],
  },
  { language: 'python', name: 'running-sum', growth: 'O(n)', sizes: LINE },
  { language: 'python', name: 'memoised-recursion', growth: 'O(n)', sizes: LINE.map((n) => n / 4) },
  { language: 'python', name: 'merge-sort', growth: 'O(n log n)', sizes: LINE },
  { language: 'python', name: 'heap-sort', growth: 'O(n log n)', sizes: LINE },
  { language: 'python', name: 'bubble-sort', growth: 'O(n²)', sizes: SQUARE },
  { language: 'python', name: 'membership', growth: 'O(n²)', sizes: SQUARE },
  { language: 'python', name: 'closest-pair', growth: 'O(n²)', sizes: SQUARE },
  { language: 'python', name: 'triples', growth: 'O(n³)', sizes: CUBE },
  { language: 'python', name: 'subsets', growth: 'O(2ⁿ)', sizes: POWER },
  { language: 'c', name: 'constant', growth: 'O(1)', sizes: LINE },
  { language: 'c', name: 'binary-search', growth: 'O(log n)', sizes: [500, 2000, 8000, 32000] },
  { language: 'c', name: 'scan', growth: 'O(n)', sizes: LINE },
  { language: 'c', name: 'merge-sort', growth: 'O(n log n)', sizes: LINE },
  { language: 'c', name: 'selection-sort', growth: 'O(n²)', sizes: SQUARE },
  { language: 'c', name: 'string-append', growth: 'O(n²)', sizes: SQUARE },
  { language: 'c', name: 'matrix-multiply', growth: 'O(n³)', sizes: CUBE },
  { language: 'c', name: 'subset-sums', growth: 'O(2ⁿ)', sizes: POWER },
];
