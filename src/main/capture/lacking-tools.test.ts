import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Instrument, TargetKind } from '../../core/model/instrument';
import { capturePass, type PassOutcome } from './capture-pass';
import { findTool } from './find-tool';
import { runDoctor } from './run-doctor';

const never = new AbortController().signal;
const wholePath = process.env['PATH'] ?? '';
const tools = ['strace', 'perf', 'heaptrack', 'valgrind'];
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'touchstone-lacking-'));
});
afterEach(() => {
  process.env['PATH'] = wholePath;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** From now on these programs are not on PATH, and all others are. */
function hide(hidden: readonly string[]): void {
  const links = join(folder, hidden.join('-'));
  mkdirSync(links, { recursive: true });
  const seen = new Set(readdirSync(links));
  for (const entry of wholePath.split(delimiter)) {
    let names: string[] = [];
    try {
      names = readdirSync(entry);
    } catch {
      // PATH may name folders that are not there.
    }
    for (const name of names) {
      // linux-perf has its program also as perf_6.1 and the like.
      if (seen.has(name) || hidden.includes(name.replace(/_[\d.]+$/, ''))) continue;
      seen.add(name);
      symlinkSync(join(entry, name), join(links, name));
    }
  }
  process.env['PATH'] = links;
}

function capture(instrument: Instrument, target: TargetKind): Promise<PassOutcome> {
  const command = target === 'node' ? ['node', '-e', '1'] : ['ls', '/'];
  return capturePass(
    {
      instrument,
      target,
      plan: {
        command,
        cwd: folder,
        environment: {},
        stdin: null,
        timeoutMs: 30_000,
        outputLimitBytes: 10_000,
      },
      directory: join(folder, 'captures'),
      prefix: `${instrument}-${target}`,
      options: {},
    },
    never,
  );
}

const LACKING: [Instrument, TargetKind, string, RegExp][] = [
  ['syscalls', 'node', 'strace', /sudo apt-get install strace .*stacks pass without it/],
  ['syscalls', 'native', 'strace', /sudo apt-get install strace /],
  ['stacks', 'native', 'strace', /sudo apt-get install strace /],
  ['cpu', 'native', 'perf', /sudo apt-get install linux-perf /],
  ['calls', 'native', 'valgrind', /sudo apt-get install valgrind /],
  ['alloc', 'native', 'heaptrack', /sudo apt-get install heaptrack /],
];

describe.runIf(process.platform === 'linux')('without a tool', () => {
  it('each pass that needs it fails with the command that installs it, before the target runs', async () => {
    hide(tools);
    for (const [instrument, target, tool, remedy] of LACKING) {
      const { failure, exit } = await capture(instrument, target);
      expect(exit).toBeNull();
      expect(failure).toMatchObject({
        kind: 'instrument-unavailable',
        message: expect.stringContaining(`${tool} is not installed`) as string,
        remedy: expect.stringMatching(remedy) as string,
      });
    }
  });

  it('the doctor names the same commands, and everything else works', async () => {
    hide(tools);
    const { instruments } = await runDoctor(never);
    for (const [instrument, target, tool, remedy] of LACKING) {
      const row = instruments.find(
        (each) => each.instrument === instrument && each.target === target,
      );
      expect(row).toMatchObject({
        state: 'unavailable',
        reason: expect.stringContaining(`${tool} is not installed`) as string,
        remedy: expect.stringMatching(remedy) as string,
      });
    }
    const working = instruments.filter(
      ({ target, state }) => target === 'node' && state !== 'unavailable',
    );
    expect(working.map(({ instrument }) => instrument)).toEqual(
      expect.arrayContaining(['time', 'cpu', 'calls', 'alloc', 'stacks', 'heap']),
    );
  });

  it('allocations of native programs are counted by valgrind where only heaptrack is missing', async () => {
    if ((await findTool('valgrind')) === null) {
      console.warn('skipped: valgrind is not installed');
      return;
    }
    hide(['heaptrack']);
    const { failure, ledger } = await capture('alloc', 'native');
    expect(failure).toBeNull();
    expect(ledger.toolVersion).toMatch(/^valgrind /);
  });
});
