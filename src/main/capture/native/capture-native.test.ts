import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Failure } from '../../../core/model/failure';
import type { Instrument } from '../../../core/model/instrument';
import type { CallCounts, Profile } from '../../../core/model/profile';
import type { Result } from '../../../core/model/result';
import type { ParseContext } from '../../../core/parse/parse-context';
import { parseCallgrind } from '../../../core/parse/parse-callgrind';
import { parseHeaptrack } from '../../../core/parse/parse-heaptrack';
import { parsePerfScript } from '../../../core/parse/parse-perf-script';
import { parseStraceStacks } from '../../../core/parse/parse-strace-stacks';
import { capturePass, type PassOutcome } from '../capture-pass';

const PROGRAMS = resolve(import.meta.dirname, '../../../../fixtures/native-programs');

/** True when all tools are here; else prints what is missing, so that a skipped test is seen. */
function have(...tools: string[]): boolean {
  const missing = tools.filter((tool) => spawnSync(tool, ['--version']).error !== undefined);
  if (missing.length > 0) console.warn(`skipped: ${missing.join(', ')} not installed`);
  return missing.length === 0;
}

let folder: string;
const kept: string[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'touchstone-native-test-'));
  kept.push(folder);
});

afterAll(() => {
  for (const path of kept) rmSync(path, { recursive: true, force: true });
});

function compile(source: string, name: string, ...options: string[]): string {
  const program = join(folder, name);
  const compiler = source.endsWith('.cpp') ? 'g++' : 'gcc';
  const all = ['-O2', '-g', '-pthread', ...options];
  execFileSync(compiler, [...all, '-o', program, join(PROGRAMS, source)]);
  return program;
}

async function capture(
  instrument: Instrument,
  command: string[],
  timeoutMs = 50_000,
): Promise<PassOutcome> {
  return capturePass(
    {
      instrument,
      target: 'native',
      directory: join(folder, 'captures'),
      prefix: `${instrument}-${command.length}-${command[0]!.split('/').pop() ?? ''}`,
      options: {},
      plan: {
        command,
        cwd: folder,
        environment: {},
        stdin: null,
        timeoutMs,
        outputLimitBytes: 100_000,
      },
    },
    new AbortController().signal,
  );
}

function parse<Value>(
  outcome: PassOutcome,
  parser: (text: string, context: ParseContext) => Result<Value, Failure>,
): Value {
  expect(outcome.failure).toBeNull();
  const text = readFileSync(join(folder, 'captures', outcome.files[0]!.file), 'utf8');
  const context = {
    pid: 0,
    tid: 0,
    threadName: 'main',
    processName: '',
    ownFolders: [PROGRAMS],
  };
  const parsed = parser(text, context);
  if (!parsed.ok) throw new Error(`${parsed.failure.message} ${parsed.failure.where ?? ''}`);
  return parsed.value;
}

/** Shares of the first value, 0 to 100, by function: under it, and in itself. */
function sharesOf(profile: Profile): { total: Map<string, number>; self: Map<string, number> } {
  const total = new Map<string, number>();
  const self = new Map<string, number>();
  let sum = 0;
  const add = (map: Map<string, number>, name: string, value: number): void => {
    map.set(name, (map.get(name) ?? 0) + value);
  };
  for (const { samples } of profile.threads) {
    for (let row = 0; row < samples.length; row++) {
      const value = samples.values[0]![row]!;
      sum += value;
      const names = namesOf(profile, samples.stack[row]!);
      add(self, names[0]!, value);
      for (const name of new Set(names)) add(total, name, value);
    }
  }
  for (const map of [total, self])
    for (const [name, value] of map) map.set(name, (100 * value) / sum);
  return { total, self };
}

/** Names of a stack, innermost first. */
function namesOf(profile: Profile, stack: number): string[] {
  const names: string[] = [];
  for (let at = stack; at >= 0; at = profile.stacks.parent[at]!) {
    names.push(profile.frames.name[profile.stacks.frame[at]!]!);
  }
  return names;
}

function callsOf(counts: CallCounts, name: string): number {
  const at = counts.frames.name.indexOf(name);
  return at < 0 ? 0 : counts.calls[at]!;
}

describe.skipIf(!have('gcc', 'g++', 'perf', 'valgrind'))('CPU samples of a native program', () => {
  test('show a C++ program compiled without frame pointers as its own clock does, inlined helpers too', async () => {
    const outcome = await capture('cpu', [compile('sorts.cpp', 'sorts'), '60']);
    const profile = parse(outcome, parsePerfScript);
    const { total } = sharesOf(profile);
    const truth = JSON.parse(outcome.exit!.stderr.text) as Record<string, number>;
    const whole = truth['sortRows']! + truth['runHelpers']!;
    const seen = total.get('sortRows')! + total.get('runHelpers')!;
    expect(seen).toBeGreaterThan(85);
    const sorting = (100 * total.get('sortRows')!) / seen;
    expect(Math.abs(sorting - (100 * truth['sortRows']!) / whole)).toBeLessThan(5);
    const helpers = ['helperThree', 'helperTwo', 'helperOne'].map((name) => total.get(name) ?? 0);
    const all = helpers.reduce((sum, share) => sum + share, 0);
    for (const [index, part] of [50, 100 / 3, 50 / 3].entries()) {
      // Of the whole profile, 5 points; of the helpers' part alone that is the same in its own measure.
      expect(Math.abs(((helpers[index]! - (all * part) / 100) * seen) / 100)).toBeLessThan(5);
    }
    const frame = profile.frames.name.indexOf('helperTwo');
    expect(profile.frames.file[frame]).toBe(join(PROGRAMS, 'sorts.cpp'));
    expect(profile.frames.line[frame]).toBe(21);
    expect(outcome.ledger.lostSamples).toBe(0);
    expect(outcome.ledger.samples).toBe(
      profile.threads.reduce((sum, one) => sum + one.samples.length, 0),
    );
    // Where the time of the helpers' loop is spent: its one line.
    const hottest = profile.lines!.value.indexOf(Math.max(...profile.lines!.value));
    expect(profile.frames.name[profile.lines!.frame[hottest]!]).toBe('mix');
    expect(profile.lines!.line[hottest]).toBe(17);
  });

  test('give leaf functions of C the shares that callgrind counts, within 5 points', async () => {
    const program = compile('leaves.c', 'leaves');
    const sampled = sharesOf(parse(await capture('cpu', [program, '250000']), parsePerfScript));
    const counted = parse(await capture('calls', [program, '500']), parseCallgrind);
    const truth = sharesOf(counted.costs);
    for (const name of ['leafFive', 'leafThree', 'leafTwo']) {
      expect(truth.self.get(name)).toBeGreaterThan(15);
      expect(Math.abs(sampled.self.get(name)! - truth.self.get(name)!)).toBeLessThan(5);
    }
    expect(sampled.total.get('callLeaves')).toBeGreaterThan(95);
    for (const name of ['leafFive', 'leafThree', 'leafTwo', 'callLeaves']) {
      expect(callsOf(counted.calls, name)).toBe(500);
    }
  });

  test('say why there are none when the program computes nothing', async () => {
    const outcome = await capture('cpu', ['sleep', '0.05']);
    // Starting a program may take a sample or two; where it took none, that has to be said.
    if (outcome.ledger.samples === 0) expect(outcome.failure?.kind).toBe('capture-invalid');
    else expect(outcome.failure).toBeNull();
  });
});

describe.skipIf(!have('gcc', 'perf', 'valgrind', 'heaptrack'))(
  'a program ended by the timeout',
  () => {
    const endless = ['1000000000'];

    test('leaves the samples up to then', async () => {
      const program = compile('leaves.c', 'leaves-endless');
      const outcome = await capture('cpu', [program, ...endless], 1500);
      expect(outcome.failure?.kind).toBe('target-timeout');
      expect(outcome.ledger.samples).toBeGreaterThan(100);
      const profile = parse({ ...outcome, failure: null }, parsePerfScript);
      expect(sharesOf(profile).total.get('callLeaves')).toBeGreaterThan(90);
    });

    test('leaves the calls counted up to then', async () => {
      const program = compile('leaves.c', 'leaves-endless');
      const outcome = await capture('calls', [program, ...endless], 3000);
      expect(outcome.failure?.kind).toBe('target-timeout');
      const counted = parse({ ...outcome, failure: null }, parseCallgrind);
      expect(callsOf(counted.calls, 'leafTwo')).toBeGreaterThan(100);
    });

    test('leaves the allocations up to then', async () => {
      const program = compile('leaves.c', 'leaves-endless');
      const outcome = await capture('alloc', [program, ...endless], 1500);
      expect(outcome.failure?.kind).toBe('target-timeout');
      parse({ ...outcome, failure: null }, parseHeaptrack);
    });
  },
);

describe.skipIf(!have('gcc', 'heaptrack'))('allocations of a native program', () => {
  test('are exact: bytes, objects, peak, leaks, temporary ones, by call path', async () => {
    const outcome = await capture('alloc', [compile('allocate.c', 'allocate')]);
    const profile = parse(outcome, parseHeaptrack);
    const rows = new Map<string, number[]>();
    for (const { samples } of profile.threads) {
      for (let row = 0; row < samples.length; row++) {
        const path = namesOf(profile, samples.stack[row]!);
        const key = path.slice(0, path.indexOf('main') + 1).join(' < ');
        rows.set(
          key,
          samples.values.map((column) => column[row]!),
        );
      }
    }
    expect(profile.valueTypes.map((type) => type.name)).toEqual([
      'allocated',
      'objects',
      'peak',
      'leaked',
      'temporary',
    ]);
    expect(Object.fromEntries(rows)).toEqual({
      'keep < main': [100_000, 100, 100_000, 0, 0],
      'churn < main': [20_480_000, 5000, 4096, 0, 5000],
      'makeSmall < main': [1600, 50, 0, 1600, 0],
    });
    // The target's own output is untouched: heaptrack's script would write to it.
    expect(outcome.exit!.stdout.bytes + outcome.exit!.stderr.bytes).toBe(0);
  });

  test('of a static program: says that they cannot be seen', async () => {
    const program = compile('allocate.c', 'allocate-static', '-static');
    const outcome = await capture('alloc', [program]);
    expect(outcome.failure?.kind).toBe('instrument-unavailable');
    expect(outcome.failure?.message).toContain('linked statically');
  });
});

describe.skipIf(!have('gcc', 'strace'))('the callers of syncs', () => {
  const cases: [string, string[], number][] = [
    ['plain', [], 5],
    ['fork', [], 20],
    ['thread', [], 15],
    ['vfork', [], 5],
    ['daemon', [], 5],
    ['fork', ['-static-pie'], 20],
  ];
  test.each(cases)(
    '%s %j: %d syncs, each with the function that asked for it',
    async (mode, options, count) => {
      const program = compile('syncs.c', `syncs${options.join('')}`, ...options);
      const outcome = await capture('stacks', [program, join(folder, 'data'), mode, '5']);
      const profile = parse(outcome, parseStraceStacks);
      let syncs = 0;
      for (const { samples } of profile.threads) {
        for (let row = 0; row < samples.length; row++) {
          syncs += samples.values[0]![row]!;
          expect(namesOf(profile, samples.stack[row]!).slice(0, 3)).toEqual([
            'fsync',
            'commit',
            'save',
          ]);
        }
      }
      expect(syncs).toBe(count);
      expect(outcome.ledger.samples).toBe(count);
      const processes = new Set(profile.threads.map((thread) => thread.pid));
      expect(processes.size).toBe(mode === 'fork' ? 4 : 1);
      expect(profile.threads).toHaveLength({ fork: 4, thread: 3 }[mode] ?? 1);
      const frame = profile.frames.name.indexOf('commit');
      expect(profile.frames.file[frame]).toBe(join(PROGRAMS, 'syncs.c'));
      expect(profile.frames.line[frame]).toBe(15);
    },
  );
});

describe.skipIf(!have('gcc', 'strace'))('syncs of a static program that cannot be walked', () => {
  test('are counted, and it is said what is missing and how to get it', async () => {
    const program = compile('syncs.c', 'syncs-plain-static', '-static');
    const outcome = await capture('stacks', [program, join(folder, 'data'), 'fork', '3']);
    const profile = parse(outcome, parseStraceStacks);
    expect(outcome.ledger.samples).toBe(12);
    expect(profile.notes[0]).toContain('12 of 12 calls have no callers');
    expect(profile.notes[0]).toContain('-static-pie');
  });
});

describe('a missing tool', () => {
  test.each([
    ['cpu', 'perf', 'linux-perf'],
    ['calls', 'valgrind', 'install valgrind'],
    ['alloc', 'heaptrack', 'install heaptrack'],
    ['stacks', 'strace', 'install strace'],
  ] as const)('%s without %s says how to install it', async (instrument, tool, command) => {
    const before = process.env['PATH'];
    process.env['PATH'] = folder;
    try {
      const outcome = await capture(instrument, [process.execPath, '--version']);
      expect(outcome.failure?.kind).toBe('instrument-unavailable');
      expect(outcome.failure?.message).toContain(tool);
      expect(outcome.failure?.remedy).toContain(command);
    } finally {
      process.env['PATH'] = before;
    }
  });
});
