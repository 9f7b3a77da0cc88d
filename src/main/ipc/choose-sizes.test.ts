import { expect, test } from 'vitest';
import { projectSchema, type Project } from '../../core/model/project';
import { applySizes } from './choose-sizes';

const PROJECT: Project = {
  name: 'db',
  path: '/db',
  saved: true,
  file: projectSchema.parse({
    builds: { candidate: { command: ['node', 'a.js'] } },
    workloads: {
      lookup: { sizes: [500, 1000, 2000] },
      insert: { sizes: [100, 500] },
      scan: { sizes: [8000] },
    },
  }),
};
const OPTIONS = { workloads: null, sizes: null, runs: null, passes: null };

test('each workload keeps those of its own sizes that were picked', () => {
  const { project, options } = applySizes(PROJECT, { ...OPTIONS, sizes: [500, 2000] });
  expect(options).toEqual({ ...OPTIONS, workloads: ['lookup', 'insert'] });
  expect(project.file.workloads['lookup']?.sizes).toEqual([500, 2000]);
  expect(project.file.workloads['insert']?.sizes).toEqual([500]);
});

test('without a pick nothing changes', () => {
  expect(applySizes(PROJECT, OPTIONS)).toEqual({ project: PROJECT, options: OPTIONS });
});

test('a workload whose sizes are found by trying is always run', () => {
  const workloads = {
    ...PROJECT.file.workloads,
    probed: { ...PROJECT.file.workloads['scan']!, sizes: [] },
  };
  const project = { ...PROJECT, file: { ...PROJECT.file, workloads } };
  expect(applySizes(project, { ...OPTIONS, sizes: [100] }).options.workloads).toEqual([
    'insert',
    'probed',
  ]);
});

test('an unknown workload is left for the run to complain about', () => {
  const { options } = applySizes(PROJECT, { ...OPTIONS, workloads: ['typo'], sizes: [500] });
  expect(options.workloads).toEqual(['typo']);
});
