/** Workloads with one operation for each n, so that n operations cost more than one by themselves. */
import { expect, test } from 'vitest';
import { analyseComparison } from '../analyse-comparison';
import type { Finding } from '../../model/finding';
import { createRandomSource, drawNormal } from '../statistics/random-source';
import { buildProfile } from '../testing/build-profile';
import { buildComparison, buildRecording } from '../testing/build-recording';
import type { SizeSketch } from '../testing/build-recording';

const SIZES = [5000, 10000, 20000, 30000];
const GROWS = 'grows-faster-than-reference';
const START_MS = 65;

interface Cost {
  name: string;
  ms: (n: number) => number;
  instructions?: (n: number) => number;
}

/** One function that does it all, called once; its own work is a builtin's, without a frame or a call. */
function sketch({ name, ms }: Cost, seed: number): SizeSketch[] {
  const random = createRandomSource(seed);
  return SIZES.map((n) => {
    const times = Array.from(
      { length: 5 },
      () => (START_MS + ms(n)) * (1 + 0.03 * drawNormal(random)),
    );
    return {
      n,
      operations: n,
      wallMs: times,
      cpuMs: times,
      calls: {
        'main /p/words.js:1': 1,
        [`${name} /p/words.js:6`]: 1,
        'nextWord /p/words.js:20': n,
      },
      // The pass ran once, beside others that took a third of its time at the smallest size.
      cpu: buildProfile(`
        main /p/words.js:1 = 8
          ${name} /p/words.js:6 = ${ms(n) * (n === SIZES[0] ? 1.5 : 1) + 1}
      `),
      output: 'same',
    };
  });
}

function compare(candidate: Cost, reference: Cost, seed: number): Finding[] {
  const build = (label: string, cost: Cost, own: number) => {
    const recording = buildRecording(label, { words: sketch(cost, own) });
    const { instructions } = cost;
    if (instructions !== undefined)
      for (const size of recording.workloads[0]!.sizes)
        size.calls = { ...size.calls!, instructions: instructions(size.record.n) };
    return recording;
  };
  const ours = build('candidate', candidate, seed);
  const theirs = build('reference', reference, seed + 1000);
  return analyseComparison(buildComparison(ours, theirs), ours, theirs).findings;
}

const seen = { name: 'countBySet', ms: (n: number) => 0.0004 * n };
/** As measured on a busy machine: what its caches and the compiler do bends the square by a quarter. */
const LIST_MS = new Map([
  [5000, 25],
  [10000, 104],
  [20000, 275],
  [30000, 717],
]);
const list = { name: 'countInList', ms: (n: number) => LIST_MS.get(n)! };

test('a list searched by a builtin is named, though no count grows', () => {
  for (let seed = 1; seed <= 10; seed += 1) {
    const findings = compare(list, seen, seed);
    const at = findings.findIndex(({ id }) => id === GROWS);
    expect(at, `seed ${seed}`).toBeGreaterThanOrEqual(0);
    expect(at).toBeLessThan(2);
    expect(findings[at]!.frames[0]!.function).toBe('countInList');
  }
});

test.each([
  ['a linear cost', (n: number) => 0.03 * n],
  ['n log n', (n: number) => 0.003 * n * Math.log(n)],
  ['a linear cost after a warm-up', (n: number) => 0.02 * n + 50 * (1 - Math.exp(-n / 8000))],
])('%s far above the reference is slower, not of another class', (_, ms) => {
  for (let seed = 1; seed <= 10; seed += 1) {
    const findings = compare({ name: 'countAll', ms }, seen, seed);
    expect(findings.map(({ id }) => id)).not.toContain(GROWS);
  }
});

test('a build gives no finding against itself, nor two of one class', () => {
  for (let seed = 1; seed <= 10; seed += 1) {
    expect(compare(list, list, seed)).toEqual([]);
    const dear = { ...list, ms: (n: number) => 4 * list.ms(n) };
    expect(compare(dear, list, seed).map(({ id }) => id)).not.toContain(GROWS);
  }
});

test('instructions count from what the operations themselves make', () => {
  const silent = { name: 'readPrices', ms: (n: number) => 0.0001 * n };
  const flat = { ...silent, instructions: () => 250_000 };
  const again = { ...silent, instructions: (n: number) => 200_000 + 40_000 * n };
  const scan = { ...silent, instructions: (n: number) => 200_000 + 3 * n ** 2 };
  expect(compare(again, flat, 1).map(({ id }) => id)).not.toContain(GROWS);
  expect(compare(scan, again, 1).map(({ id }) => id)).toContain(GROWS);
  expect(compare(scan, flat, 1).map(({ id }) => id)).toContain(GROWS);
});
