import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectSchema } from '../../core/model/project';
import { createBuildSource } from '../project/find-build';
import { probeSizes, spreadSizes } from './probe-sizes';

let folder: string;
const { signal } = new AbortController();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'touchstone-probe-'));
  // Waits instead of computing, so that the test does not depend on the machine's speed.
  await writeFile(
    join(folder, 'wait.cjs'),
    'const [ms, most] = process.argv.slice(2).map(Number);\nif (ms > most) process.exit(1);\nsetTimeout(() => {}, ms);\n',
  );
});
afterAll(() => rm(folder, { recursive: true }));

async function probe(args: string[]): Promise<number[]> {
  const file = projectSchema.parse({
    builds: { candidate: { command: [process.execPath, 'wait.cjs', ...args] } },
    workloads: { run: {} },
  });
  const source = createBuildSource({ name: 'p', path: folder, file, saved: true }, folder);
  const build = await source.findBuild('candidate', signal);
  if (!build.ok) throw new Error(build.failure.message);
  return probeSizes([build.value], 'run', signal);
}

describe('probeSizes', () => {
  test('ends where the work outweighs the start, with six sizes', async () => {
    const sizes = await probe(['{n}', '1e9']);
    expect(sizes).toHaveLength(6);
    // At 64 ms the work is far below the least that counts, also beside a slow start; at 4,096 ms it is beyond any start.
    expect(sizes.at(-1)).toBeGreaterThan(64);
    expect(sizes.at(-1)).toBeLessThanOrEqual(4096);
    expect(sizes[0]).toBe(sizes.at(-1)! / 32);
  });

  test('keeps below sizes at which the program fails, and tells of one that always does', async () => {
    expect((await probe(['{n}', '100'])).at(-1)).toBeLessThanOrEqual(100);
    await expect(probe(['{n}', '1'])).rejects.toThrow();
  });

  test('gives no size below one', () => {
    expect(spreadSizes(8)).toEqual([1, 2, 4, 8]);
  });
});
