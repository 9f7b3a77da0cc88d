import { expect, it } from 'vitest';
import { projectSchema, type Project } from '../../core/model/project';
import { planRun } from './plan-run';

const project: Project = {
  name: 'db',
  path: '/db',
  saved: true,
  file: projectSchema.parse({
    builds: { candidate: { command: ['node', 'bench.js'] } },
    workloads: { lookup: { args: ['{n}'], sizes: [100], operations: 1 } },
  }),
};

const options = { workloads: null, sizes: null, runs: null, passes: null };

it('samples a thousand times a second unless told otherwise', () => {
  expect(planRun(project, options)).toMatchObject({ ok: true, value: { cpuIntervalMs: 1 } });
  expect(planRun(project, { ...options, cpuIntervalMs: 0.5 })).toMatchObject({
    value: { cpuIntervalMs: 0.5 },
  });
});

it.each([0, 0.01, 101, Number.NaN])('refuses %s ms between samples', (cpuIntervalMs) => {
  expect(planRun(project, { ...options, cpuIntervalMs })).toMatchObject({
    ok: false,
    failure: { kind: 'usage', remedy: 'Give 0.1 to 100 ms.' },
  });
});
