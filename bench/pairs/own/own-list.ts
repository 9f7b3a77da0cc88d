/** Small programs with one failure pattern each: a slow and a fixed mode, what has to be found and where. */
import type { FindingId } from '../../../src/core/model/finding';

/** One program in two modes. */
export interface OwnPair {
  language: 'node' | 'python' | 'native';
  /** File below the folder of its language, without its ending. */
  name: string;
  /** What is wrong with the slow mode. */
  pattern: string;
  sizes: readonly number[];
  /** Operations at size n; empty where they are not said. */
  operations: string;
  /** The finding that has to stand at rank 1 or 2. */
  finding: FindingId;
  /** Functions of which one has to stand at rank 1 or 2 of its frames. */
  guilty: readonly string[];
  /** Findings that are true of it as well; any other one is wrong. */
  also: readonly FindingId[];
}

const SLOWER = 'slower-than-reference';

/** In the order of their patterns. */
export const OWN_PAIRS: readonly OwnPair[] = [
  ...(['node', 'python', 'native'] as const).flatMap((language): OwnPair[] => {
    const named = (name: string) => (language === 'python' ? name.replaceAll('-', '_') : name);
    const called = (name: string) =>
      language === 'node'
        ? name
        : name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    return [
      {
        language,
        name: named('sync-per-item'),
        pattern: 'a sync for each record',
        sizes: [50, 100, 200],
        operations: '{n}',
        finding: 'sync-per-operation',
        guilty: [called('appendRecord')],
        also: [SLOWER, 'waiting-not-working'],
      },
      {
        language,
        name: named('small-writes'),
        pattern: 'fields written one by one',
        sizes: [500, 1000, 2000],
        operations: '{n}',
        finding: 'small-io',
        guilty:
          language === 'node'
            ? ['writeField']
            : language === 'python'
              ? ['write_row']
              : ['flush_block', 'write_field'],
        also: [SLOWER],
      },
      {
        language,
        name: named('list-membership'),
        pattern: 'membership looked up in a list',
        sizes: {
          node: [5000, 10000, 20000, 40000],
          python: [2000, 4000, 8000, 12000],
          native: [3000, 6000, 9000, 12000],
        }[language],
        operations: '{n}',
        finding: 'grows-faster-than-reference',
        guilty: language === 'native' ? ['is_in_list'] : [called('countDistinct')],
        also: [SLOWER],
      },
      {
        language,
        name: named('reread-config'),
        pattern: 'a configuration read and parsed for each operation',
        sizes: language === 'node' ? [500, 1000, 2000] : [100, 200, 400],
        operations: '{n}',
        finding: 'repeated-setup',
        guilty: [called('readPrices')],
        also: [SLOWER, 'allocation-churn', 'gc-pressure'],
      },
      {
        language,
        name: named('compile-per-call'),
        pattern: 'a rule compiled for each call',
        sizes: language === 'native' ? [250, 500, 1000] : [500, 1000, 2000],
        operations: '{n}',
        finding: 'repeated-setup',
        guilty: [
          { node: 'compileSchema', python: 'compile_rule', native: 'compile_pattern' }[language],
        ],
        // The C library compiles an expression in blocks of 2 KiB.
        also: [SLOWER, 'allocation-churn', 'gc-pressure', 'fixed-size-allocation'],
      },
      {
        language,
        name: named('unbounded-cache'),
        pattern: 'a cache without a limit',
        sizes: {
          node: [5000, 10000, 20000],
          python: [1000, 2000, 4000],
          native: [5000, 10000, 20000, 40000],
        }[language],
        operations: '{n}',
        finding: 'memory-growth',
        guilty: [
          language === 'native' ? 'keep_answer' : called('answerRequest'),
          'answer_request.<locals>.<listcomp>',
        ],
        also: [SLOWER, 'gc-pressure'],
      },
      {
        language,
        name: named('sequential-waits'),
        pattern: 'requests that wait for each other',
        sizes: [50, 100, 200],
        operations: '{n}',
        finding: 'waiting-not-working',
        guilty: [called('askInTurn'), 'ask'],
        also: [SLOWER],
      },
      {
        language,
        name: named('busy-poll'),
        pattern: 'a loop that asks without a pause whether a job is done',
        sizes: language === 'python' ? [100, 200, 400] : [25, 50, 100],
        operations: '{n}',
        finding: 'waiting-not-working',
        guilty: [
          { node: 'pollUntilDone', python: 'poll_until', native: 'wait_for_message' }[language],
        ],
        // In Node each look is a turn of the event loop with its promise and callback.
        also: [SLOWER, 'allocation-churn', 'gc-pressure'],
      },
    ];
  }),
  {
    language: 'native',
    name: 'string-append',
    pattern: 'the end of a text searched for at each append',
    sizes: [8000, 16000, 24000, 32000],
    operations: '{n}',
    finding: 'grows-faster-than-reference',
    guilty: ['append_word'],
    also: [SLOWER],
  },
  ...(['node', 'native'] as const).map((language): OwnPair => ({
    language,
    name: 'block-per-visit',
    pattern: 'a block of one size allocated for each visit',
    sizes: language === 'node' ? [2000, 4000, 8000] : [2500, 5000, 10000],
    operations: '{n}',
    finding: 'fixed-size-allocation',
    guilty: [language === 'node' ? 'visitPage' : 'visit_page'],
    also: [SLOWER, 'allocation-churn', 'gc-pressure'],
  })),
  ...(['node', 'python'] as const).map((language): OwnPair => ({
    language,
    name: language === 'node' ? 'copy-on-read' : 'copy_on_read',
    pattern: 'a deep copy for each read',
    sizes: language === 'node' ? [1000, 2000, 4000] : [500, 1000, 2000],
    operations: '{n}',
    finding: 'deep-copy',
    guilty: language === 'node' ? ['cloneDeep'] : ['deepcopy'],
    also: [SLOWER, 'allocation-churn', 'gc-pressure'],
  })),
  {
    language: 'node',
    name: 'spread-accumulate',
    pattern: 'an index copied for each entry',
    sizes: [400, 800, 1200, 1600],
    operations: '{n}',
    finding: 'grows-faster-than-reference',
    guilty: ['indexBySpread', '(anonymous)'],
    also: [SLOWER, 'allocation-churn', 'gc-pressure', 'deep-copy'],
  },
  {
    language: 'node',
    name: 'evict-by-scan',
    pattern: 'all entries looked at to evict one',
    sizes: [1500, 3000, 4500, 6000],
    operations: '{n}',
    finding: 'grows-faster-than-reference',
    guilty: ['evictOldest'],
    also: [SLOWER, 'allocation-churn', 'gc-pressure'],
  },
  {
    language: 'node',
    name: 'reread-history',
    pattern: 'a growing file read again at each event',
    sizes: [300, 600, 900, 1200],
    operations: '{n}',
    finding: 'grows-faster-than-reference',
    guilty: ['loadHistory', 'addMessage'],
    also: [SLOWER, 'allocation-churn', 'gc-pressure', 'repeated-setup'],
  },
  {
    language: 'node',
    name: 'formatter-per-call',
    pattern: 'a formatter made for each call',
    sizes: [2000, 4000, 8000],
    operations: '{n}',
    finding: 'slower-than-reference',
    guilty: ['formatDate'],
    // A formatter holds native memory until the collector comes.
    also: ['repeated-setup', 'memory-growth'],
  },
  {
    language: 'node',
    name: 'short-lived-objects',
    pattern: 'objects made anew instead of changed',
    sizes: [50, 100, 200],
    operations: '{n}',
    finding: 'gc-pressure',
    guilty: ['movePoints', '(anonymous)'],
    also: [SLOWER, 'allocation-churn', 'memory-growth'],
  },
  {
    language: 'node',
    name: 'print-per-call',
    pattern: 'a debugging line for each call',
    sizes: [2000, 4000, 8000],
    operations: '{n}',
    finding: 'small-io',
    guilty: ['lookUp'],
    also: [SLOWER],
  },
  {
    language: 'python',
    name: 'format_for_nobody',
    pattern: 'a message formatted for a log that is off',
    sizes: [4000, 8000, 16000],
    operations: '{n}',
    finding: 'extra-work',
    guilty: ['describe_state'],
    also: [SLOWER, 'allocation-churn'],
  },
  {
    language: 'node',
    name: 'connection-per-request',
    pattern: 'a connection for each request',
    sizes: [100, 200, 400],
    operations: '{n}',
    finding: 'repeated-setup',
    guilty: ['connect', 'request'],
    also: [SLOWER, 'waiting-not-working'],
  },
  {
    language: 'node',
    name: 'process-per-item',
    pattern: 'a process for each item',
    sizes: [10, 20, 40],
    operations: '{n}',
    finding: 'repeated-setup',
    guilty: ['sortLines'],
    also: [SLOWER, 'waiting-not-working'],
  },
];
