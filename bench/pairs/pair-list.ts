/** Packages with a published fix of their complexity, and where the guilt of the slow version lies. */

/** One package before and after its fix. */
export interface Pair {
  package: string;
  slow: string;
  fixed: string;
  sizes: readonly number[];
  /** Functions that hold the loop, or the beginning of the regular expression's source. */
  guilty: { file: string; functions: readonly string[]; expression?: string };
}

/** Sizes at which the slow version takes half a second at most on a quiet machine. */
export const PAIRS: readonly Pair[] = [
  {
    package: 'semver',
    slow: '7.5.1',
    fixed: '7.5.2',
    sizes: [3000, 6000, 12000, 24000],
    guilty: { file: 'classes/range.js', functions: ['parseRange'], expression: '(\\s*)' },
  },
  {
    package: 'p-limit',
    slow: '3.0.2',
    fixed: '3.1.0',
    sizes: [20000, 30000, 45000, 68000],
    guilty: { file: 'index.js', functions: ['next'] },
  },
  {
    package: 'lokijs',
    slow: '1.4.1',
    fixed: '1.5.12',
    sizes: [1000, 2000, 4000, 8000],
    guilty: { file: 'src/lokijs.js', functions: ['Collection.ensureIndex', 'ltHelper'] },
  },
  {
    package: 'marked',
    slow: '4.0.9',
    fixed: '4.0.10',
    sizes: [50, 100, 200, 400],
    guilty: { file: 'lib/marked.cjs', functions: ['def', '_proto.def'], expression: '^ {0,3}\\[' },
  },
  {
    package: 'ansi-regex',
    slow: '5.0.0',
    fixed: '5.0.1',
    sizes: [1000, 2000, 4000, 8000],
    // The package only makes the expression; the driver runs it.
    guilty: { file: 'ansi-regex.cjs', functions: [], expression: '[\\u001B\\u009B]' },
  },
  {
    package: 'trim-newlines',
    slow: '3.0.0',
    fixed: '3.0.1',
    sizes: [4000, 8000, 16000, 32000],
    guilty: { file: 'index.js', functions: ['module.exports.end'], expression: '[\\r\\n]+$' },
  },
  {
    package: 'path-parse',
    slow: '1.0.6',
    fixed: '1.0.7',
    sizes: [3000, 6000, 12000, 24000],
    guilty: { file: 'index.js', functions: ['posixSplitPath'], expression: '^(\\/?|)' },
  },
  {
    package: 'hosted-git-info',
    slow: '2.8.8',
    fixed: '2.8.9',
    sizes: [3000, 6000, 12000, 24000],
    guilty: { file: 'index.js', functions: ['fromUrl'], expression: '^([^:]+)' },
  },
  {
    package: 'minimatch',
    slow: '3.0.4',
    fixed: '3.0.5',
    sizes: [3000, 6000, 12000, 24000],
    guilty: { file: 'minimatch.js', functions: ['braceExpand'], expression: '\\{.*\\}' },
  },
  {
    package: 'nth-check',
    slow: '2.0.0',
    fixed: '2.0.1',
    sizes: [3000, 6000, 12000, 24000],
    guilty: { file: 'lib/parse.js', functions: ['parse'], expression: '^([+-]?\\d*n)' },
  },
  {
    package: 'glob-parent',
    slow: '5.1.1',
    fixed: '5.1.2',
    sizes: [150, 300, 600, 1200],
    guilty: { file: 'index.js', functions: ['globParent'], expression: '[\\{\\[].*' },
  },
  {
    package: 'normalize-url',
    slow: '4.5.0',
    fixed: '4.5.1',
    sizes: [75, 150, 300, 600],
    guilty: { file: 'index.js', functions: ['normalizeDataURL'], expression: '^data:' },
  },
  {
    package: 'trim',
    slow: '0.0.1',
    fixed: '0.0.3',
    sizes: [2000, 4000, 8000, 16000],
    guilty: { file: 'index.js', functions: ['trim'], expression: '^\\s*' },
  },
  {
    package: 'cross-spawn',
    slow: '7.0.3',
    fixed: '7.0.5',
    sizes: [1000, 2000, 4000, 8000],
    guilty: { file: 'lib/util/escape.js', functions: ['escapeArgument'], expression: '(\\\\*)' },
  },
  {
    package: 'micromatch',
    slow: '4.0.7',
    fixed: '4.0.8',
    sizes: [3000, 6000, 12000, 24000],
    guilty: { file: 'index.js', functions: ['micromatch.braces'], expression: '\\{.*\\}' },
  },
  {
    package: 'http-cache-semantics',
    slow: '4.1.0',
    fixed: '4.1.1',
    sizes: [1500, 3000, 6000, 12000],
    guilty: { file: 'index.js', functions: ['parseCacheControl'], expression: '\\s*' },
  },
  {
    package: 'moment',
    slow: '2.29.3',
    fixed: '2.29.4',
    sizes: [4000, 8000, 16000, 32000],
    guilty: { file: 'moment.js', functions: ['preprocessRFC2822'], expression: '\\([^)]*\\)' },
  },
  {
    package: 'loader-utils',
    slow: '2.0.3',
    fixed: '2.0.4',
    sizes: [2000, 4000, 8000, 16000],
    guilty: {
      file: 'lib/interpolateName.js',
      functions: ['interpolateName'],
      expression: '\\[(?:([^:\\]]+)',
    },
  },
  {
    package: 'markdown-it',
    slow: '12.3.1',
    fixed: '12.3.2',
    sizes: [2000, 4000, 8000, 16000],
    guilty: { file: 'lib/rules_inline/newline.js', functions: ['newline'], expression: ' +$' },
  },
  {
    package: 'postcss',
    slow: '8.2.12',
    fixed: '8.2.13',
    sizes: [400, 800, 1600, 3200],
    guilty: {
      file: 'lib/previous-map.js',
      functions: ['loadAnnotation'],
      expression: '\\/\\*\\s*#',
    },
  },
  {
    package: 'mime',
    slow: '1.4.0',
    fixed: '1.4.1',
    sizes: [2000, 4000, 8000, 16000],
    guilty: { file: 'mime.js', functions: ['Mime.lookup'], expression: '.*[\\.\\/\\\\]' },
  },
  {
    package: 'css-what',
    slow: '5.0.0',
    fixed: '5.0.1',
    sizes: [100, 200, 400, 600],
    guilty: { file: 'lib/parse.js', functions: ['parseSelector'], expression: '^\\s*(?:' },
  },
  {
    package: 'color-string',
    slow: '1.5.4',
    fixed: '1.5.5',
    sizes: [4000, 8000, 16000, 24000],
    guilty: { file: 'index.js', functions: ['cs.get.hwb'], expression: '^hwb' },
  },
  {
    package: 'ua-parser-js',
    slow: '0.7.23',
    fixed: '0.7.24',
    sizes: [2000, 4000, 8000, 16000],
    guilty: { file: 'src/ua-parser.js', functions: ['rgx'], expression: 'android.+[;' },
  },
  {
    package: 'is-svg',
    slow: '4.2.1',
    fixed: '4.2.2',
    sizes: [100, 200, 400, 600],
    guilty: { file: 'index.js', functions: ['isSvg'], expression: '^\\s*(?:<\\?xml' },
  },
  {
    package: 'word-wrap',
    slow: '1.2.3',
    fixed: '1.2.4',
    sizes: [2500, 5000, 10000, 20000],
    guilty: { file: 'index.js', functions: ['module.exports'], expression: '[ \\t]*$' },
  },
  {
    package: 'validator',
    slow: '13.6.0',
    fixed: '13.7.0',
    sizes: [2500, 5000, 10000, 20000],
    guilty: { file: 'lib/rtrim.js', functions: ['rtrim'], expression: '(\\s)+$' },
  },
  {
    package: 'browserslist',
    slow: '4.16.4',
    fixed: '4.16.5',
    sizes: [2000, 4000, 8000, 12000],
    guilty: { file: 'index.js', functions: ['check'], expression: '^(>=?|<=?)\\s*' },
  },
  {
    package: 'tough-cookie',
    slow: '2.3.2',
    fixed: '2.3.3',
    sizes: [5000, 10000, 20000, 32000],
    guilty: { file: 'lib/cookie.js', functions: ['parse'], expression: '^(([^=;]+))' },
  },
  {
    package: 'forwarded',
    slow: '0.1.0',
    fixed: '0.1.2',
    sizes: [5000, 10000, 20000, 32000],
    guilty: { file: 'index.js', functions: ['forwarded'], expression: ' *, *' },
  },
  {
    package: 'fresh',
    slow: '0.5.0',
    fixed: '0.5.2',
    sizes: [5000, 10000, 20000, 32000],
    guilty: { file: 'index.js', functions: ['fresh'], expression: ' *, *' },
  },
  {
    package: 'lodash',
    slow: '4.17.20',
    fixed: '4.17.21',
    sizes: [5000, 10000, 20000, 32000],
    guilty: { file: 'lodash.js', functions: ['toNumber'], expression: '^\\s+|\\s+$' },
  },
  {
    package: 'tmpl',
    slow: '1.0.4',
    fixed: '1.0.5',
    sizes: [8000, 16000, 32000, 64000],
    guilty: { file: 'lib/tmpl.js', functions: ['module.exports'], expression: '{([\\s\\S]+?)}' },
  },
  {
    package: 'luxon',
    slow: '3.2.0',
    fixed: '3.2.1',
    sizes: [5000, 10000, 20000, 32000],
    guilty: {
      file: 'src/impl/regexParser.js',
      functions: ['preprocessRFC2822'],
      expression: '\\([^)]*\\)',
    },
  },
  {
    package: 'toposort',
    slow: '1.0.7',
    fixed: '2.0.2',
    sizes: [1500, 3000, 4500, 6000],
    guilty: { file: 'index.js', functions: ['visit', 'uniqueNodes', 'toposort'] },
  },
  {
    package: 'async',
    slow: '1.5.2',
    fixed: '2.6.3',
    sizes: [10000, 20000, 30000, 40000],
    guilty: { file: 'lib/async.js', functions: ['process', 'q.process'] },
  },
];

/** Two versions of a package without a change of complexity: nothing is to be said of growth. */
export const STEADY_PAIRS: readonly Omit<Pair, 'guilty'>[] = [
  { package: 'acorn', slow: '8.11.2', fixed: '8.11.3', sizes: [1000, 2000, 4000, 8000] },
  { package: 'yaml', slow: '2.3.3', fixed: '2.3.4', sizes: [200, 400, 800, 1600] },
  { package: 'immer', slow: '10.0.2', fixed: '10.0.3', sizes: [1000, 2000, 4000, 8000] },
  { package: 'bignumber.js', slow: '9.1.1', fixed: '9.1.2', sizes: [2000, 4000, 8000, 16000] },
  { package: 'qs', slow: '6.11.1', fixed: '6.11.2', sizes: [500, 1000, 2000, 4000] },
  { package: 'handlebars', slow: '4.7.7', fixed: '4.7.8', sizes: [5000, 10000, 20000, 40000] },
  { package: 'dayjs', slow: '1.11.9', fixed: '1.11.10', sizes: [5000, 10000, 20000, 40000] },
];
