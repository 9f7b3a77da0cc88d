import { describe, expect, it } from 'vitest';
import { analyseComparison } from '../analyse-comparison';
import type { Finding } from '../../model/finding';
import { createRandomSource, drawNormal } from '../statistics/random-source';
import { buildProfile } from '../testing/build-profile';
import { buildComparison, buildRecording } from '../testing/build-recording';
import type { SizeSketch } from '../testing/build-recording';

const SIZES = [500, 1000, 2000];

function around(centre: number, seed: number): number[] {
  const random = createRandomSource(seed);
  return Array.from({ length: 5 }, () => centre * (1 + 0.02 * drawNormal(random)));
}

/** n greetings, and the settings read for each of them or once; how many operations that are is not said. */
function greeting(reads: (n: number) => number, seed: number): SizeSketch[] {
  return SIZES.map((n) => ({
    n,
    wallMs: around(40 + 0.02 * n + 0.2 * reads(n), n + seed),
    cpuMs: around(30 + 0.02 * n + 0.2 * reads(n), n + seed),
    calls: {
      'main /p/greet.js:1': 1,
      'readSettings /p/greet.js:5': reads(n),
      'greet /p/greet.js:15': n,
    },
    cpu: buildProfile(`
      main /p/greet.js:1 = 5
        readSettings /p/greet.js:5 = ${0.2 * reads(n)}
        greet /p/greet.js:15 = ${0.02 * n}
    `),
    output: 'same',
  }));
}

/** One look-up among n rows that are there already: by a scan, or by an index, which does the same at every n. */
function lookUp(visits: (n: number) => number, seed: number): SizeSketch[] {
  return SIZES.map((n) => ({
    n,
    wallMs: around(40 + 0.2 * visits(n), n + seed),
    cpuMs: around(30 + 0.2 * visits(n), n + seed),
    calls: { 'main /p/find.js:1': 1, 'find /p/find.js:5': 1, 'decode /p/find.js:9': visits(n) },
    cpu: buildProfile(`
      main /p/find.js:1 = 5
        find /p/find.js:5 = 1
          decode /p/find.js:9 = ${0.2 * visits(n)}
    `),
    output: 'same',
  }));
}

function compare(candidate: SizeSketch[], reference: SizeSketch[]): Finding[] {
  const [ours, theirs] = [
    buildRecording('candidate', { run: candidate }),
    buildRecording('reference', { run: reference }),
  ];
  return analyseComparison(buildComparison(ours, theirs), ours, theirs).findings;
}

describe('operations that nobody counted', () => {
  it('are n where the reference does as much for each of them: setup is repeated, nothing grows', () => {
    const findings = compare(
      greeting((n) => n, 1),
      greeting(() => 1, 2),
    );
    expect(findings.map(({ id }) => id)).toEqual(['repeated-setup', 'slower-than-reference']);
    expect(findings[0]!.headline.value).toBeCloseTo(1, 1);
    expect(findings[0]!.frames[0]!.function).toBe('readSettings');
    expect(findings[0]!.evidence.at(-1)!.text).toContain('n is taken for their number');
  });

  it('are one a run where the reference does the same at every n: a scan grows', () => {
    const findings = compare(
      lookUp((n) => n, 1),
      lookUp(() => 2, 2),
    );
    expect(findings.map(({ id }) => id)).toEqual([
      'grows-faster-than-reference',
      'slower-than-reference',
    ]);
  });

  it('assume nothing of a build against itself', () => {
    expect(
      compare(
        greeting(() => 1, 1),
        greeting(() => 1, 2),
      ),
    ).toEqual([]);
  });
});
