import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { projectSchema } from '../../core/model/project';
import type { ReadyBuild } from '../../core/model/ready-build';
import type { TimeRun } from '../../core/model/recording';
import { createBuildSource } from '../project/find-build';
import { findNextSize, proposeSize, type TimedSize } from './extend-sizes';

let folder: string;
const { signal } = new AbortController();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'touchstone-extend-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Six sizes with five runs each, which differ by a relative spread; times in ms. */
function measure(timeOf: (n: number) => number, spread = 0.01): TimedSize[] {
  return [8, 16, 32, 64, 128, 256].map((n, index) => ({
    n,
    failure: null,
    runs: Array.from({ length: 5 }, (_, run): TimeRun => {
      const ms = timeOf(n) * (1 + spread * Math.sin(index * 7.3 + run * 2.1));
      return {
        startedAt: '2026-01-01T00:00:00.000Z',
        wallMs: ms,
        cpuMs: ms,
        peakRssBytes: 5e7,
        voluntarySwitches: null,
        warmUp: false,
        exitCode: 0,
        stdoutSha256: '',
      };
    }),
  }));
}

const known = measure((n) => 40 + n ** 2 / 200);
/** Its growth only begins to show, in more noise than it is large. */
const open = measure((n) => 200 + n / 5, 0.15);

test('a class that is known in both builds needs no further size', () => {
  expect(proposeSize([known, known])).toBeNull();
});

test('one that is open in either asks for twice the largest', () => {
  expect(proposeSize([known, open])).toBe(512);
  expect(proposeSize([open])).toBe(512);
});

test('a run that would take long, or a build that failed, is left as it is', () => {
  expect(proposeSize([open, measure((n) => n ** 3 / 1e4)])).toBeNull();
  const [first, ...rest] = open;
  const failure = { kind: 'target-failed' as const, message: 'ended with 1', remedy: 'none' };
  expect(proposeSize([known, [{ ...first!, failure }, ...rest]])).toBeNull();
  expect(proposeSize([known, open.slice(0, 1)])).toBeNull();
});

test('a size at which a build fails is not added', async () => {
  await writeFile(
    join(folder, 'most.cjs'),
    'if (+process.argv[2] > +process.argv[3]) process.exit(1);',
  );
  const find = async (most: string): Promise<number | null> => {
    const build = await makeBuild(['most.cjs', '{n}', most]);
    return findNextSize([build], 'run', [{ sizes: open }], signal, 60_000);
  };
  expect(await find('300')).toBeNull();
  expect(await find('600')).toBe(512);
});

async function makeBuild(args: string[]): Promise<ReadyBuild> {
  const file = projectSchema.parse({
    builds: { candidate: { command: [process.execPath, ...args] } },
    workloads: { run: {} },
  });
  const source = createBuildSource({ name: 'p', path: folder, file, saved: true }, folder);
  const build = await source.findBuild('candidate', signal);
  if (!build.ok) throw new Error(build.failure.message);
  return build.value;
}
