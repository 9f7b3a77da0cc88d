import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LoadedRecording, LoadedSize } from '../../model/loaded';
import type { Profile } from '../../model/profile';
import type { FlameAnswer, FlameQuestion, Place, TimeAxis } from '../../model/view-answers';
import { parseCpuProfile } from '../../parse/parse-cpu-profile';
import { parseHeapProfile } from '../../parse/parse-heap-profile';
import { parsePerfScript } from '../../parse/parse-perf-script';
import type { ParseContext } from '../../parse/parse-context';
import type { AnalysisContext } from '../analysis-context';
import { cutContext } from '../part/cut-context';
import { lengthOfRun } from '../part/cut-size';
import { buildProfile } from '../testing/build-profile';
import { buildRecording } from '../testing/build-recording';
import { answerFlame } from './answer-flame';

const CONTEXT: ParseContext = {
  pid: 1,
  tid: 0,
  threadName: 'main',
  processName: 'node',
  ownFolders: ['/srv/demo'],
};
const PLACE: Place = { subject: { kind: 'recording', id: 'r' }, workload: 'run', n: 1 };
const WIDTH_PX = 800;

const textOf = (name: string) =>
  readFileSync(new URL(`../../../../fixtures/${name}`, import.meta.url), 'utf8');

function parsed<Value>(result: { ok: true; value: Value } | { ok: false }): Value {
  if (!result.ok) throw new Error('The fixture cannot be read');
  return result.value;
}

const CPU = parsed(parseCpuProfile(textOf('node-20.20/known-shares.cpuprofile'), CONTEXT));
const PERF = parsed(parsePerfScript(textOf('perf-6.1/native-shares-node.txt'), CONTEXT));
const ALLOC = parsed(parseHeapProfile(textOf('node-20.20/garbage.heapprofile'), CONTEXT));

function contextOf(change: Partial<LoadedSize>): AnalysisContext {
  const made = buildRecording('mine', { run: [{ n: 1, operations: 10 }] });
  const candidate: LoadedRecording = {
    ...made,
    workloads: made.workloads.map((workload) => ({
      ...workload,
      sizes: workload.sizes.map((size) => ({ ...size, ...change })),
    })),
  };
  return { candidate, reference: null };
}

function ask(
  context: AnalysisContext,
  part: { fromMs: number; toMs: number } | null,
  change: Partial<FlameQuestion> = {},
): FlameAnswer {
  const place = part === null ? PLACE : { ...PLACE, part: { side: 'candidate' as const, ...part } };
  return answerFlame(
    {
      ...place,
      metric: 'cpu',
      mode: 'time-order',
      side: 'candidate',
      basis: 'absolute',
      filter: { thread: null, onlyOwnCode: false, collapseRecursion: false, focus: null },
      root: null,
      widthPx: WIDTH_PX,
      search: null,
      ...change,
    },
    cutContext(context, place),
  );
}

const lastOf = (column: Float64Array) => column[column.length - 1]!;
const lengthOf = (context: AnalysisContext) =>
  lengthOfRun(context.candidate.workloads[0]!.sizes[0]!)!;

function expectAscending({ x, ms }: TimeAxis): void {
  const ascends = (column: Float64Array) =>
    column.every((value, row) => row === 0 || value >= column[row - 1]!);
  expect([ascends(x), ascends(ms)]).toEqual([true, true]);
}

/** Samples of two places in turn, with these gaps in milliseconds, of which a zero cost means a sleep. */
function withGaps(threads: { gap: number; sleeps: boolean }[][]): Profile {
  const profile = buildProfile(`
    main a.js:1 = 1
      f a.js:2 = 1
  `);
  const [first] = profile.threads;
  return {
    ...profile,
    durationMs: Math.max(...threads.map((gaps) => gaps.reduce((sum, { gap }) => sum + gap, 0))),
    threads: threads.map((gaps, tid) => {
      let at = 0;
      const time = gaps.map(({ gap }) => (at += gap) - gap);
      return {
        ...first!,
        tid,
        samples: {
          length: gaps.length,
          stack: Int32Array.from(gaps, (_, row) => row % 2),
          time: Float64Array.from(time),
          values: [Float64Array.from(gaps, ({ gap, sleeps }) => (sleeps ? 0 : gap))],
        },
      };
    }),
  };
}

describe('the moments of a picture in the order of time', () => {
  it('lead to the part that lies between two places of the width', () => {
    const context = contextOf({ cpu: CPU });
    const whole = ask(context, null);
    const [axis] = whole.timeAxes;
    expect(whole.timeAxes).toHaveLength(1);
    expectAscending(axis!);
    expect(axis!.x[0]).toBe(0);
    expect(lastOf(axis!.x)).toBeCloseTo(1, 9);
    const longest = Math.max(...CPU.threads[0]!.samples.values[0]!);
    expect(lastOf(axis!.ms)).toBeLessThanOrEqual(lengthOf(context));
    expect(lastOf(axis!.ms)).toBeGreaterThan(lengthOf(context) - longest);
    for (const [from, to] of [
      [0, 100],
      [200, 640],
      [700, 800],
    ] as const) {
      const part = { fromMs: axis!.ms[from]!, toMs: axis!.ms[to]! };
      const shown = ask(context, part);
      const between = (axis!.x[to]! - axis!.x[from]!) * whole.rootTotal;
      // A sample belongs to the part in which it was taken, whole.
      expect(Math.abs(shown.rootTotal - between)).toBeLessThanOrEqual(longest * 2);
      // The part is drawn with the moments of the whole run.
      const [again] = shown.timeAxes;
      expect(again!.ms[0]).toBeGreaterThanOrEqual(part.fromMs - 1e-6);
      expect(again!.ms[0]).toBeLessThan(part.toMs);
    }
  });

  it('of a zoomed frame lie where the frame lies in the whole', () => {
    const context = contextOf({ cpu: CPU });
    const whole = ask(context, null);
    const wide = (row: number) => whole.x1[row]! - whole.x0[row]!;
    const rows = Array.from({ length: whole.length }, (_, row) => row);
    const row = rows.filter((each) => wide(each) > 0.05 && wide(each) < 0.6)[0]!;
    const zoomed = ask(context, null, { root: whole.node[row]! });
    const [axis] = whole.timeAxes;
    const [own] = zoomed.timeAxes;
    const near = (x: number) => axis!.ms[Math.round(x * WIDTH_PX)]!;
    const pixel = lengthOf(context) / WIDTH_PX;
    expect(Math.abs(own!.ms[0]! - near(whole.x0[row]!))).toBeLessThan(pixel * 3);
    expect(Math.abs(lastOf(own!.ms) - near(whole.x1[row]!))).toBeLessThan(pixel * 3);
  });

  it('are those of the samples, also where time passes without cost and in several threads', () => {
    const gap = fc.record({ gap: fc.integer({ min: 1, max: 40 }), sleeps: fc.boolean() });
    const threads = fc.array(fc.array(gap, { minLength: 1, maxLength: 12 }), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(threads, (gaps) => {
        const context = contextOf({ cpu: withGaps(gaps) });
        const answer = ask(context, null);
        const costs = gaps.map((each) =>
          each.reduce((sum, { gap: ms, sleeps }) => sum + (sleeps ? 0 : ms), 0),
        );
        const total = costs.reduce((sum, cost) => sum + cost, 0);
        const wide = gaps.filter((_, row) => total > 0 && costs[row]! / total >= 1 / WIDTH_PX);
        expect(answer.timeAxes).toHaveLength(wide.length);
        answer.timeAxes.forEach((axis, row) => {
          expectAscending(axis);
          let [time, cost] = [0, axis.x[0]! * total];
          for (const { gap: ms, sleeps } of wide[row]!) {
            // In the middle of a sample that costs, time passes as its cost does.
            if (!sleeps) {
              const x = (cost + ms / 2) / total;
              const pixel = axis.x.findIndex((each) => each >= x);
              const slack = total * (1.01 / WIDTH_PX) + 1e-6;
              const isHere =
                axis.ms[pixel]! >= time + ms / 2 - slack &&
                (axis.ms[pixel - 1] ?? 0) <= time + ms / 2 + slack;
              expect(isHere).toBe(true);
              cost += ms;
            }
            time += ms;
          }
        });
      }),
      { numRuns: 40, seed: 20 },
    );
  });

  it('are one axis for each thread of perf', () => {
    const context = contextOf({ cpu: PERF });
    const answer = ask(context, null);
    expect(PERF.threads.length).toBeGreaterThan(1);
    expect(answer.timeAxes.length).toBeGreaterThan(1);
    for (const axis of answer.timeAxes) expectAscending(axis);
    const one = ask(context, null, {
      filter: {
        thread: answer.threads[0]!.key,
        onlyOwnCode: false,
        collapseRecursion: false,
        focus: null,
      },
    });
    expect(one.timeAxes).toHaveLength(1);
  });

  it('are absent, and said to be, where the samples have none', () => {
    const answer = ask(contextOf({ alloc: ALLOC }), null, { metric: 'allocated' });
    expect(answer.length).toBeGreaterThan(1);
    expect(answer.timeAxes).toEqual([]);
    expect(answer.notes.join()).toContain('have no times');
    expect(ask(contextOf({ cpu: CPU }), null, { mode: 'merged' }).timeAxes).toEqual([]);
  });
});
