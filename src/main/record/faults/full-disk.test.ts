import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Instrument } from '../../../core/model/instrument';
import { passOf, recordCommand } from '../../../cli/testing/record-command';
import { findTool } from '../../capture/find-tool';

const PROGRAMS = resolve(import.meta.dirname, '../../../../fixtures/programs/faults');

/** A disk of 2 MB, where this user may make one; else why not. */
function mountSmallDisk(folder: string): string | null {
  if (process.platform !== 'linux') return 'only Linux has tmpfs';
  mkdirSync(join(folder, 'disk'));
  const options = ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', join(folder, 'disk')];
  const { status, stderr } = spawnSync('mount', options, { encoding: 'utf8' });
  return status === 0 ? null : `no disk can be mounted: ${stderr.split('\n')[0] ?? ''}`;
}

const folder = mkdtempSync(join(tmpdir(), 'touchstone-full-disk-'));
const reason = mountSmallDisk(folder);
const strace = await findTool('strace', '-V');
let count = 0;
afterAll(() => {
  if (reason === null) spawnSync('umount', ['-l', join(folder, 'disk')]);
  rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(reason !== null)(
  reason === null ? 'a full disk' : `a full disk (skipped: ${reason})`,
  () => {
    const cases: [string, string[], Instrument][] = [
      ['node', ['node', join(PROGRAMS, 'faulty.cjs')], 'cpu'],
      ['node', ['node', join(PROGRAMS, 'faulty.cjs')], 'syscalls'],
      ['shell', ['sh', join(PROGRAMS, 'faulty.sh')], 'syscalls'],
    ];
    it.each(cases.filter(([, , instrument]) => instrument !== 'syscalls' || strace !== null))(
      'that a target fills (%s, %j, in the %s pass) is said, and what was captured before is kept',
      async (_target, command, instrument) => {
        count += 1;
        const counter = join(folder, `run-${count}`);
        mkdirSync(counter);
        const home = join(folder, 'disk', `home-${count}`);
        const recorded = await recordCommand({
          command: [...command, 'full disk'],
          cwd: counter,
          home,
          passes: [instrument],
          environment: { FAULT_FOLDER: counter, FAULT_AT: '3' },
        });
        rmSync(home, { recursive: true });
        expect(recorded.size.runs).toHaveLength(2);
        expect(passOf(recorded, instrument).failure).toMatchObject({
          kind: 'storage',
          message: expect.stringMatching(/disk of .* (is|was) full/) as string,
          remedy: expect.stringMatching(/Free some space there, or set TOUCHSTONE_HOME/) as string,
        });
        expect(recorded.outcome).toMatchObject({ state: 'failed', subject: { kind: 'recording' } });
        expect(recorded.outcome.failures[0]).toMatchObject({
          kind: 'storage',
          remedy: expect.stringMatching(/TOUCHSTONE_HOME/) as string,
        });
        expect(recorded.recording.state).toBe('failed');
        expect(recorded.summary.workloads[0]?.sizes[0]?.numbers.syncs).toBeNull();
      },
    );
  },
);
