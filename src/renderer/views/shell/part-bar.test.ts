import { expect, test } from 'vitest';
import type { PartOfBuild } from '../../../core/model/view-answers';
import { formatStretch } from '../parts/format-stretch';
import { describePart } from './part-bar';

test.each([
  [1200, 1850, '1.20–1.85 s'],
  [0, 4200, '0.00–4.20 s'],
  [1000, 61_000, '1.0–61.0 s'],
  [0.25, 0.5, '0.25–0.50 ms'],
  [120, 480, '120–480 ms'],
  [120, 190, '120.0–190.0 ms'],
  [990, 1010, '0.99–1.01 s'],
  [1_234_000, 1_260_000, '1,234.0–1,260.0 s'],
])('%d to %d ms is written %s', (from, to, text) => {
  expect(formatStretch(from, to)).toBe(text);
});

const build = (name: string, ofMs: number, whole: PartOfBuild['whole'] = []): PartOfBuild => ({
  build: name,
  fromMs: ofMs / 4,
  toMs: ofMs / 2,
  ofMs,
  whole,
});

test('the other build and what is whole are named', () => {
  const answer = {
    candidate: build('mine', 2000, [{ pass: 'alloc', why: 'x' }]),
    reference: build('sqlite', 400, [{ pass: 'alloc', why: 'x' }]),
  };
  expect(describePart(answer, 'candidate')).toBe(
    '25.0 % of its run; each pass and build shows the same share of its own, sqlite 100–200 ms. Shown whole: alloc pass (no times).',
  );
  expect(describePart({ candidate: null, reference: null }, 'candidate')).toContain('not known');
});
