import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FailureKind } from '../../../core/model/failure';
import type { Instrument } from '../../../core/model/instrument';
import { findTool } from '../../capture/find-tool';
import {
  failuresOf,
  listMarked,
  passOf,
  recordCommand,
  type RecordedCommand,
} from '../../../cli/testing/record-command';

const PROGRAMS = resolve(import.meta.dirname, '../../../../fixtures/programs/faults');
const TARGETS: Record<string, string[]> = {
  node: ['node', join(PROGRAMS, 'faulty.cjs')],
  shell: ['sh', join(PROGRAMS, 'faulty.sh')],
};
const lacking = {
  syscalls: (await findTool('strace', '-V')) === null ? 'strace' : null,
  cpu: (await findTool('perf')) === null ? 'perf' : null,
};

let home: string;
let count = 0;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'touchstone-faults-'));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

interface Fault {
  /** Null: the run ends well. */
  kind: FailureKind | null;
  message: RegExp;
  remedy: RegExp;
  timeoutMs?: number;
  flags?: string[];
}

const CRASH = /^Run it in .* without Touchstone, and mend it there first\.$/;
const SLOW = /smaller size, or raise timeoutSeconds/;
const FAULTS: Record<string, Fault> = {
  'segmentation fault': { kind: 'target-failed', message: /ended by SIGSEGV/, remedy: CRASH },
  abort: { kind: 'target-failed', message: /ended by SIGABRT/, remedy: CRASH },
  exit: { kind: 'target-failed', message: /ended with exit code 7/, remedy: CRASH },
  SIGTERM: { kind: 'target-failed', message: /ended by SIGTERM/, remedy: CRASH },
  SIGINT: { kind: 'target-failed', message: /ended by SIGINT/, remedy: CRASH },
  SIGKILL: { kind: 'target-failed', message: /ended by SIGKILL/, remedy: CRASH },
  hang: {
    kind: 'target-timeout',
    message: /ran longer than 2 s and was ended/,
    remedy: SLOW,
    timeoutMs: 2000,
  },
  'ignored SIGTERM': {
    kind: 'target-timeout',
    message: /ran longer than 2 s and was ended/,
    remedy: SLOW,
    timeoutMs: 2000,
  },
  'fork bomb': {
    kind: 'target-timeout',
    message: /ran longer than 3 s and was ended/,
    remedy: SLOW,
    timeoutMs: 3000,
  },
  daemons: { kind: null, message: /./, remedy: /./ },
  'closed descriptors': { kind: null, message: /./, remedy: /./ },
};

/** Records the fault at the first run (the time pass) or, after two good ones, in an instrumented pass. */
async function recordFault(
  target: string,
  fault: string,
  instrument: Instrument,
  { timeoutMs, flags }: Partial<Fault> = {},
): Promise<RecordedCommand> {
  count += 1;
  const folder = join(home, `fault-${count}`);
  await mkdir(join(folder, 'cwd'), { recursive: true });
  const [program, file] = TARGETS[target]!;
  const mark = `FAULT_FOLDER=${folder}`;
  const recorded = await recordCommand({
    command: [program!, ...(flags ?? []), file!, fault],
    cwd: join(folder, 'cwd'),
    home: join(folder, 'home'),
    passes: instrument === 'time' ? [] : [instrument],
    environment: {
      FAULT_FOLDER: folder,
      FAULT_AT: instrument === 'time' ? (fault === 'flood' ? '2' : '1') : '3',
    },
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
  expect(listMarked(mark)).toEqual([]);
  return recorded;
}

function notesOf({ size }: RecordedCommand): string[] {
  return size.passes.flatMap(({ ledger }) => ledger.notes);
}

/** Faults that end a pass in a way of their own. In the time pass, where they cost least, all are tried. */
const PASS_FAULTS = ['segmentation fault', 'SIGTERM', 'hang', 'fork bomb', 'daemons'];

/** TOUCHSTONE_FAULTS=all tries every fault in every pass, which takes some five minutes. */
function rowsOf(instrument: Instrument): string[] {
  const whole = instrument === 'time' || process.env['TOUCHSTONE_FAULTS'] === 'all';
  return whole ? Object.keys(FAULTS) : PASS_FAULTS;
}

const runs: [string, Instrument][] = [
  ['node', 'time'],
  ['node', 'cpu'],
  ['node', 'syscalls'],
  ['shell', 'time'],
  ['shell', 'cpu'],
  ['shell', 'syscalls'],
];

/** The tool that a pass needs and this machine lacks; null where it can be made. */
function lacks(target: string, instrument: Instrument): string | null {
  if (instrument === 'syscalls') return lacking.syscalls;
  return instrument === 'cpu' && target === 'shell' ? lacking.cpu : null;
}

describe.runIf(process.platform === 'linux').each(runs)(
  '%s, in the %s pass',
  (target, instrument) => {
    const tool = lacks(target, instrument);
    const title = tool === null ? '%s' : `%s (skipped: ${tool} is not installed)`;
    it.skipIf(tool !== null).each(rowsOf(instrument))(title, async (name) => {
      const fault = FAULTS[name]!;
      const recorded = await recordFault(target, name, instrument, fault);
      const isTime = instrument === 'time';
      const failure = isTime ? recorded.size.failure : passOf(recorded, instrument).failure;
      if (fault.kind === null) {
        expect(failuresOf(recorded)).toEqual([]);
        expect(recorded.outcome.state).toBe('complete');
      } else {
        expect(failure).toMatchObject({
          kind: fault.kind,
          message: expect.stringMatching(fault.message) as string,
          remedy: expect.stringMatching(fault.remedy) as string,
        });
        expect(recorded.outcome.state).toBe(isTime ? 'failed' : 'complete');
      }
      if (name === 'daemons') {
        expect(notesOf(recorded)).toContain(
          '127 processes were left running by the target and ended.',
        );
      }
      // Exact counts of a run that did not get to its end are not given out as counts.
      if (instrument === 'syscalls' && fault.kind !== null) {
        expect(recorded.summary.workloads[0]?.sizes[0]?.numbers.syncs).toBeNull();
      }
    });
  },
);

describe.runIf(process.platform === 'linux')('a target', () => {
  it('without memory is said to have had none, with its own words', async () => {
    const flags = ['--max-old-space-size=40'];
    const recorded = await recordFault('node', 'out of memory', 'cpu', { flags });
    expect(passOf(recorded, 'cpu').failure).toMatchObject({
      kind: 'target-failed',
      message: expect.stringMatching(/ended by SIGABRT/) as string,
      detail: expect.stringMatching(/heap out of memory/) as string,
    });
  });

  it('that deletes its folder is not run again, and what it gave before is kept', async () => {
    const recorded = await recordFault('node', 'deleted folder', 'time');
    expect(recorded.size.runs).toHaveLength(1);
    expect(recorded.size.failure).toMatchObject({
      kind: 'target-not-started',
      message: expect.stringMatching(/^The folder .*cwd.* does not exist\.$/) as string,
      remedy: 'Correct the cwd of the build, or create the folder.',
    });
  });

  it.skipIf(lacking.syscalls !== null)(
    'that ends its tracer is not blamed, and no count is given',
    async () => {
      for (const target of ['node', 'shell']) {
        const recorded = await recordFault(target, 'ended tracer', 'syscalls');
        expect(passOf(recorded, 'syscalls').failure).toMatchObject({
          kind: 'capture-invalid',
          message: expect.stringMatching(
            /^strace was ended by SIGKILL before the target/,
          ) as string,
          remedy: expect.stringMatching(/^Record again/) as string,
        });
      }
    },
  );

  it.each<[string, Instrument]>([
    ['node', 'cpu'],
    ['shell', 'time'],
  ])(
    '(%s) that writes 2 GB in the %s pass is drained in bounded memory',
    async (target, instrument) => {
      let highest = 0;
      const before = process.memoryUsage().rss;
      const look = setInterval(() => (highest = Math.max(highest, process.memoryUsage().rss)), 20);
      const recorded = await recordFault(target, 'flood', instrument, { timeoutMs: 120_000 });
      clearInterval(look);
      expect(failuresOf(recorded)).toEqual([]);
      expect(notesOf(recorded)).toContainEqual(
        expect.stringMatching(/wrote 2000\.0 MB to standard output: all of it is hashed/),
      );
      expect(highest - before).toBeLessThan(500e6);
    },
    180_000,
  );
});
