/** Programs as others write them: other idioms and languages of the same patterns, and nobody says how many operations a run makes. */
import type { OwnPair } from './own-list';

const SLOWER = 'slower-than-reference';

function pair(
  language: OwnPair['language'],
  name: string,
  pattern: string,
  sizes: readonly number[],
  finding: OwnPair['finding'],
  guilty: readonly string[],
): OwnPair {
  return { language, name, pattern, sizes, operations: '', finding, guilty, also: [SLOWER] };
}

/** All of them, by language. */
export const STRANGER_PAIRS: readonly OwnPair[] = [
  pair(
    'native',
    'vector-find',
    'membership by std::find',
    [1000, 2000, 4000, 8000],
    'grows-faster-than-reference',
    ['distinctSlow'],
  ),
  pair('native', 'endl-per-line', 'std::endl after each line', [20000, 40000, 80000], 'small-io', [
    'main',
  ]),
  pair(
    'native',
    'regex-per-call',
    'std::regex constructed in each call',
    [200, 400, 800],
    'repeated-setup',
    ['isValidSlow'],
  ),
  pair(
    'native',
    'rates-per-amount',
    'rates read from a file for each amount',
    [500, 1000, 2000],
    'repeated-setup',
    ['loadRates'],
  ),
  pair(
    'native',
    'map-forever',
    'an unordered_map that nothing leaves',
    [4000, 8000, 16000],
    'memory-growth',
    ['render'],
  ),
  pair(
    'native',
    'yield-until-ready',
    'a flag looked at until a thread sets it',
    [25, 50, 100],
    'waiting-not-working',
    ['spinUntilReady'],
  ),
  pair(
    'native',
    'semaphore-try',
    'a semaphore tried until it is there',
    [25, 50, 100],
    'waiting-not-working',
    ['take_by_trying'],
  ),
  pair(
    'python',
    'configparser_per_call',
    'configparser for each greeting',
    [100, 200, 400],
    'repeated-setup',
    ['read'],
  ),
  pair(
    'python',
    'commit_per_row',
    'a commit of sqlite for each row',
    [50, 100, 200],
    'sync-per-operation',
    ['store'],
  ),
  pair(
    'python',
    'flush_per_cell',
    'a text file flushed at each write of csv',
    [1000, 2000, 4000],
    'small-io',
    ['Unbuffered.write', 'write', 'export'],
  ),
  pair('python', 'memo_forever', 'lru_cache without a limit', [2000, 4000, 8000], 'memory-growth', [
    'render',
  ]),
  pair(
    'python',
    'downloads_in_turn',
    'waits of a pool of threads, in turn',
    [40, 80, 160],
    'waiting-not-working',
    ['download'],
  ),
  pair(
    'node',
    'datasync-per-event',
    'FileHandle.datasync for each event',
    [50, 100, 200],
    'sync-per-operation',
    ['persist'],
  ),
  pair('node', 'cell-per-write', 'a write for each cell', [1000, 2000, 4000], 'small-io', [
    'exportDirect',
  ]),
  pair(
    'node',
    'visited-includes',
    'visited nodes looked up in an array',
    [4000, 8000, 16000, 32000],
    'grows-faster-than-reference',
    ['walkList'],
  ),
  pair(
    'node',
    'flags-per-request',
    'fs.promises.readFile and JSON.parse for each request',
    [500, 1000, 2000],
    'repeated-setup',
    ['flags'],
  ),
  pair(
    'node',
    'regexp-per-comment',
    'a RegExp of 400 words for each comment',
    [500, 1000, 2000],
    'repeated-setup',
    ['make', 'censorSlow'],
  ),
  pair(
    'node',
    'requests-in-turn',
    'requests over kept connections, one after the other',
    [80, 160, 320],
    'waiting-not-working',
    ['loadAll'],
  ),
  {
    ...pair(
      'node',
      'locale-per-row',
      'toLocaleDateString for each row',
      [2000, 4000, 8000],
      SLOWER,
      ['writeRow'],
    ),
    // Formatters lie outside of the heap, which is not collected for their sake.
    also: ['memory-growth'],
  },
  pair(
    'python',
    'patterns_per_call',
    '700 patterns through a cache of 512',
    [2800, 5600, 11200],
    'repeated-setup',
    ['matches_text'],
  ),
  pair(
    'python',
    'queue_by_pop',
    'a list as a queue, taken from its front',
    [50000, 100000, 200000],
    'grows-faster-than-reference',
    ['walk_by_list'],
  ),
];
