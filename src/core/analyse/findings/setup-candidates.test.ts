import { expect, it } from 'vitest';
import { analyseComparison } from '../analyse-comparison';
import type { Finding } from '../../model/finding';
import { buildProfile } from '../testing/build-profile';
import { buildComparison, buildRecording } from '../testing/build-recording';
import type { SizeSketch } from '../testing/build-recording';

/** n items, each of which counts one call more of `loadAll`; its time lies below `handle`, or below nothing but the run time. */
function loading(isCalled: boolean): SizeSketch[] {
  return [100, 200, 400].map((n) => ({
    n,
    operations: n,
    wallMs: [0, 1, 2, 3, 4].map((run) => 50 + 0.4 * n + run / 10),
    calls: { 'handle /p/c/items.js:3': n, 'loadAll /p/c/items.js:9': n + 1 },
    cpu: buildProfile(
      isCalled
        ? `
      handle /p/c/items.js:3 = 20
        loadAll /p/c/items.js:9 = ${0.2 * n}
          http.get node:http:40 runtime = ${0.2 * n}
    `
        : `
      handle /p/c/items.js:3 = 20
        loadAll /p/c/items.js:9 = 0.5
      processTicksAndRejections node:internal/process/task_queues:67 runtime = 0
        loadAll /p/c/items.js:9 = ${0.2 * n}
          http.get node:http:40 runtime = ${0.2 * n}
    `,
    ),
    output: 'same',
  }));
}

function find(isCalled: boolean): Finding | undefined {
  const ours = buildRecording('candidate', { run: loading(isCalled) });
  const theirs = buildRecording('reference', {
    run: [100, 200, 400].map((n) => ({
      n,
      operations: n,
      wallMs: [50, 50.1, 50.2, 50.3, 50.4],
      calls: { 'handle /p/r/items.js:3': n, 'fetchAll /p/r/items.js:9': 1 },
      cpu: buildProfile(`
        handle /p/r/items.js:3 = 20
          fetchAll /p/r/items.js:9 = 5
      `),
      output: 'same',
    })),
  });
  const { findings } = analyseComparison(buildComparison(ours, theirs), ours, theirs);
  return findings.find(({ id }) => id === 'repeated-setup');
}

it('takes a function for setup by its name where code of the project calls it again and again', () => {
  expect(find(true)?.frames[0]?.function).toBe('loadAll');
});

it('does not take a function that goes on after each wait for one that is called again', () => {
  expect(find(false)).toBeUndefined();
});
