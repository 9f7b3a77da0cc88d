import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBuildSource } from './find-build';
import { openProject } from './open-project';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'touchstone-second-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function open(workload: object) {
  const file = {
    builds: { candidate: { command: ['node', 'join.js'] } },
    workloads: { join: workload },
  };
  await writeFile(join(folder, 'touchstone.json'), JSON.stringify(file));
  return openProject(folder);
}

test('a workload of two sizes is run by n, by m and by both', async () => {
  const opened = await open({
    args: ['{n}', '--rows={m}'],
    sizes: [400, 100, 200, 800],
    m: [10, 40, 20],
    operations: '{n}*{m}',
    stdin: '{m}\n',
  });
  if (!opened.ok) throw new Error(opened.failure.message);
  const project = opened.value;
  const source = createBuildSource(project, folder);
  const build = await source.findBuild('candidate', new AbortController().signal);
  if (!build.ok) throw new Error(build.failure.message);
  const runs = Object.entries(project.file.workloads).map(([name, { sizes }]) => [
    name,
    sizes.map((size) => {
      const { command, stdin } = build.value.planRun(name, size, folder);
      return `${size}: ${command.slice(2).join(' ')} ${stdin?.trim()} ${source.operationsAt(name, size)}`;
    }),
  ]);
  expect(Object.fromEntries(runs)).toEqual({
    'join by n': [
      '100: 100 --rows=20 20 2000',
      '200: 200 --rows=20 20 4000',
      '400: 400 --rows=20 20 8000',
      '800: 800 --rows=20 20 16000',
    ],
    'join by m': [
      '10: 400 --rows=10 10 4000',
      '20: 400 --rows=20 20 8000',
      '40: 400 --rows=40 40 16000',
    ],
    'join by n and m': [
      '2000: 200 --rows=10 10 2000',
      '8000: 400 --rows=20 20 8000',
      '32000: 800 --rows=40 40 32000',
    ],
  });
});

test('a second size needs a first', async () => {
  const opened = await open({ args: ['{n}', '{m}'], m: [10, 20] });
  expect(opened.ok ? '' : opened.failure.message).toContain('workloads.join.m');
});
