import { describe, expect, it } from 'vitest';
import type { Finding, FindingFrame } from '../model/finding';
import { analyseRecording } from '../analyse/analyse-recording';
import { buildRecording } from '../analyse/testing/build-recording';
import { describeScope, formatFigures, nameFinding } from './report-parts';

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

it.each([
  [[3, 3], '3 runs'],
  [[3, 7], '3 to 7 runs'],
  [[1, 1], '1 run'],
])('says how many runs stand behind the medians: %j', (counts, words) => {
  const sizes = counts.map((runs, index) => ({
    n: 100 * (index + 1),
    operations: 1,
    wallMs: Array.from({ length: runs }, (_, run) => 80 + run),
  }));
  const answer = analyseRecording(buildRecording('mine', { work: sizes }));
  expect(describeScope(answer)).toContain(`mine, medians of ${words} with 95 % intervals.`);
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
