import { describe, expect, it } from 'vitest';
import { analyseComparison } from '../analyse-comparison';
import { buildProfile } from '../testing/build-profile';
import { buildComparison, buildRecording, type SizeSketch } from '../testing/build-recording';
import type { LoadedRecording } from '../../model/loaded';
import type { Finding } from '../../model/finding';
import type { PassRecord } from '../../model/recording';

function compare(candidate: LoadedRecording, reference: LoadedRecording): Finding[] {
  return analyseComparison(buildComparison(candidate, reference), candidate, reference).findings;
}

describe('evidence-invalid', () => {
  const sampled = (n: number, tree: string, ms = 100): SizeSketch => ({
    n,
    operations: 1,
    wallMs: [ms + 9, ms + 10, ms + 11, ms + 10],
    cpuMs: [ms - 1, ms, ms + 1, ms],
    cpu: buildProfile(tree),
  });
  const many = 'main /p/c/a.js:1 = 40\n  work /p/c/a.js:5 = 40';

  it('is told of a run that was not sampled at all', () => {
    const finding = compare(
      buildRecording('candidate', { work: [sampled(1000, '', 600), sampled(2000, '', 600)] }),
      buildRecording('fixed', { work: [sampled(1000, many), sampled(2000, many)] }),
    ).find(({ id }) => id === 'evidence-invalid');
    expect(finding?.title).toContain('candidate on work at n = 1,000');
  });

  it('is silent where a larger size shows that the sampler works', () => {
    const findings = compare(
      buildRecording('candidate', { work: [sampled(1000, ''), sampled(2000, many)] }),
      buildRecording('fixed', { work: [sampled(1000, many), sampled(2000, many)] }),
    );
    expect(findings.map(({ id }) => id)).not.toContain('evidence-invalid');
  });

  it('is silent on a run barely longer than its start, where any size shows that the sampler works', () => {
    const findings = compare(
      buildRecording('candidate', { work: [sampled(1000, many), sampled(2000, '')] }),
      buildRecording('fixed', { work: [sampled(1000, many), sampled(2000, many)] }),
    );
    expect(findings.map(({ id }) => id)).not.toContain('evidence-invalid');
  });

  it('is told where samples stand for a small part of the CPU time that their pass used', () => {
    const candidate = buildRecording('candidate', { work: [sampled(1000, many)] });
    const size = candidate.workloads[0]!.sizes[0]!;
    const pass = (cpuMs: number): PassRecord => ({
      ledger: {
        instrument: 'cpu',
        startedAt: '2026-01-01T00:00:00.000Z',
        command: ['node'],
        cwd: '/project',
        environment: {},
        mechanism: 'inspector',
        toolVersion: null,
        samples: 2,
        lostSamples: null,
        wallMs: cpuMs,
        overhead: null,
        notes: [],
      },
      files: [],
      exit: {
        code: 0,
        signal: null,
        endedBy: null,
        wallMs: cpuMs,
        cpuMs,
        peakRssBytes: null,
        voluntarySwitches: null,
        stdout: { text: '', bytes: 0, sha256: '', truncated: false },
        stderr: { text: '', bytes: 0, sha256: '', truncated: false },
      },
      failure: null,
    });
    const fixed = buildRecording('fixed', { work: [sampled(1000, many)] });
    size.record.passes = [pass(2000)];
    const finding = compare(candidate, fixed).find(({ id }) => id === 'evidence-invalid');
    expect(finding?.evidence[0]?.text).toContain('stand for 80 ms');
    expect(finding?.title).toContain('shows too little');
    expect(finding?.headline.unit).toBe('share');
    size.record.passes = [pass(120)];
    expect(compare(candidate, fixed).map(({ id }) => id)).not.toContain('evidence-invalid');
  });

  it('does not judge stacks by a single sample', () => {
    const findings = compare(
      buildRecording('candidate', { work: [sampled(1000, 'main /p/c/a.js:1 = 1')] }),
      buildRecording('fixed', { work: [sampled(1000, many)] }),
    );
    expect(findings.map(({ id }) => id)).not.toContain('evidence-invalid');
  });
});
