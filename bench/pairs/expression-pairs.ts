/** Packages whose fix was that of a regular expression. */
import type { Pair } from './pair';

/** See PAIRS. */
export const EXPRESSION_PAIRS: readonly Pair[] = [
  {
    package: 'no-case',
    slow: '2.3.1',
    fixed: '2.3.2',
    sizes: [4000, 8000, 16000, 32000],
    guilty: { file: 'no-case.js', functions: ['module.exports'], expression: '([A-Z' },
  },
  {
    package: 'slug',
    slow: '0.9.1',
    fixed: '0.9.2',
    sizes: [4000, 8000, 16000, 32000],
    guilty: { file: 'slug.js', functions: ['slug'], expression: '^\\s+|\\s+$' },
  },
  {
    package: 'ssri',
    slow: '8.0.0',
    fixed: '8.0.1',
    sizes: [16, 18, 20, 22, 24],
    guilty: { file: 'index.js', functions: ['Hash'], expression: '^([a-z0-9]+)-' },
  },
  {
    package: 'brace-expansion',
    slow: '1.1.11',
    fixed: '1.1.12',
    sizes: [4000, 8000, 16000, 32000],
    guilty: { file: 'index.js', functions: ['expand'], expression: ',.*\\}' },
  },
  {
    package: 'negotiator',
    slow: '0.6.0',
    fixed: '0.6.1',
    sizes: [2000, 4000, 8000, 16000],
    guilty: { file: 'lib/language.js', functions: ['parseLanguage'], expression: '^\\s*(\\S+?)' },
  },
  {
    package: 'csv-parse',
    slow: '4.4.5',
    fixed: '4.4.6',
    sizes: [4000, 8000, 16000, 32000],
    guilty: { file: 'lib/index.js', functions: ['__isInt'], expression: '^(\\-|\\+)?' },
  },
  {
    package: 'trim-off-newlines',
    slow: '1.0.1',
    fixed: '1.0.3',
    sizes: [4000, 8000, 16000, 32000],
    guilty: { file: 'index.js', functions: ['module.exports'], expression: '^(?:\\r\\n|' },
  },
];
