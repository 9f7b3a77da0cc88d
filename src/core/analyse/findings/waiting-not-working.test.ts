import { expect, it } from 'vitest';
import { analyseComparison } from '../analyse-comparison';
import type { FindingId } from '../../model/finding';
import type { LoadedRecording } from '../../model/loaded';
import { buildComparison, buildRecording } from '../testing/build-recording';

interface Sketch {
  /** Wait for an answer, and CPU time, of each of n operations in ms. */
  wait: number;
  work: number;
  /** Part of the wall time in which the run is ready and has no processor. */
  queue: number;
}

function build(name: string, { wait, work, queue }: Sketch): LoadedRecording {
  const recording = buildRecording(name, {
    run: [80, 160, 320].map((n) => {
      const own = 100 + n * (wait + work);
      const spread = [0.97, 0.99, 1, 1.02, 1.04];
      return {
        n,
        operations: n,
        wallMs: spread.map((part) => (part * own) / (1 - queue)),
        cpuMs: spread.map((part) => part * (100 + n * work)),
        output: 'same',
      };
    }),
  });
  for (const run of recording.workloads[0]!.record.sizes.flatMap(({ runs }) => runs)) {
    run.runQueueMs = queue * run.wallMs;
    run.voluntarySwitches = wait > 0 ? 400 : 40;
  }
  return recording;
}

function find(ours: Sketch, theirs: Sketch): FindingId[] {
  const [a, b] = [build('candidate', ours), build('reference', theirs)];
  return analyseComparison(buildComparison(a, b), a, b).findings.map(({ id }) => id);
}

const inTurn = { wait: 3.5, work: 1 };
const together = { wait: 0, work: 0.6 };

it('is told by what a run would take without its neighbours', () => {
  for (const queue of [0, 0.4, 0.6]) {
    expect(find({ ...inTurn, queue }, { ...together, queue: 0.6 })).toContain(
      'waiting-not-working',
    );
  }
});

it('is not told of a run that only has no processor', () => {
  for (const queue of [0.4, 0.7]) {
    expect(find({ ...together, queue }, { ...together, queue: 0 })).not.toContain(
      'waiting-not-working',
    );
  }
});
