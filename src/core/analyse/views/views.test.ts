import { describe, expect, it } from 'vitest';
import type { Subject } from '../../model/view-answers';
import { answerFunctionDetail } from '../functions/answer-function-detail';
import { answerFunctions } from '../functions/answer-functions';
import { buildProfile } from '../testing/build-profile';
import { buildRecording } from '../testing/build-recording';
import { answerOutput } from './answer-output';
import { answerScaling } from './answer-scaling';
import { answerSyscalls } from './answer-syscalls';

const SUBJECT: Subject = { kind: 'comparison', id: 'c' };
const SIZES = [100, 200, 400, 800];

function build(name: string, factor: number) {
  const folder = `/p/${name}`;
  return buildRecording(name, {
    scan: SIZES.map((n) => ({
      n,
      operations: 10,
      wallMs: [50 + factor * n, 51 + factor * n, 49 + factor * n],
      calls: { [`scan ${folder}/a.js:3`]: 10, [`decode ${folder}/b.js:7`]: factor * n * 10 },
      cpu: buildProfile(`
        main ${folder}/a.js:1 = 5
          scan ${folder}/a.js:3 = ${n}
            decode ${folder}/b.js:7 = ${factor * n}
              scan ${folder}/a.js:3 = 1
                decode ${folder}/b.js:7 = 2
      `),
      syncs: [[`${folder}/log`, 10, 1.5]] as const,
      output: `${name}\n`,
    })),
  });
}

const CONTEXT = { candidate: build('candidate', 2), reference: build('fixed', 1) };
const PLACE = { subject: SUBJECT, workload: 'scan', n: 800 };

describe('answerFunctions', () => {
  const ask = (change: object) =>
    answerFunctions(
      {
        ...PLACE,
        sort: 'self',
        descending: true,
        search: null,
        onlyOwnCode: false,
        offset: 0,
        count: 50,
        ...change,
      },
      CONTEXT,
    );

  it('puts both builds’ costs side by side, ordered and paged', () => {
    const answer = ask({});
    expect(answer.rows.map(({ key }) => key.function)).toEqual(['decode', 'scan', 'main']);
    expect(answer.rows[0]).toMatchObject({
      key: { file: '/p/candidate/b.js', line: 7 },
      candidate: {
        selfMs: 1602,
        calls: 16_000,
        callsPerOperation: 1600,
        growth: { class: 'O(n)' },
      },
      reference: { selfMs: 802, calls: 8000 },
    });
    expect(answer.rows[0]!.differenceMs).toBeCloseTo(80, 9);
    expect(answer.rows[1]!.candidate!.totalMs).toBe(2403);
    expect(ask({ offset: 1, count: 1 }).rows.map(({ key }) => key.function)).toEqual(['scan']);
    expect(ask({ search: 'SCAN' })).toMatchObject({ matching: 1, all: 3 });
    expect(ask({ sort: 'function', descending: false }).rows[0]!.key.function).toBe('decode');
    expect(ask({ sort: 'calls', descending: true }).rows.at(-1)!.key.function).toBe('main');
  });

  it('names the passes that are missing', () => {
    expect(ask({}).notes.join(' ')).toContain('candidate has no alloc pass');
    expect(ask({ n: 5 })).toMatchObject({ rows: [], matching: 0 });
  });
});

describe('answerFunctionDetail', () => {
  it('counts a stack once for an edge, however often it recurs', () => {
    const key = { function: 'scan', file: '/p/candidate/a.js', line: 3 };
    const answer = answerFunctionDetail({ ...PLACE, side: 'candidate', key }, CONTEXT);
    expect(answer.callers).toMatchObject([{ key: { function: 'main' }, ms: 2403, share: 1 }]);
    expect(answer.callees).toMatchObject([{ key: { function: 'decode' }, ms: 1603 }]);
    expect(answer.source).toBeNull();
    expect(answer.sourceNote).toContain('no cost per line');
  });

  it('gives the cost of each line', () => {
    const cpu = {
      ...buildProfile('f /p/a.js:3 = 9'),
      lines: {
        length: 3,
        frame: Int32Array.of(0, 0, 0),
        line: Int32Array.of(5, 4, 5),
        value: Float64Array.of(1, 6, 2),
      },
    };
    const context = {
      candidate: buildRecording('c', { scan: [{ n: 800, cpu }] }),
      reference: null,
    };
    const key = { function: 'f', file: '/p/a.js', line: 3 };
    const { source } = answerFunctionDetail({ ...PLACE, side: 'candidate', key }, context);
    expect(source).toEqual({
      path: '/p/a.js',
      firstLine: 3,
      lines: [
        { line: 4, text: '', ms: 6 },
        { line: 5, text: '', ms: 3 },
      ],
    });
  });
});

describe('answerSyscalls', () => {
  it('sums by name, path and latency', () => {
    const { candidate, unavailable } = answerSyscalls(PLACE, CONTEXT);
    expect(unavailable).toBeNull();
    expect(candidate).toMatchObject({ syncs: 10, syncsPerOperation: 1, syncMs: 15 });
    expect(candidate!.byPath).toEqual([
      { name: 'fsync', path: '/p/candidate/log', count: 10, totalMs: 15, maxMs: 1.5 },
    ]);
    expect(candidate!.byThread).toEqual([
      { name: 'thread 1', path: null, count: 10, totalMs: 15, maxMs: 1.5 },
    ]);
    // 1.5 ms lie between 2¹⁰ and 2¹¹ µs.
    expect(candidate!.latency.counts[10]).toBe(10);
    expect(candidate!.latency.counts).toHaveLength(11);
    expect(answerSyscalls({ ...PLACE, n: 1 }, CONTEXT).unavailable).toContain(
      'run it with this pass',
    );
  });
});

describe('answerScaling', () => {
  it('fits both builds and continues the curve to four times the largest size, marked', () => {
    const answer = answerScaling(
      { subject: SUBJECT, workload: 'scan', metric: 'calls', frame: null },
      CONTEXT,
    );
    expect(answer.series.map(({ fit }) => fit?.class)).toEqual(['O(n)', 'O(n)']);
    const { curve } = answer.series[0]!;
    expect(curve.at(-1)).toMatchObject({ extrapolated: true });
    expect(curve.at(-1)!.n).toBeCloseTo(3200, 6);
    expect(curve.filter(({ extrapolated }) => !extrapolated).at(-1)!.n).toBeLessThanOrEqual(800);
    expect(answer.metrics).toEqual(expect.arrayContaining(['wall', 'cpu', 'calls', 'syncs']));
    expect(answer.frames[0]).toMatchObject({ key: { function: 'decode' }, metric: 'calls' });
    expect(answer.frames[0]!.reference?.class).toBe('O(n)');
  });

  it('follows one function into the other build', () => {
    const frame = { function: 'decode', file: '/p/candidate/b.js', line: 7 };
    const { series } = answerScaling(
      { subject: SUBJECT, workload: 'scan', metric: 'calls', frame },
      CONTEXT,
    );
    expect(series.map(({ points }) => points.at(-1)!.value)).toEqual([16_000, 8000]);
  });
});

describe('answerOutput', () => {
  it('judges each size and says why there is nothing to judge', () => {
    const answer = answerOutput({ subject: SUBJECT, workload: 'scan' }, CONTEXT);
    expect(answer.equal).toBe(false);
    expect(answer.sizes[0]).toMatchObject({
      n: 100,
      candidate: 'candidate\n',
      firstDifferentLine: 1,
    });
    const alone = answerOutput(
      { subject: SUBJECT, workload: 'scan' },
      { ...CONTEXT, reference: null },
    );
    expect(alone).toMatchObject({ equal: null });
    expect(alone.reason).toContain('One build');
  });
});
