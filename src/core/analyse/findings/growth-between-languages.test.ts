import { expect, it } from 'vitest';
import { analyseComparison } from '../analyse-comparison';
import { buildProfile } from '../testing/build-profile';
import { buildComparison, buildRecording } from '../testing/build-recording';
import type { SizeSketch } from '../testing/build-recording';

const SIZES = [1000, 2000, 4000, 8000];

function around(ms: number): number[] {
  return [0.97, 0.99, 1, 1.02, 1.05].map((part) => part * ms);
}

/** A table looked through for each of 20,000 requests, in a language without a start to speak of; no calls could be counted. */
const scanning = SIZES.map((n): SizeSketch => {
  const ms = 0.07 * n;
  return {
    n,
    wallMs: around(15 + ms),
    cpu: buildProfile(
      `
      main /p/c/records.c:80 = 2
        serve /p/c/records.c:60 = 13
          seek_scanning /p/c/records.c:34 = ${ms}
    `,
      undefined,
      { samplesPerLine: 50 },
    ),
  };
});

/** The same job of another author and language: its requests cost as much at every n, or what `requestMs` says; reading n rows costs a little. */
function asking(requestMs: (n: number) => number): SizeSketch[] {
  return SIZES.map((n) => ({
    n,
    wallMs: around(80 + 0.003 * n + requestMs(n)),
    cpu: buildProfile(
      `
      start node:internal:1 = 80
        loadEntries /p/n/requests.cjs:60 = ${0.003 * n}
        answerRequest /p/n/requests.cjs:44 = ${requestMs(n)}
    `,
      undefined,
      { samplesPerLine: 50 },
    ),
  }));
}

/** The same, so fast that nothing of it shows beside the start: `passes` calls are made for each row. */
function passing(passes: number): SizeSketch[] {
  return asking(() => 15).map((size) => ({
    ...size,
    calls: {
      'answerRequest /p/n/requests.cjs:44': 20_000,
      'seesRow /p/n/requests.cjs:30': passes * size.n,
    },
  }));
}

function findGrowth(reference: SizeSketch[]) {
  const ours = buildRecording('candidate', { run: scanning });
  const theirs = buildRecording('reference', { run: reference });
  const { findings } = analyseComparison(buildComparison(ours, theirs), ours, theirs);
  return findings.find(({ id }) => id === 'grows-faster-than-reference');
}

it('is told by the samples of both where their names say nothing', () => {
  expect(findGrowth(asking(() => 15))?.frames[0]?.function).toBe('seek_scanning');
});

it('is not told where the reference goes through its table too, in a tenth of the time', () => {
  expect(findGrowth(asking((n) => 0.007 * n))).toBeUndefined();
});

it('is not told where exact calls say that the reference goes through its table too', () => {
  expect(findGrowth(passing(1))?.frames[0]?.function).toBe('seek_scanning');
  expect(findGrowth(passing(20_000))).toBeUndefined();
});
