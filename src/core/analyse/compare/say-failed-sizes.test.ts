import { expect, it } from 'vitest';
import { buildRecording } from '../testing/build-recording';
import { viewBuild } from './build-view';
import { leadWithFailed } from './say-failed-sizes';

function viewOf(sizes: Parameters<typeof buildRecording>[1][string]) {
  const loaded = buildRecording('candidate', { work: sizes });
  return viewBuild(loaded, loaded.workloads[0]!, 'candidate');
}

it('leads with the sizes that ran into the time limit', () => {
  const view = viewOf([
    { n: 100, wallMs: [10, 11] },
    { n: 2000, timeLimitMs: 500 },
    { n: 4000, timeLimitMs: 500 },
  ]);
  expect(leadWithFailed([view], 'Nothing else.')).toBe(
    'candidate ran into the time limit on work at n = 2,000 and 4,000. Apart from that: Nothing else.',
  );
});

it('leads with the sizes at which the build failed', () => {
  const view = viewOf([{ n: 100, wallMs: [10, 11] }, { n: 200 }]);
  view.sizes[1]!.record.failure = {
    kind: 'target-failed',
    message: 'It ended with exit code 1.',
    remedy: 'Mend it.',
  };
  expect(leadWithFailed([view], 'Nothing else.')).toBe(
    'candidate failed on work at n = 200. Apart from that: Nothing else.',
  );
});

it('names two workloads and counts the rest', () => {
  const views = [100, 200, 300].map((n) => viewOf([{ n, timeLimitMs: 500 }]));
  expect(leadWithFailed([...views, viewOf([{ n: 100, wallMs: [10] }])], 'Nothing else.')).toBe(
    'candidate ran into the time limit on work at n = 100; candidate ran into the time limit on work at n = 200; 1 more workload failed. Apart from that: Nothing else.',
  );
});

it('says nothing of builds that ended well', () => {
  expect(leadWithFailed([viewOf([{ n: 100, wallMs: [10] }])], 'All is well.')).toBe('All is well.');
});
