import { expect, test } from 'vitest';
import { analyseComparison } from '../analyse-comparison';
import type { Finding } from '../../model/finding';
import { createRandomSource, drawNormal } from '../statistics/random-source';
import { buildProfile } from '../testing/build-profile';
import { buildComparison, buildRecording } from '../testing/build-recording';
import type { SizeSketch } from '../testing/build-recording';

const SIZES = [2000, 4000, 8000];

interface Program {
  /** Functions called for each item, with the time of a call in ms; the first calls the others. */
  calls: Readonly<Record<string, number>>;
  /** Calls for each item, where that is not one. */
  rate?: Readonly<Record<string, number>>;
  output?: string;
}

function sketch({ calls, rate = {}, output = 'same' }: Program, seed: number): SizeSketch[] {
  const random = createRandomSource(seed);
  const [outer, ...inner] = Object.keys(calls) as [string, ...string[]];
  const msOf = (name: string, n: number) => calls[name]! * (rate[name] ?? 1) * n;
  return SIZES.map((n) => {
    const ms = Object.keys(calls).reduce((sum, name) => sum + msOf(name, n), 40);
    const times = Array.from({ length: 5 }, () => ms * (1 + 0.04 * drawNormal(random)));
    return {
      n,
      operations: n,
      wallMs: times,
      cpuMs: times,
      calls: {
        'main /p/log.py:1': 1,
        ...Object.fromEntries(
          Object.keys(calls).map((name) => [`${name} /p/log.py:9`, (rate[name] ?? 1) * n]),
        ),
      },
      cpu: buildProfile(
        [
          'main /p/log.py:1 = 2',
          `  ${outer} /p/log.py:9 = ${msOf(outer, n)}`,
          ...inner.map((name) => `    ${name} /p/log.py:9 = ${msOf(name, n)}`),
        ].join('\n'),
      ),
      output,
    };
  });
}

function compare(candidate: Program, reference: Program): Finding[] {
  const ours = buildRecording('candidate', { log: sketch(candidate, 3) });
  const theirs = buildRecording('reference', { log: sketch(reference, 4) });
  return analyseComparison(buildComparison(ours, theirs), ours, theirs).findings;
}

const eager = { calls: { handleItem: 0.001, countItem: 0.001, describeState: 0.02 } };
const lazy = { calls: { handleItem: 0.001, countItem: 0.001 } };

test('a message formatted for nobody is named', () => {
  const [finding, second] = compare(eager, lazy);
  expect(finding).toMatchObject({ id: 'extra-work', severity: 'high', confidence: 'medium' });
  expect(finding!.title).toBe(
    'candidate calls describeState for each operation of log; reference never does, does all else as often and prints the same.',
  );
  expect(finding!.frames).toHaveLength(1);
  expect(finding!.frames[0]).toMatchObject({
    function: 'describeState',
    candidate: 1,
    reference: 0,
  });
  expect(second!.id).toBe('slower-than-reference');
});

const SILENT: readonly (readonly [string, Program, Program])[] = [
  ['a build against itself', eager, eager],
  [
    'a helper that the reference has not taken out',
    eager,
    { calls: { handleItem: 0.021, countItem: 0.001 } },
  ],
  [
    'a reference that does another thing instead',
    eager,
    { calls: { handleItem: 0.001, countItem: 0.001, readState: 0.001 } },
  ],
  ['a reference that does the rest less often', eager, { ...lazy, rate: { countItem: 0.1 } }],
  ['another output', eager, { ...lazy, output: 'other' }],
  [
    'a part of a loop',
    { calls: { handleItem: 0.001, countItem: 0.001, addDigit: 0.0005 }, rate: { addDigit: 40 } },
    lazy,
  ],
  [
    'work that another rule names',
    { calls: { handleItem: 0.001, countItem: 0.001, cloneDeep: 0.02 } },
    lazy,
  ],
];

test.each(SILENT)('%s is no extra work', (_, candidate, reference) => {
  expect(compare(candidate, reference).map(({ id }) => id)).not.toContain('extra-work');
});

test('a copy is called a copy', () => {
  const copying = { calls: { handleItem: 0.001, countItem: 0.001, cloneDeep: 0.02 } };
  expect(compare(copying, lazy)[0]!.id).toBe('deep-copy');
});
