import { expect, test } from 'vitest';
import { buildRecording } from '../testing/build-recording';
import { viewBuild } from './build-view';

/** Instructions that callgrind counted in a scan of n numbers, fifty times: no call, so calls say nothing. */
const SCAN = [
  { n: 1000, instructions: 561_211 },
  { n: 2000, instructions: 972_211 },
  { n: 4000, instructions: 1_794_211 },
  { n: 8000, instructions: 3_438_211 },
];

test('instructions tell the growth of a loop without calls', () => {
  const recording = buildRecording('build', {
    scan: SCAN.map(({ n }) => ({ n, calls: { 'main /project/scan.c:3': 1 } })),
  });
  const [workload] = recording.workloads;
  workload!.sizes.forEach((size, index) => {
    size.calls = { ...size.calls!, instructions: SCAN[index]!.instructions };
  });
  const { growth } = viewBuild(recording, workload!, 'build');
  expect(growth.calls?.class).toBe('O(1)');
  expect(growth.instructions?.class).toBe('O(n)');
  expect(growth.instructions?.constant).toBeCloseTo(150_211, -2);
});

test('no instructions are claimed where the counter does not tell them', () => {
  const recording = buildRecording('build', {
    scan: SCAN.map(({ n }) => ({ n, calls: { 'main /project/scan.js:3': 1 } })),
  });
  const { growth } = viewBuild(recording, recording.workloads[0]!, 'build');
  expect(growth.instructions).toBeUndefined();
});
