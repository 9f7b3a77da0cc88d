import { describe, expect, it } from 'vitest';
import type { FlameAnswer, FlameQuestion } from '../../model/view-answers';
import type { AnalysisContext } from '../analysis-context';
import { buildProfile } from '../testing/build-profile';
import { buildRecording } from '../testing/build-recording';
import { answerFlame } from './answer-flame';

const CANDIDATE = buildProfile(
  `
  main /p/candidate/bench.js:1 = 10
    scan /p/candidate/table.js:10 = 600
      decode /p/candidate/row.js:3 = 300
    parse /p/candidate/sql.js:3 = 80
    a /p/candidate/x.js:1 = 0.4
    b /p/candidate/x.js:2 = 0.4
    c /p/candidate/x.js:3 = 0.4
  (idle) = 50
`,
  undefined,
  { samplesPerLine: 100 },
);
const REFERENCE = buildProfile(
  `
  main /p/fixed/bench.js:1 = 10
    seek /p/fixed/table.js:10 = 20
    parse /p/fixed/sql.js:9 = 78
`,
  undefined,
  { samplesPerLine: 100 },
);

const CONTEXT: AnalysisContext = {
  candidate: buildRecording('candidate', { lookup: [{ n: 100, operations: 10, cpu: CANDIDATE }] }),
  reference: buildRecording('fixed', { lookup: [{ n: 100, operations: 10, cpu: REFERENCE }] }),
};

function ask(change: Partial<FlameQuestion>, context = CONTEXT): FlameAnswer {
  return answerFlame(
    {
      subject: { kind: 'comparison', id: 'c' },
      workload: 'lookup',
      n: 100,
      metric: 'cpu',
      mode: 'merged',
      side: 'candidate',
      basis: 'absolute',
      filter: { thread: null, onlyOwnCode: false, collapseRecursion: false, focus: null },
      root: null,
      widthPx: 1000,
      search: null,
      ...change,
    },
    context,
  );
}

/** Rows as `name total`. */
function rows(answer: FlameAnswer): string[] {
  return Array.from({ length: answer.length }, (_, row) => {
    const value = Math.round(answer.total[row]! * 10) / 10;
    return `${'  '.repeat(answer.depth[row]!)}${answer.names[answer.frame[row]!]} ${value}`;
  });
}

/** Geometry that every answer has to have, whatever it shows. */
function expectSound(answer: FlameAnswer): void {
  for (let row = 0; row < answer.length; row += 1) {
    const parent = answer.parent[row]!;
    expect(answer.x1[row]!).toBeGreaterThanOrEqual(answer.x0[row]!);
    if (row === 0) continue;
    expect(parent).toBeGreaterThanOrEqual(0);
    expect(parent).toBeLessThan(row);
    expect(answer.depth[row]).toBe(answer.depth[parent]! + 1);
    expect(answer.x0[row]!).toBeGreaterThanOrEqual(answer.x0[parent]! - 1e-9);
    expect(answer.x1[row]!).toBeLessThanOrEqual(answer.x1[parent]! + 1e-9);
  }
}

describe('answerFlame', () => {
  it('draws what is a pixel wide and merges the rest with its cost', () => {
    const answer = ask({});
    expectSound(answer);
    expect(rows(answer)).toEqual([
      '(all) 991.2',
      '  main 991.2',
      '    scan 900',
      '    parse 80',
      '    (3 narrower) 1.2',
      '      decode 300',
    ]);
    expect(answer.totalNodes).toBe(8);
    expect(answer.shownNodes).toBe(5);
    expect(answer.shownShare).toBeCloseTo(990 / 991.2, 6);
    expect(answer.notes.join(' ')).toContain('Idle time of 50.0 ms');
    expect(answer.samples).toEqual({ candidate: 700, reference: 300 });
  });

  it('zooms with a breadcrumb and counts matches once', () => {
    const scan = ask({}).node[2]!;
    const zoomed = ask({ root: scan });
    expect(rows(zoomed)).toEqual(['scan 900', '  decode 300']);
    expect(zoomed.breadcrumb.map(({ name }) => name)).toEqual(['(all)', 'main', 'scan']);
    const search = ask({ search: '/^(scan|decode)$/' });
    expect(search.matches?.count).toBe(2);
    expect(search.matches?.share).toBeCloseTo(900 / 991.2, 9);
    expect(Array.from(search.match)).toEqual([0, 0, 1, 0, 0, 1]);
    expect(ask({ search: '/(/' }).notes.join(' ')).toContain('plain text');
  });

  it('inverts', () => {
    const answer = ask({ mode: 'inverted' });
    expectSound(answer);
    expect(rows(answer).slice(0, 4)).toEqual([
      '(all) 991.2',
      '  scan 600',
      '  decode 300',
      '  parse 80',
    ]);
  });

  it('lays both builds over each other, per operation, with the noise marked', () => {
    const answer = ask({ side: 'difference' });
    expectSound(answer);
    const find = (name: string) => {
      const row = Array.from(answer.frame).findIndex((frame) => answer.names[frame] === name);
      return [answer.candidate[row]!, answer.reference[row]!, answer.noise[row]!].map(
        (value) => Math.round(value * 10) / 10,
      );
    };
    expect(find('scan')).toEqual([90, 0, 0]);
    expect(find('seek')).toEqual([0, 2, 0]);
    // 8 against 7.8 ms per operation: aligned across folders and lines, and the same.
    expect(find('parse')).toEqual([8, 7.8, 1]);
    expect(answer.perOperation).toBe(true);
    const share = ask({ side: 'difference', basis: 'share' });
    expect(share.candidate[0]).toBeCloseTo(1, 9);
    expect(share.reference[0]).toBeCloseTo(1, 9);
  });

  it('marks every frame of a build against itself as noise', () => {
    const answer = ask(
      { side: 'difference' },
      { candidate: CONTEXT.candidate, reference: CONTEXT.candidate },
    );
    expect(Array.from(answer.noise).every((noise) => noise === 1)).toBe(true);
  });

  it('keeps the order of time and joins only neighbours', () => {
    const cpu = buildProfile(`
      main a.js:1
        f a.js:2 = 5
        g a.js:3 = 3
        f a.js:2 = 2
    `);
    const context = {
      candidate: buildRecording('c', { lookup: [{ n: 100, cpu }] }),
      reference: null,
    };
    const answer = ask({ mode: 'time-order' }, context);
    expectSound(answer);
    expect(rows(answer)).toEqual(['(all) 10', '  main 10', '    f 5', '    g 3', '    f 2']);
    const zoomed = ask({ mode: 'time-order', root: answer.node[3]! }, context);
    expect(rows(zoomed)).toEqual(['g 3']);
    expect(zoomed.breadcrumb.map(({ name }) => name)).toEqual(['(all)', 'main', 'g']);
  });

  it('says which pass is missing, and gives no NaN for an empty side', () => {
    const empty = ask({ metric: 'allocated' });
    expect(empty.length).toBe(0);
    expect(empty.notes.join(' ')).toContain('alloc pass');
    const half = ask(
      { side: 'difference' },
      {
        candidate: CONTEXT.candidate,
        reference: buildRecording('fixed', { lookup: [{ n: 100 }] }),
      },
    );
    expectSound(half);
    expect(Array.from(half.reference).every((value) => value === 0)).toBe(true);
  });
});
