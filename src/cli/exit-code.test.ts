import { expect, test } from 'vitest';
import { analyseRecording } from '../core/analyse/analyse-recording';
import { buildRecording } from '../core/analyse/testing/build-recording';
import type { LedgerEntry, ProfileAnswer } from '../core/model/answers';
import type { RunOutcome } from '../core/model/run-request';
import { exitCodeOfRun } from './exit-code';

const outcome: RunOutcome = {
  state: 'complete',
  subject: { kind: 'recording', id: 'recording-candidate' },
  failures: [],
};

/** A run of so much CPU time whose CPU pass failed with so many samples. */
function answerWith(cpuMs: number, samples: number): ProfileAnswer {
  const answer = analyseRecording(
    buildRecording('candidate', { work: [{ n: 10, wallMs: [60, 60], cpuMs: [cpuMs, cpuMs] }] }),
  );
  const entry: LedgerEntry = {
    build: 'candidate',
    workload: 'work',
    n: 10,
    instrument: 'cpu',
    startedAt: '2026-01-01T00:00:00.000Z',
    command: ['./work', '10'],
    cwd: '/p',
    environment: {},
    mechanism: 'perf record',
    toolVersion: null,
    samples,
    lostSamples: 0,
    wallMs: 60,
    overhead: null,
    notes: [],
    failure: { kind: 'capture-invalid', message: 'No sample was taken.', remedy: 'Go larger.' },
  };
  return { ...answer, ledger: [entry] };
}

test.each([
  ['a run too short for a sample', 2, 0, 0],
  ['no sample of a run that computes', 400, 0, 3],
  ['a capture that broke with samples in it', 2, 12, 3],
])('%s', (_what, cpuMs, samples, code) => {
  expect(exitCodeOfRun(outcome, answerWith(cpuMs, samples), 'never')).toBe(code);
});
