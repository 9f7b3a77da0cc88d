import { expect, it } from 'vitest';
import { sayWholeVerdict } from './say-verdict';

const names = { candidate: 'candidate', reference: 'fixed' };

it.each([
  [0, 'Nothing can be said of candidate against fixed: there are no times of both.'],
  [
    1,
    'candidate shows no failure pattern against fixed on 1 of 2 workloads; the others have no times.',
  ],
  [2, 'candidate shows no failure pattern against fixed on 2 workloads.'],
])('with times of %i of two workloads', (measured, verdict) => {
  expect(sayWholeVerdict([], ['a: …', 'b: …'], names, measured)).toBe(verdict);
});

it('claims nothing of a single build without a run', () => {
  expect(sayWholeVerdict([], ['a: …'], { candidate: 'candidate', reference: null }, 0)).toBe(
    'Nothing can be said of candidate: no run of it ended well.',
  );
});
