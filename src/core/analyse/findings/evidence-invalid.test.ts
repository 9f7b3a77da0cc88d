import { describe, expect, it } from 'vitest';
import { analyseComparison } from '../analyse-comparison';
import { buildProfile } from '../testing/build-profile';
import { buildComparison, buildRecording, type SizeSketch } from '../testing/build-recording';
import type { LoadedRecording } from '../../model/loaded';
import type { Finding } from '../../model/finding';

function compare(candidate: LoadedRecording, reference: LoadedRecording): Finding[] {
  return analyseComparison(buildComparison(candidate, reference), candidate, reference).findings;
}

describe('evidence-invalid', () => {
  const sampled = (n: number, tree: string): SizeSketch => ({
    n,
    operations: 1,
    wallMs: [109, 110, 111, 110],
    cpuMs: [99, 100, 101, 100],
    cpu: buildProfile(tree),
  });
  const many = 'main /p/c/a.js:1 = 40\n  work /p/c/a.js:5 = 40';

  it('is told of a run that was not sampled at all', () => {
    const finding = compare(
      buildRecording('candidate', { work: [sampled(1000, ''), sampled(2000, '')] }),
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

  it('does not judge stacks by a single sample', () => {
    const findings = compare(
      buildRecording('candidate', { work: [sampled(1000, 'main /p/c/a.js:1 = 1')] }),
      buildRecording('fixed', { work: [sampled(1000, many)] }),
    );
    expect(findings.map(({ id }) => id)).not.toContain('evidence-invalid');
  });
});
