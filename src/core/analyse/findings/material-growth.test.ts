import { expect, it } from 'vitest';
import { analyseComparison } from '../analyse-comparison';
import { buildProfile } from '../testing/build-profile';
import { buildComparison, buildRecording } from '../testing/build-recording';
import type { SizeSketch } from '../testing/build-recording';

/** n requests one after the other or all at once; `sweep` is the run time's own, and called in step with nothing. */
function requests(folder: string, sweeps: (n: number) => number, other: number): SizeSketch[] {
  return [80, 160, 320].map((n) => {
    const ms = 60 + n;
    return {
      n,
      operations: n,
      wallMs: [0.97, 0.99, 1, 1.02, 1.04].map((part) => part * ms),
      calls: {
        [`ask /p/${folder}/ask.js:3`]: n,
        'sweep node:internal/events:9': sweeps(n),
        'connect node:net:40': other * n,
      },
      cpu: buildProfile(`
        start node:internal:1 = 50
        ask /p/${folder}/ask.js:3 = ${0.4 * n}
          sweep node:internal/events:9 = ${0.4 * n}
      `),
      output: 'same',
    };
  });
}

function findIds(other: number): string[] {
  const ours = buildRecording('candidate', { run: requests('c', (n) => n * n, 100) });
  const theirs = buildRecording('reference', { run: requests('r', (n) => n / 10, other) });
  return analyseComparison(buildComparison(ours, theirs), ours, theirs).findings.map(
    ({ id }) => id,
  );
}

it('is no growth where the reference takes as long and makes more calls in all', () => {
  expect(findIds(1000)).toEqual([]);
});

it('is growth where the calls come in addition, even before it takes long', () => {
  expect(findIds(100)).toContain('grows-faster-than-reference');
});
