import { expect, it } from 'vitest';
import { analyseComparison } from '../analyse-comparison';
import type { Finding } from '../../model/finding';
import { buildProfile } from '../testing/build-profile';
import { buildComparison, buildRecording } from '../testing/build-recording';
import type { SizeSketch } from '../testing/build-recording';

interface Costs {
  /** CPU ms of the function itself at n. */
  own: (n: number) => number;
  /** Calls of another function. */
  extra?: (n: number) => number;
}

function sizes(folder: string, { own, extra = () => 0 }: Costs): SizeSketch[] {
  return [1000, 2000, 4000, 8000].map((n) => ({
    n,
    wallMs: [0, 1, 2, 3, 4].map((run) => (60 + own(n)) * (1 + run / 500)),
    calls: {
      [`main /p/${folder}/bench.js:1`]: 1,
      [`formatPrice /p/${folder}/price.js:5`]: n,
      [`addUp /p/${folder}/price.js:20`]: n,
      ...(extra(n) > 0 ? { [`visit /p/${folder}/price.js:40`]: extra(n) } : {}),
    },
    cpu: buildProfile(`
      main /p/${folder}/bench.js:1 = 50
        formatPrice /p/${folder}/price.js:5 = ${own(n)}
        addUp /p/${folder}/price.js:20 = 3
    `),
    output: 'same',
  }));
}

function find(candidate: Costs): Finding[] {
  const ours = buildRecording('candidate', { run: sizes('candidate', candidate) });
  const theirs = buildRecording('fixed', { run: sizes('fixed', { own: (n) => 0.002 * n }) });
  return analyseComparison(buildComparison(ours, theirs), ours, theirs).findings;
}

function findSlower(candidate: Costs): Finding | undefined {
  return find(candidate).find(({ id }) => id === 'slower-than-reference');
}

it('says that one function asks more of the run time in each of its calls', () => {
  const slower = findSlower({ own: (n) => 0.1 * n })!;
  const text = slower.evidence.map((each) => each.text).join(' ');
  expect(text).toContain(
    'the difference lies inside of formatPrice (candidate/price.js:5), each of whose 8,000 calls takes 100 µs',
  );
  expect(slower.advice).toContain('formatPrice');
  expect(slower.advice).toContain('anew');
});

it('says nothing of it where a call gets slower as n grows, or other functions are called', () => {
  const plain = 'Start with the functions named here';
  expect(findSlower({ own: (n) => n ** 2 / 8e4 })?.advice).toContain(plain);
  expect(findSlower({ own: (n) => 0.1 * n, extra: (n) => 3 * n })?.advice).toContain(plain);
});

it('is the price of a call, not growth, where the calls grow with n and the time of one does not', () => {
  expect(find({ own: (n) => 0.1 * n }).map(({ id }) => id)).toEqual(['slower-than-reference']);
  expect(find({ own: (n) => n ** 2 / 8e4 })[0]?.id).toBe('grows-faster-than-reference');
});
