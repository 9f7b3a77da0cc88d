import { describe, expect, it } from 'vitest';
import { analyseComparison } from '../analyse-comparison';
import { buildProfile } from '../testing/build-profile';
import { buildComparison, buildRecording } from '../testing/build-recording';
import { answerFunctions } from './answer-functions';
import { compareCosts } from './cost-noise';

function build(name: string, tree: string, operations = 10) {
  const cpu = buildProfile(tree, undefined, { samplesPerLine: 100 });
  return buildRecording(name, { w: [{ n: 1000, operations, cpu }] });
}

const CANDIDATE = build(
  'candidate',
  `
  main /p/c/a.js:1 = 50
    scan /p/c/a.js:9 = 600
      decode /p/c/a.js:30 = 300
    parse /p/c/b.js:2 = 52
    only /p/c/b.js:20 = 40
`,
);
const REFERENCE = build(
  'fixed',
  `
  main /p/r/a.js:1 = 25
    scan /p/r/a.js:9 = 60
      decode /p/r/a.js:30 = 20
    parse /p/r/b.js:2 = 25
`,
  5,
);

describe('headroom', () => {
  const { workloads } = analyseComparison(
    buildComparison(CANDIDATE, REFERENCE),
    CANDIDATE,
    REFERENCE,
  );
  const rows = workloads[0]!.headroom!;

  it('puts the reference’s cost, scaled to the same operations, in place of the candidate’s', () => {
    const scan = rows.find((row) => row.function === 'scan')!;
    expect(scan.candidateMs).toBeCloseTo(900, 6);
    expect(scan.referenceMs).toBeCloseTo(160, 6);
    expect(scan.runMs).toBeCloseTo(1042, 6);
    expect(scan.wouldCostMs).toBeCloseTo(302, 6);
    expect(rows.map((row) => row.function)).toEqual(['main', 'scan', 'decode']);
  });

  it('leaves out what is inside the noise and what has no counterpart', () => {
    // 52 against 50 ms.
    expect(rows.map((row) => row.function)).not.toContain('parse');
    expect(rows.map((row) => row.function)).not.toContain('only');
  });

  it('stands in the functions table, with the interval of the difference', () => {
    const answer = answerFunctions(
      {
        subject: { kind: 'comparison', id: 'c' },
        workload: 'w',
        n: 1000,
        sort: 'self',
        descending: true,
        search: null,
        onlyOwnCode: false,
        offset: 0,
        count: 10,
      },
      { candidate: CANDIDATE, reference: REFERENCE },
    );
    const row = (name: string) => answer.rows.find(({ key }) => key.function === name)!;
    expect(row('scan')).toMatchObject({ insideNoise: false });
    expect(row('scan').headroom?.wouldCostMs).toBeCloseTo(302, 6);
    expect(row('parse').insideNoise).toBe(true);
    const [lo, hi] = row('parse').differenceCi95Ms!;
    expect(lo).toBeLessThan(0);
    expect(hi).toBeGreaterThan(0);
    expect(row('only').headroom).toBeUndefined();
  });
});

describe('compareCosts', () => {
  it('knows that 4 samples against 9 say nothing, and 400 against 900 do', () => {
    const of = (cost: number) => ({ cost, quantum: 1 });
    expect(compareCosts(of(4), of(9)).insideNoise).toBe(true);
    expect(compareCosts(of(400), of(900)).insideNoise).toBe(false);
    // Exact counts have no sampling error, but a machine.
    expect(compareCosts({ cost: 103, quantum: 0 }, { cost: 100, quantum: 0 }).insideNoise).toBe(
      true,
    );
  });
});
