import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Profile } from '../../../core/model/profile';
import { parsePerfScript } from '../../../core/parse/parse-perf-script';
import { capturePass, type PassOutcome } from '../capture-pass';

const PROGRAMS = resolve(import.meta.dirname, '../../../../fixtures/native-programs');

/** True when all tools work here; else prints which do not, so that a skipped test is seen. A tool may be but a launcher of what is not installed. */
function have(...tools: string[]): boolean {
  // Shares of short programs wander with what else the machine does, and the other tests run beside these.
  if (process.env['TOUCHSTONE_SHARES'] === undefined) {
    console.warn('skipped: shares are checked alone, by npm run check:shares');
    return false;
  }
  const missing = tools.filter(
    (tool) => spawnSync(tool, [tool === 'go' ? 'version' : '--version']).status !== 0,
  );
  if (missing.length > 0) console.warn(`skipped: not working here: ${missing.join(', ')}`);
  return missing.length === 0;
}

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'touchstone-shares-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function build(name: string, command: readonly string[], source: string): string {
  const program = join(folder, name);
  const environment = { ...process.env, GOCACHE: join(folder, 'go-cache') };
  execFileSync(command[0]!, [...command.slice(1), '-o', program, join(PROGRAMS, source)], {
    env: environment,
  });
  return program;
}

interface Shares {
  outcome: PassOutcome;
  profile: Profile;
  total: Map<string, number>;
  self: Map<string, number>;
}

/** Shares of the CPU time by function, 0 to 100: of a function and what it calls, and of itself. */
async function sample(program: string, rounds: number): Promise<Shares> {
  const directory = join(folder, 'captures');
  const outcome = await capturePass(
    {
      instrument: 'cpu',
      target: 'native',
      directory,
      prefix: `cpu-${program.split('/').pop()!}`,
      options: {},
      plan: {
        command: [program, String(rounds)],
        cwd: folder,
        environment: {},
        stdin: null,
        timeoutMs: 50_000,
        outputLimitBytes: 100_000,
      },
    },
    new AbortController().signal,
  );
  expect(outcome.failure).toBeNull();
  const parsed = parsePerfScript(readFileSync(join(directory, outcome.files[0]!.file), 'utf8'), {
    pid: 0,
    tid: 0,
    threadName: 'main',
    processName: '',
    ownFolders: [PROGRAMS],
  });
  if (!parsed.ok) throw new Error(parsed.failure.message);
  const profile = parsed.value;
  const total = new Map<string, number>();
  const self = new Map<string, number>();
  let sum = 0;
  for (const { samples } of profile.threads) {
    for (let row = 0; row < samples.length; row++) {
      const value = samples.values[0]![row]!;
      sum += value;
      const names: string[] = [];
      for (let at = samples.stack[row]!; at >= 0; at = profile.stacks.parent[at]!) {
        names.push(profile.frames.name[profile.stacks.frame[at]!]!);
      }
      self.set(names[0]!, (self.get(names[0]!) ?? 0) + value);
      for (const name of new Set(names)) total.set(name, (total.get(name) ?? 0) + value);
    }
  }
  for (const map of [total, self]) {
    for (const [name, value] of map) map.set(name, (100 * value) / sum);
  }
  return { outcome, profile, total, self };
}

/** Each share within 5 points of what it should be; those that are not are shown. */
function expectShares(shares: ReadonlyMap<string, number>, truth: Record<string, number>): void {
  const off = Object.entries(truth).flatMap(([name, share]) => {
    const seen = shares.get(name) ?? 0;
    return Math.abs(seen - share) < 5 ? [] : [`${name}: ${seen.toFixed(1)} % for ${share} %`];
  });
  expect(off, [...shares].map(([name, share]) => `${name} ${share.toFixed(1)}`).join('\n')).toEqual(
    [],
  );
}

/** Shares that the program measured by its own clock, of those parts alone; and the parts' share of the samples. */
function clocked({ outcome, total }: Shares): { truth: Map<string, number>; seen: number } {
  const parts = JSON.parse(outcome.exit!.stderr.text) as Record<string, number>;
  const whole = Object.values(parts).reduce((sum, part) => sum + part, 0);
  const names = [...total.keys()];
  const keyOf = (part: string): string => names.find((name) => name.endsWith(part)) ?? part;
  const entries = Object.entries(parts).map(([part, ms]): [string, number] => [keyOf(part), ms]);
  const seen = entries.reduce((sum, [name]) => sum + (total.get(name) ?? 0), 0);
  return { truth: new Map(entries.map(([name, ms]) => [name, (ms / whole) * seen])), seen };
}

function notesOf({ outcome, profile }: Shares): string {
  return [...outcome.ledger.notes, ...profile.notes].join('\n');
}

describe.skipIf(!have('perf', 'rustc'))('a Rust program, rustc -O -g', () => {
  test('shows trait objects, inlined generics and closures by their shares', async () => {
    const shares = await sample(build('rs', ['rustc', '-O', '-g'], 'shares.rs'), 250);
    const { truth, seen } = clocked(shares);
    expect(seen).toBeGreaterThan(85);
    expectShares(shares.total, Object.fromEntries(truth));
    const compute = shares.total.get('shares::compute')!;
    expectShares(shares.total, {
      '<shares::Wide as shares::Step>::advance': compute * 0.5,
      'shares::parts::generic_step': compute * 0.3,
      'shares::compute::{{closure}}': compute * 0.2,
    });
  });
});

describe.skipIf(!have('perf', 'go'))('a Go program', () => {
  test.each([
    ['go build', []],
    ['stripped', ['-ldflags=-s -w']],
  ])('%s: shows callers of leaf functions, in all goroutines', async (name, options) => {
    const program = build(`go-${options.length}`, ['go', 'build', ...options], 'shares.go');
    const shares = await sample(program, 9000);
    expectShares(shares.total, {
      'main.spin': 100,
      'main.work': 100,
      'main.heavy': 50,
      'main.middle': 30,
      'main.light': 20,
      'main.main': 33.3,
      'runtime.goexit': 100,
    });
    expectShares(shares.self, { 'main.spin': 100 });
    expect(notesOf(shares)).not.toContain('cut');
    if (name === 'go build') expectShares(shares.total, { 'main.run': 100 });
  });
});

describe.skipIf(!have('perf', 'gcc'))('a C program with large frames', () => {
  test('is recorded again with all of its stack, and says so', async () => {
    const shares = await sample(build('big-frames', ['gcc', '-O2', '-g'], 'big-frames.c'), 100_000);
    expectShares(shares.total, { main: 100, descend: 75, deepLeaf: 75, flatLeaf: 25, spin: 100 });
    expectShares(shares.self, { spin: 100 });
    expect(shares.outcome.ledger.mechanism).toContain('dwarf,65528');
    expect(shares.outcome.ledger.notes[0]).toMatch(/^7\d % of the stacks were deeper than 8 KiB/);
    expect(notesOf(shares)).not.toContain('cut at its outer end');
  });
});

describe.skipIf(!have('perf', 'g++', 'objcopy', 'strip'))('a C++ program without -g', () => {
  test('keeps its functions by their symbols, and says what is lost', async () => {
    const shares = await sample(build('symbols', ['g++', '-O2'], 'sorts.cpp'), 60);
    const { truth, seen } = clocked(shares);
    expect(seen).toBeGreaterThan(85);
    expectShares(shares.total, Object.fromEntries(truth));
    expect(notesOf(shares)).toContain('has no debug information');
    expect(notesOf(shares)).not.toContain('cut at its outer end');
  });

  test('and stripped: keeps its functions apart by their places, and says so', async () => {
    const whole = build('whole', ['g++', '-O2'], 'sorts.cpp');
    const place = (name: string): string =>
      Number.parseInt(
        new RegExp(`^([0-9a-f]+) . ${name}`, 'm').exec(
          execFileSync('nm', ['-C', whole], { encoding: 'utf8' }),
        )![1]!,
        16,
      ).toString(16);
    const [sorting, helping] = [place('sortRows'), place('runHelpers')];
    execFileSync('strip', ['-o', join(folder, 'stripped'), whole]);
    const shares = await sample(join(folder, 'stripped'), 60);
    const parts = JSON.parse(shares.outcome.exit!.stderr.text) as Record<string, number>;
    const seen =
      shares.total.get(`[stripped+0x${sorting}]`)! + shares.total.get(`[stripped+0x${helping}]`)!;
    expect(seen).toBeGreaterThan(85);
    const sum = parts['sortRows']! + parts['runHelpers']!;
    expectShares(shares.total, {
      [`[stripped+0x${sorting}]`]: (seen * parts['sortRows']!) / sum,
      [`[stripped+0x${helping}]`]: (seen * parts['runHelpers']!) / sum,
    });
    expect(notesOf(shares)).toContain('is stripped');
    expect(notesOf(shares)).not.toContain('cut at its outer end');
  });

  test('and its debug information in a file of its own: is as with -g', async () => {
    const program = build('split', ['g++', '-O2', '-g'], 'sorts.cpp');
    execFileSync('objcopy', ['--only-keep-debug', program, `${program}.debug`]);
    execFileSync('objcopy', ['--strip-debug', `--add-gnu-debuglink=${program}.debug`, program], {
      cwd: folder,
    });
    const shares = await sample(program, 60);
    const { truth } = clocked(shares);
    expectShares(shares.total, Object.fromEntries(truth));
    expect(shares.total.get('helperThree')).toBeGreaterThan(10);
    const frame = shares.profile.frames.name.indexOf('helperTwo');
    expect(shares.profile.frames.line[frame]).toBe(21);
    expect(notesOf(shares)).not.toContain('has no debug information');
  });
});
