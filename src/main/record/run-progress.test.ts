import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { RunProgress } from '../../core/model/run-request';
import { ProgressTracker, type Step } from './run-progress';

function step(instrument: Step['instrument'], n: number): Step {
  return { phase: 'measure', instrument, build: 'candidate', workload: 'w', n };
}

test('steps count up to their number, skipped ones included, and the time left falls to 0', async () => {
  const steps = [
    step('time', 1),
    step('time', 1),
    step('cpu', 1),
    step('stacks', 1),
    step('time', 2),
  ];
  const told: RunProgress[] = [];
  const tracker = new ProgressTracker(steps, (progress) => told.push(progress));
  await tracker.run(steps[0]!, () => sleep(120));
  await tracker.run(steps[1]!, () => sleep(120));
  await tracker.run(steps[2]!, () => sleep(5));
  tracker.skip((each) => each.instrument === 'stacks');
  await tracker.run(steps[4]!, () => sleep(5));
  expect(told[0]).toMatchObject({ step: 1, steps: 5, remainingMs: null });
  expect(told.map((each) => each.step)).toEqual(told.map((each) => each.step).toSorted());
  expect(told.at(-1)).toMatchObject({ step: 5, steps: 5, remainingMs: 0 });
  expect(told.slice(1).every(({ remainingMs }) => remainingMs !== null)).toBe(true);
});

test('a quick step is told once, at its end', async () => {
  const steps = Array.from({ length: 50 }, () => step('time', 1));
  const told: RunProgress[] = [];
  const tracker = new ProgressTracker(steps, (progress) => told.push(progress));
  for (const each of steps) await tracker.run(each, () => Promise.resolve());
  // One for each end and one for the very first beginning; a slow machine may add a few.
  expect(told.length).toBeGreaterThanOrEqual(50);
  expect(told.length).toBeLessThan(70);
});

test('a step that throws is done all the same', async () => {
  const told: RunProgress[] = [];
  const tracker = new ProgressTracker([step('cpu', 1)], (progress) => told.push(progress));
  await expect(tracker.run(step('cpu', 1), () => Promise.reject(new Error('x')))).rejects.toThrow();
  expect(told.at(-1)).toMatchObject({ step: 1, remainingMs: 0 });
});

test('a step that begins right after another is told of while it runs', async () => {
  const told: RunProgress[] = [];
  const tracker = new ProgressTracker([step('heap', 1), step('timeline', 1)], (progress) =>
    told.push(progress),
  );
  await tracker.run(step('heap', 1), () => Promise.resolve());
  const before = told.length;
  let duringStep = -1;
  await tracker.run(step('timeline', 1), async () => {
    while (told.length === before) await sleep(5);
    duringStep = told.length;
  });
  expect(told[duringStep - 1]).toMatchObject({ instrument: 'timeline', step: 2, steps: 2 });
  expect(told.at(-1)).toMatchObject({ instrument: 'timeline', remainingMs: 0 });
});
