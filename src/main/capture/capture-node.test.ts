import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Failure } from '../../core/model/failure';
import type { Instrument } from '../../core/model/instrument';
import { FRAME_KINDS, NO_STACK, type CallCounts, type Profile } from '../../core/model/profile';
import type { CaptureFile } from '../../core/model/recording';
import type { Result } from '../../core/model/result';
import { mergeCallCounts, mergeProfiles } from '../../core/parse/merge-profiles';
import { parseCoverage } from '../../core/parse/parse-coverage';
import type { ParseContext } from '../../core/parse/parse-context';
import { parseCpuProfile } from '../../core/parse/parse-cpu-profile';
import { parseHeapProfile } from '../../core/parse/parse-heap-profile';
import { parseSyncStacks } from '../../core/parse/parse-sync-stacks';
import { capturePass, type PassOutcome } from './capture-pass';

const never = new AbortController().signal;
const programs = join(import.meta.dirname, '../../../fixtures/programs/node');
let folder: string;
let passes = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'touchstone capture-'));
  for (const name of readdirSync(programs)) copyFileSync(join(programs, name), join(folder, name));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function run(
  instrument: Instrument,
  command: string[],
  timeoutMs = 30_000,
  signal = never,
  program = [process.execPath],
): Promise<PassOutcome> {
  passes += 1;
  return capturePass(
    {
      instrument,
      target: 'node',
      plan: {
        command: [...program, ...command],
        cwd: folder,
        environment: {},
        stdin: null,
        timeoutMs,
        outputLimitBytes: 10_000,
      },
      directory: join(folder, 'captures'),
      prefix: `${instrument}-${passes}`,
      options: {},
    },
    signal,
  );
}

function parseAll<Value>(
  outcome: PassOutcome,
  parse: (text: string, context: ParseContext) => Result<Value, Failure>,
): Value[] {
  return outcome.files.map((file: CaptureFile) => {
    const parsed = parse(readFileSync(join(folder, 'captures', file.file), 'utf8'), {
      pid: file.pid,
      tid: file.tid ?? 0,
      threadName: file.label,
      processName: file.process ?? '',
      ownFolders: [folder],
    });
    if (!parsed.ok) throw new Error(parsed.failure.message);
    return parsed.value;
  });
}

/** Sum of a value type over the samples whose stack holds (or, for self, ends in) a function. */
function costOf(profile: Profile, name: string, column = 0, self = false): number {
  let sum = 0;
  for (const { samples } of profile.threads) {
    for (let row = 0; row < samples.length; row += 1) {
      let stack = samples.stack[row]!;
      for (; stack !== NO_STACK; stack = self ? NO_STACK : profile.stacks.parent[stack]!) {
        if (profile.frames.name[profile.stacks.frame[stack]!] === name) {
          sum += samples.values[column]![row]!;
          break;
        }
      }
    }
  }
  return sum;
}

function callsOf(counts: CallCounts, name: string): number {
  return counts.frames.name.reduce(
    (sum, one, index) => (one === name ? sum + counts.calls[index]! : sum),
    0,
  );
}

describe('cpu', () => {
  it('finds the known shares, under recursion too', async () => {
    // 3 : 1 by construction. A neighbour that takes the processor away in the middle of one function falls on it, so
    // three runs are pooled and the bounds are wide.
    let [heavy, light] = [0, 0];
    const profiles = [];
    for (let round = 0; round < 3; round += 1) {
      const outcome = await run('cpu', ['known-shares.cjs']);
      expect(outcome.failure).toBeNull();
      expect(outcome.ledger.samples).toBeGreaterThan(100);
      profiles.push(mergeProfiles(parseAll(outcome, parseCpuProfile)));
      heavy += costOf(profiles[round]!, 'heavy');
      light += costOf(profiles[round]!, 'recurse');
    }
    expect(heavy / (heavy + light)).toBeGreaterThan(0.62);
    expect(heavy / (heavy + light)).toBeLessThan(0.86);
    const profile = profiles[0]!;
    const where = profile.frames.name.indexOf('heavy');
    expect(profile.frames.file[where]).toBe(join(folder, 'known-shares.cjs'));
    expect(profile.frames.line[where]).toBe(7);
    expect(FRAME_KINDS[profile.frames.kind[where]!]).toBe('own');
  });

  it('keeps the profile of a target stuck in a loop at its timeout', async () => {
    const outcome = await run('cpu', ['endless.cjs'], 2000);
    expect(outcome.failure?.kind).toBe('target-timeout');
    const profile = mergeProfiles(parseAll(outcome, parseCpuProfile));
    expect(costOf(profile, 'spin')).toBeGreaterThan(100);
  });

  it('keeps the profile when the run is stopped', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 2000);
    const outcome = await run('cpu', ['endless.cjs'], 30_000, stop.signal);
    expect(outcome.failure?.kind).toBe('interrupted');
    expect(costOf(mergeProfiles(parseAll(outcome, parseCpuProfile)), 'spin')).toBeGreaterThan(100);
  });

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'])(
    'keeps the profile of a target ended by %s',
    async (name) => {
      const outcome = await run('cpu', ['terminated.cjs', name]);
      expect(outcome.exit).toMatchObject({ code: null, signal: name, endedBy: null });
      expect(outcome.failure?.kind).toBe('target-failed');
      expect(costOf(mergeProfiles(parseAll(outcome, parseCpuProfile)), 'work')).toBeGreaterThan(50);
    },
  );

  it('keeps the profile of a target that crashes, with its exit code and message', async () => {
    const text =
      'function boom() { for (const end = Date.now() + 300; Date.now() < end; ); throw new Error("crashed") } boom()';
    const outcome = await run('cpu', ['-e', text]);
    expect(outcome.exit?.code).toBe(1);
    expect(outcome.failure).toMatchObject({
      kind: 'target-failed',
      detail: expect.stringContaining('crashed') as string,
    });
    expect(costOf(mergeProfiles(parseAll(outcome, parseCpuProfile)), 'boom')).toBeGreaterThan(10);
  });

  it('keeps the profiles of workers that are terminated or die with the process', async () => {
    const outcome = await run('cpu', ['stuck-workers.mjs']);
    expect(outcome.exit?.code).toBe(7);
    expect(outcome.files.map((file) => file.label)).toEqual([
      'main',
      'worker 1 (stuck-workers.mjs)',
      'worker 2 (stuck-workers.mjs)',
    ]);
    const profile = mergeProfiles(parseAll(outcome, parseCpuProfile));
    for (const thread of profile.threads.slice(1)) {
      expect(costOf({ ...profile, threads: [thread] }, 'spinInWorker')).toBeGreaterThan(50);
    }
  });

  it('leaves stdout, stderr and the exit code as they are, and the handlers of the target', async () => {
    const text = `process.on('SIGTERM', () => { console.log('handled', process.listenerCount('SIGTERM')); process.exitCode = 5; clearInterval(alive) });
      const alive = setInterval(() => {}, 1000); console.error('to stderr'); process.kill(process.pid, 'SIGTERM')`;
    const outcome = await run('cpu', ['-e', text]);
    expect(outcome.exit).toMatchObject({ code: 5, signal: null });
    expect(outcome.exit?.stdout.text).toBe('handled 1\n');
    expect(outcome.exit?.stderr.text).toBe('to stderr\n');
    expect(outcome.files).toHaveLength(1);
  });

  it('says so when no Node process took the agent up', async () => {
    const outcome = await run('cpu', ['exit 0'], 30_000, never, ['sh', '-c']);
    expect(outcome.files).toEqual([]);
    expect(outcome.exit?.code).toBe(0);
    expect(outcome.failure?.kind).toBe('capture-invalid');
  });
});

describe('calls', () => {
  it('counts exactly, and names functions as the CPU profile does', async () => {
    const counts = mergeCallCounts(
      parseAll(await run('calls', ['exact-calls.mjs']), parseCoverage),
    );
    expect(callsOf(counts, 'leaf')).toBe(30_000);
    expect(callsOf(counts, 'middle')).toBe(300);
    expect(callsOf(counts, 'outer')).toBe(3);
    expect(callsOf(counts, 'add')).toBe(70);
    expect(callsOf(counts, 'arrow')).toBe(500);
    const lines = ['leaf', 'middle', 'outer', 'add', 'arrow'].map(
      (name) => counts.frames.line[counts.frames.name.indexOf(name)],
    );
    expect(lines).toEqual([2, 5, 10, 17, 21]);
  });

  it('gives the functions of a profile the same name, file, line and column', async () => {
    const keys = (frames: CallCounts['frames']): string[] =>
      frames.name.flatMap((name, index) =>
        frames.file[index]?.startsWith(folder) === true
          ? [`${name} ${frames.line[index]!}:${frames.column[index]!}`]
          : [],
      );
    const cpu = mergeProfiles(parseAll(await run('cpu', ['known-shares.cjs']), parseCpuProfile));
    const calls = mergeCallCounts(
      parseAll(await run('calls', ['known-shares.cjs']), parseCoverage),
    );
    expect(keys(cpu.frames).length).toBeGreaterThanOrEqual(4);
    expect(keys(calls.frames)).toEqual(expect.arrayContaining(keys(cpu.frames)));
  });

  it('keeps counts of a target stuck in a loop', async () => {
    const outcome = await run('calls', ['endless.cjs'], 2000);
    expect(callsOf(mergeCallCounts(parseAll(outcome, parseCoverage)), 'spin')).toBe(1);
  });

  it('counts in forked children', async () => {
    const outcome = await run('calls', ['sync-forks.cjs']);
    expect(new Set(outcome.files.map((file) => file.pid)).size).toBe(3);
  });
});

describe('alloc', () => {
  it('sees garbage, by the function that made it', async () => {
    const outcome = await run('alloc', ['garbage.cjs']);
    const profile = mergeProfiles(parseAll(outcome, parseHeapProfile));
    const churn = costOf(profile, 'churn');
    const calm = costOf(profile, 'calm');
    const mebibyte = 1024 * 1024;
    expect(churn / (200 * mebibyte)).toBeGreaterThan(0.9);
    expect(churn / (200 * mebibyte)).toBeLessThan(1.2);
    expect(churn / calm).toBeGreaterThan(1.8);
    expect(churn / calm).toBeLessThan(2.2);
    expect(costOf(profile, 'churn', 1) / 200).toBeGreaterThan(1 / 3);
    expect(costOf(profile, 'churn', 1) / 200).toBeLessThan(3);
  });

  it('estimates bytes closely and objects within a factor of three', async () => {
    // Without the optimiser, which would charge inlined functions' allocations to their caller.
    const outcome = await run('alloc', ['--no-opt', 'small-objects.cjs']);
    const profile = mergeProfiles(parseAll(outcome, parseHeapProfile));
    // An array of 100 numbers is 832 bytes with its header of 32: two objects.
    const rows = 100_000;
    expect(costOf(profile, 'row') / (rows * 848)).toBeGreaterThan(0.9);
    expect(costOf(profile, 'row') / (rows * 848)).toBeLessThan(1.15);
    expect(costOf(profile, 'row', 1) / (rows * 2)).toBeGreaterThan(1 / 3);
    expect(costOf(profile, 'row', 1) / (rows * 2)).toBeLessThan(3);
    // One object and one or two boxed numbers.
    expect(costOf(profile, 'point', 1) / 800_000).toBeGreaterThan(1 / 3);
    expect(costOf(profile, 'point', 1) / 800_000).toBeLessThan(3);
  });
});

describe('alloc of buffers', () => {
  it('counts the memory outside the heap, by the function that asked for it', async () => {
    const outcome = await run('alloc', ['page-buffers.cjs']);
    expect(outcome.failure).toBeNull();
    const profile = mergeProfiles(parseAll(outcome, parseHeapProfile));
    const near = (name: string, bytes: number, wrapper: number): void => {
      // Beside its memory a buffer has a wrapper of about 200 bytes in the heap.
      expect(costOf(profile, name) / bytes, name).toBeGreaterThan(0.95);
      expect(costOf(profile, name) / bytes, name).toBeLessThan(1.05 + wrapper / bytes);
    };
    near('readPage', 100_000 * 4096, 100_000 * 200);
    // V8 puts functions inside others; the wrappers then go to those.
    const all = profile.threads[0]!.samples.values[0]!.reduce((sum, bytes) => sum + bytes, 0);
    expect(all).toBeGreaterThan(100_000 * (4096 + 120) + 30e6 + 16e6);
    near('copyAll', 3000 * 10_000, 3000 * 200 + 1_000_000);
    near('large', 16 * 1024 * 1024, 100_000);
    expect(costOf(profile, 'share')).toBeLessThan(700_000);
  });

  it('tells of typed arrays that have no stack, and of no others', async () => {
    const notesOf = async (text: string): Promise<string> => {
      const outcome = await run('alloc', ['-e', text]);
      return mergeProfiles(parseAll(outcome, parseHeapProfile)).notes.join(' ');
    };
    const kept = 'const kept = []; for (let i = 0; i < 50; i += 1) kept.push(';
    expect(await notesOf(`${kept}new Uint8Array(1e6).fill(1));`)).toMatch(
      /At least (?:4\d|50) MB of typed arrays/,
    );
    expect(await notesOf(`${kept}Buffer.alloc(1e6));`)).not.toContain('At least');
  });

  it('names functions as the CPU profile does', async () => {
    const callers = (profile: Profile): string[] => {
      const { frames, stacks } = profile;
      const fill = frames.name.indexOf('fill');
      const found = new Set<string>();
      for (let stack = 0; stack < stacks.length; stack += 1) {
        if (stacks.frame[stack] !== fill) continue;
        const caller = stacks.frame[stacks.parent[stack]!]!;
        found.add(`${frames.name[caller]!} ${frames.line[caller]!}:${frames.column[caller]!}`);
      }
      return [...found].sort();
    };
    const alloc = await run('alloc', ['odd-names.cjs']);
    const cpu = await run('cpu', ['odd-names.cjs']);
    const seen = callers(mergeProfiles(parseAll(alloc, parseHeapProfile)));
    expect(seen).toHaveLength(12);
    expect(callers(mergeProfiles(parseAll(cpu, parseCpuProfile)))).toEqual(seen);
  });

  it('leaves Buffer as the target expects it', async () => {
    const text = `const { alloc } = Buffer; class Page extends Buffer.alloc(1).constructor {}
      console.log([Buffer.alloc.name, Buffer.alloc.length, Buffer.from.length, alloc(2, 'ab').toString(),
        Buffer.from('6869', 'hex').toString(), Buffer.from([1, 2]).length, Buffer.from('abc') instanceof Uint8Array,
        Buffer.concat([Buffer.from('a'), Buffer.from('b')], 1).length, Object.keys(Buffer).includes('alloc')].join())
      try { Buffer.alloc(-1) } catch (error) { console.log(error.code) }
      try { Buffer.from(null) } catch (error) { console.log(error.code) }`;
    const plain = await run('time', ['-e', text]);
    const hooked = await run('alloc', ['-e', text]);
    expect(plain.exit?.stdout.text).toContain('alloc,3,3,ab,hi,2,true,1,true');
    expect(hooked.exit?.stdout.text).toBe(plain.exit?.stdout.text);
  });
});

describe('stacks', () => {
  it('knows who asked for each sync', async () => {
    const profile = mergeProfiles(
      parseAll(await run('stacks', ['sync-loop.cjs']), parseSyncStacks),
    );
    expect(costOf(profile, 'commit')).toBe(25);
    expect(costOf(profile, 'checkpoint')).toBe(10);
    expect(costOf(profile, 'fsync', 0, true)).toBe(25);
    expect(costOf(profile, 'fdatasync', 0, true)).toBe(10);
    expect(costOf(profile, 'commit', 1)).toBeGreaterThan(0);
    const where = profile.frames.name.indexOf('commit');
    expect([profile.frames.file[where], profile.frames.line[where]]).toEqual([
      join(folder, 'sync-loop.cjs'),
      4,
    ]);
  });

  it('follows promises, callbacks and named imports', async () => {
    const profile = mergeProfiles(
      parseAll(await run('stacks', ['sync-promises.mjs']), parseSyncStacks),
    );
    expect(costOf(profile, 'flush')).toBe(12);
    expect(costOf(profile, 'fsync', 0, true)).toBe(17);
    expect(costOf(profile, 'fdatasync', 0, true)).toBe(8);
    expect(profile.notes).toEqual([]);
  });

  it('follows workers and forked children', async () => {
    const workers = await run('stacks', ['sync-workers.mjs']);
    expect(costOf(mergeProfiles(parseAll(workers, parseSyncStacks)), 'save')).toBe(60);
    const forks = await run('stacks', ['sync-forks.cjs']);
    expect(costOf(mergeProfiles(parseAll(forks, parseSyncStacks)), 'fsync')).toBe(12);
  });
});
