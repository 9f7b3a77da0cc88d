import { expect, it } from 'vitest';
import { INSTRUMENTS } from '../../core/model/instrument';
import { findTool } from './find-tool';
import { runDoctor } from './run-doctor';

it('tries every instrument on every kind of target, and gives a reason for each that is lacking', async () => {
  const report = await runDoctor(new AbortController().signal);
  expect(report.instruments).toHaveLength(INSTRUMENTS.length * 3);
  const stateOf = (target: string, instrument: string): string | undefined =>
    report.instruments.find((one) => one.target === target && one.instrument === instrument)?.state;
  for (const instrument of ['cpu', 'calls', 'alloc', 'stacks']) {
    expect([instrument, stateOf('node', instrument)]).toEqual([instrument, 'available']);
  }
  const traced = (await findTool('strace', '-V')) !== null;
  expect(stateOf('native', 'syscalls')).toBe(traced ? 'available' : 'unavailable');
  expect(['available', 'degraded']).toContain(stateOf('native', 'time'));
  for (const one of report.instruments) {
    if (one.state === 'available') expect(one.reason).toBeNull();
    else expect(one.reason).toMatch(/\w/);
  }
  expect(report.machine.cores).toBeGreaterThan(0);
  expect(report.machine.memoryBytes).toBeGreaterThan(0);
});

it('can be stopped', async () => {
  await expect(runDoctor(AbortSignal.abort())).rejects.toThrow(/abort/);
});
