import { describe, expect, it } from 'vitest';
import type { TimeRun } from '../../model/recording';
import { describeRuns, nameOutliers } from './describe-runs';
import { estimateRatio } from './estimate-ratio';
import { ADAPTIVE_ROUNDS, needsAnotherRound } from './plan-rounds';
import { createRandomSource, drawNormal } from './random-source';

describe('needsAnotherRound', () => {
  /** Rounds that are made of two builds, and whether the ratio is called a difference in the end. */
  function simulate(noise: number, ratio: number, seed: number, runMs = 10) {
    const random = createRandomSource(seed);
    const walls: [number[], number[]] = [[], []];
    const draw = (centre: number) => centre * Math.exp(noise * drawNormal(random));
    let spent = 0;
    while (needsAnotherRound(walls, spent, ADAPTIVE_ROUNDS)) {
      walls[0].push(draw(100 * ratio));
      walls[1].push(draw(100));
      spent += 2 * runMs;
    }
    return { rounds: walls[0].length, walls };
  }
  const many = (noise: number, ratio: number) =>
    Array.from({ length: 200 }, (_, seed) => simulate(noise, ratio, seed + 1));
  const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;

  it('stops early where runs agree, goes on where they do not, and stops at a bound', () => {
    const [quiet, noisy] = [many(0.01, 1), many(0.08, 1)];
    expect(mean(quiet.map(({ rounds }) => rounds))).toBeLessThan(7);
    expect(mean(noisy.map(({ rounds }) => rounds))).toBeGreaterThan(12);
    expect(Math.max(...many(0.5, 1).map(({ rounds }) => rounds))).toBe(ADAPTIVE_ROUNDS.most);
    expect(mean(many(0.08, 3).map(({ rounds }) => rounds))).toBeLessThan(9);
  });

  it('claims a difference between equals no oftener than a fixed number of runs would', () => {
    for (const noise of [0.02, 0.05, 0.1, 0.2]) {
      const wrong = many(noise, 1).filter(
        ({ walls }) => !estimateRatio(...walls)!.insideNoise,
      ).length;
      expect(wrong / 200, `noise ${noise}`).toBeLessThan(0.08);
    }
  });

  it('keeps to the time budget, but makes the least number of runs', () => {
    expect(simulate(0.3, 1, 1, 60_000).rounds).toBe(ADAPTIVE_ROUNDS.least);
    expect(simulate(0.3, 1, 1, 500).rounds).toBeLessThanOrEqual(12);
  });

  it('judges a single build by its own interval', () => {
    const steady = [100, 101, 99, 100, 100, 101];
    expect(needsAnotherRound([steady], 0, ADAPTIVE_ROUNDS)).toBe(false);
    expect(needsAnotherRound([[100, 150, 80, 120, 90]], 0, ADAPTIVE_ROUNDS)).toBe(true);
  });
});

describe('describeRuns', () => {
  const run = (wallMs: number, change: Partial<TimeRun> = {}): TimeRun => ({
    startedAt: '2026-01-01T00:00:00.000Z',
    wallMs,
    cpuMs: 90,
    peakRssBytes: null,
    voluntarySwitches: null,
    runQueueMs: 1,
    warmUp: false,
    exitCode: 0,
    stdoutSha256: '',
    ...change,
  });
  const steady = [100, 101, 99, 100, 102, 98, 100, 101, 99, 100].map((ms) => run(ms));

  it('has nothing to say of steady runs', () => {
    expect(describeRuns(steady, 'build')).toEqual([]);
    expect(describeRuns([], 'build')).toEqual([]);
  });

  it.each<[string, number, Partial<TimeRun>, number]>([
    ['waited 78.5 ms for a free processor', 180, { runQueueMs: 79.5 }, 4],
    ['used 70 ms more CPU time', 180, { cpuMs: 160 }, 4],
    ['waited longer for the disk', 180, {}, 4],
    ['first, with cold caches', 180, {}, 0],
    ['its CPU time is not known', 180, { cpuMs: null }, 4],
    ['faster than the others', 60, {}, 4],
  ])('finds what %s', (cause, wallMs, change, at) => {
    const runs = steady.with(at, run(wallMs, change));
    const outliers = nameOutliers(runs);
    expect(outliers).toHaveLength(1);
    expect(outliers[0]).toMatchObject({ run: at + 1, wallMs });
    expect(outliers[0]!.cause).toContain(cause);
  });

  it('says that runs are too few, drift, warm up or wait for a processor', () => {
    const noisy = [100, 130, 90, 120, 80, 140].map((ms) => run(ms));
    expect(describeRuns(noisy, 'build at n = 5')[0]).toBe(
      'build at n = 5: 6 runs, and the interval of the median is still ±27.3 %.',
    );
    const rising = [100, 103, 106, 109, 112, 115, 118, 121, 124].map((ms) => run(ms));
    expect(describeRuns(rising, 'b').join(' ')).toContain('rose by 16.1 %');
    const warming = [180, 130, 100, 101, 99, 100, 102, 100].map((ms) => run(ms));
    const told = describeRuns(warming, 'b').join(' ');
    expect(told).toContain('first 2 runs were slower');
    expect(told).not.toContain('run 1 took');
    const queued = steady.map(() => run(100, { cpuMs: 60, runQueueMs: 35 }));
    expect(describeRuns(queued, 'b').join(' ')).toContain('waited 35 ms of 100 ms');
    // Four threads that wait side by side cannot wait longer than the run took beside its work.
    const threads = steady.map(() => run(100, { cpuMs: 95, runQueueMs: 300 }));
    expect(describeRuns(threads, 'b')).toEqual([]);
  });
});
