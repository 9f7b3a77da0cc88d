import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listMarked, waitUntil } from '../../../cli/testing/record-command';
import { buildCli, type BuiltCli } from '../../../cli/testing/run-cli';
import { findTool } from '../../capture/find-tool';
import { openStore } from '../../store/store';

const PROGRAMS = resolve(import.meta.dirname, '../../../../fixtures/programs/faults');
const onLinux = process.platform === 'linux';
const strace = onLinux ? await findTool('strace', '-V') : null;

let cli: BuiltCli;
let folder: string;
let count = 0;
beforeAll(async () => {
  cli = await buildCli();
  folder = mkdtempSync(join(tmpdir(), 'touchstone-killed-'));
});
afterAll(async () => {
  await cli.dispose();
  rmSync(folder, { recursive: true, force: true });
});

/** The command line of a run whose target's processes can be told by a text in their environment. */
function startRun(
  target: readonly string[],
  passes: string,
): { mark: string; run: ReturnType<BuiltCli['start']> } {
  count += 1;
  const data = mkdtempSync(join(folder, `run-${count}-`));
  process.env['FAULT_FOLDER'] = data;
  process.env['FAULT_AT'] = passes === 'time' ? '1' : '3';
  const options = ['--runs', '1', '--passes', passes, '--timeout', '60'];
  const run = cli.start(['profile', ...options, '--', ...target], data);
  delete process.env['FAULT_FOLDER'];
  delete process.env['FAULT_AT'];
  return { mark: `FAULT_FOLDER=${data}`, run };
}

describe.runIf(onLinux)('when Touchstone itself is ended', () => {
  const cases: [string, NodeJS.Signals, readonly string[], string][] = [
    ['SIGKILL in the time pass', 'SIGKILL', ['node', join(PROGRAMS, 'faulty.cjs')], 'time'],
    ['SIGKILL in the cpu pass', 'SIGKILL', ['node', join(PROGRAMS, 'faulty.cjs')], 'cpu'],
    ['SIGKILL in the syscalls pass', 'SIGKILL', ['sh', join(PROGRAMS, 'faulty.sh')], 'syscalls'],
    ['SIGTERM in the time pass', 'SIGTERM', ['sh', join(PROGRAMS, 'faulty.sh')], 'time'],
    ['SIGINT in the cpu pass', 'SIGINT', ['node', join(PROGRAMS, 'faulty.cjs')], 'cpu'],
  ];
  it.each(cases.filter(([, , , passes]) => passes !== 'syscalls' || strace !== null))(
    'by %s, every process of the target ends, daemons too, and the recording shows it',
    { timeout: 180_000 },
    async (_title, signal, target, passes) => {
      const { mark, run } = startRun([...target, 'fork bomb'], passes);
      const sleepers = (): number =>
        listMarked(mark).filter((line) => line.startsWith('sleep 600')).length;
      await waitUntil('127 processes sleep', () => sleepers() === 127);
      run.child.kill(signal);
      const { code } = await run.ended;
      expect(code).toBe(signal === 'SIGKILL' ? null : 130);
      await waitUntil('nothing of the target is left', () => listMarked(mark).length === 0);

      // The next start finds it, says what happened, and can work with it.
      const report = join(folder, `report-${count}.md`);
      await cli.run(['report', 'latest', '--format', 'md', '-o', report]);
      const listed = await openStore(cli.home).list();
      expect(listed[0]).toMatchObject({ state: 'interrupted' });
      const read = await openStore(cli.home).readRecording(listed[0]!.id);
      const said = read.ok ? read.value.failures.map(({ message }) => message) : [];
      expect(said).toEqual([
        signal === 'SIGKILL'
          ? 'Touchstone ended before this run was finished.'
          : 'The run was stopped before all of it was measured.',
      ]);
      expect(readFileSync(report, 'utf8')).toContain(said[0]);
      // The next run clears away what the dead one left.
      await cli.run(['profile', '--runs', '1', '--passes', 'time', '--', 'true'], folder);
      expect(readdirSync(join(cli.home, 'scratch'))).toEqual([]);
      expect(readdirSync(join(cli.home, 'running'))).toEqual([]);
    },
  );
});
