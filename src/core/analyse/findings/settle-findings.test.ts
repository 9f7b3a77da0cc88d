import { describe, expect, it } from 'vitest';
import type { Evidence, Finding, FindingId } from '../../model/finding';
import { settleFindings } from './settle-findings';

function finding(id: FindingId, functions: readonly string[], evidence: Evidence[] = []): Finding {
  return {
    id,
    severity: 'medium',
    confidence: 'medium',
    workload: 'run',
    title: '',
    headline: { value: 1, unit: 'calls/op', caption: '' },
    evidence,
    frames: functions.map((name) => ({
      function: name,
      file: '/p/a.c',
      line: 1,
      candidate: 1,
      reference: 0,
    })),
    refutedBy: '',
    advice: '',
  };
}

function settle(findings: readonly Finding[], polling: Finding | null = null): FindingId[] {
  const found = findings.map((each) => ({ finding: each, isPolling: each === polling }));
  return settleFindings(found).map(({ id }) => id);
}

describe('settleFindings', () => {
  it('keeps no count of a loop that polls: it is as large as the wait is long', () => {
    const polls = finding('waiting-not-working', ['look']);
    const counted = [
      finding('grows-faster-than-reference', ['look']),
      finding('small-io', ['look']),
      finding('gc-pressure', ['look']),
    ];
    expect(settle([...counted, polls], polls)).toEqual(['waiting-not-working']);
    // A wait that is no polling explains none of them.
    expect(settle([...counted, polls])).toHaveLength(4);
  });

  it('takes the buffer of a file that is opened again for a part of that', () => {
    const setup = finding('repeated-setup', ['readRates']);
    const share = (value: number): Evidence => ({ text: '', value, unit: 'share', pass: 'alloc' });
    const block = (of: string, part: number) =>
      finding('fixed-size-allocation', [of], [share(part)]);
    expect(settle([setup, block('readRates', 0.35)])).toEqual(['repeated-setup']);
    // A block that is most of what is allocated is told, and so is one of another function.
    expect(settle([setup, block('readRates', 0.8)])).toHaveLength(2);
    expect(settle([setup, block('visitPage', 0.35)])).toHaveLength(2);
    expect(settle([setup, finding('allocation-churn', ['do_alloc', 'readRates'])])).toEqual([
      'repeated-setup',
    ]);
  });

  it('tells extra work only where nothing says what it is', () => {
    const extra = finding('extra-work', ['describe']);
    expect(settle([extra, finding('slower-than-reference', ['describe'])])).toHaveLength(2);
    expect(settle([extra, finding('small-io', ['describe'])])).toEqual(['small-io']);
  });
});
