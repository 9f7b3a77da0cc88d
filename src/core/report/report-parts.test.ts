import { describe, expect, it } from 'vitest';
import type { Finding, FindingFrame } from '../model/finding';
import { formatFigures, nameFinding } from './report-parts';

const finding: Finding = {
  id: 'slower-than-reference',
  severity: 'high',
  confidence: 'high',
  workload: 'insert',
  title: 'candidate takes 3 times as long as reference on insert.',
  headline: { value: 3, unit: 'ratio', caption: 'wall time' },
  evidence: [],
  frames: [],
  refutedBy: '',
  advice: '',
};
const frame: FindingFrame = {
  function: 'flush',
  file: '/p/log.js',
  line: 6,
  candidate: 1.37,
  reference: null,
};
const names = ['candidate', 'reference'];

it.each([
  ['slower-than-reference', 'Slower than reference'],
  ['gc-pressure', 'GC pressure'],
] as const)('names %s for people', (id, name) => {
  expect(nameFinding({ ...finding, id })).toBe(name);
});

describe('formatFigures', () => {
  it("takes the headline's unit for a frame without one", () => {
    expect(formatFigures(finding, frame, names)).toBe('1.37× in candidate, none in reference');
  });

  it.each([
    ['ms/op', '1.37 ms per operation'],
    ['bytes/op', '1.37 B per operation'],
    ['syncs/op', '1.37 syncs per operation'],
  ])("says a frame's own unit, %s", (unit, figure) => {
    expect(formatFigures(finding, { ...frame, unit }, names)).toBe(
      `${figure} in candidate, none in reference`,
    );
  });
});
