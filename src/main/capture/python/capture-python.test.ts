import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Instrument } from '../../../core/model/instrument';
import type { LaunchPlan } from '../../../core/model/launch';
import type { CallCounts, Profile } from '../../../core/model/profile';
import { parsePythonCalls } from '../../../core/parse/parse-python-calls';
import { parsePythonSamples } from '../../../core/parse/parse-python-samples';
import { capturePass, type PassOutcome } from '../capture-pass';
import { findPythons } from './find-pythons';

const pythons = await findPythons();
/** Interpreters change most at the ends; what takes seconds is tried on the oldest and the newest. */
const ends = pythons.length > 2 ? [pythons[0]!, pythons.at(-1)!] : pythons;
const directory = await mkdtemp(join(tmpdir(), 'touchstone-python-'));
let turn = 0;
afterAll(async () => rm(directory, { recursive: true, force: true }));

async function capture(
  instrument: Instrument,
  python: string,
  source: string,
  change: Partial<LaunchPlan> & { before?: string[] } = {},
): Promise<PassOutcome & { profiles: Profile[]; calls: CallCounts[] }> {
  turn += 1;
  const script = join(directory, `program${turn}.py`);
  await writeFile(script, source);
  const { before = [], ...plan } = change;
  const outcome = await capturePass(
    {
      instrument,
      target: 'python',
      plan: {
        command: [python, ...before, script],
        cwd: directory,
        environment: {},
        stdin: null,
        timeoutMs: 30_000,
        outputLimitBytes: 100_000,
        ...plan,
      },
      directory,
      prefix: `pass${turn}`,
      options: {},
    },
    new AbortController().signal,
  );
  const profiles: Profile[] = [];
  const calls: CallCounts[] = [];
  for (const { file, format } of outcome.files) {
    const text = await readFile(join(directory, file), 'utf8');
    if (format === 'python-calls') calls.push(valueOf(parsePythonCalls(text)));
    else profiles.push(valueOf(parsePythonSamples(text)));
  }
  for (const profile of profiles) checkIntegrity(profile);
  return { ...outcome, profiles, calls };
}

function valueOf<Value>(
  result: { ok: true; value: Value } | { ok: false; failure: object },
): Value {
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  return result.value;
}

function checkIntegrity(profile: Profile): void {
  for (let stack = 0; stack < profile.stacks.length; stack += 1) {
    expect(profile.stacks.parent[stack]).toBeLessThan(stack);
  }
  for (const { samples } of profile.threads) {
    for (let row = 1; row < samples.length; row += 1) {
      expect(samples.time![row]).toBeGreaterThanOrEqual(samples.time![row - 1]!);
    }
    for (const column of samples.values) expect(Math.min(0, ...column)).toBe(0);
  }
}

/** Sum of a column over all samples whose stack holds functions of these names, in this order. */
function costOf(profiles: Profile[], column: string, ...path: string[]): number {
  let sum = 0;
  for (const profile of profiles) {
    const index = profile.valueTypes.findIndex(({ name }) => name === column);
    for (const { samples } of profile.threads) {
      for (let row = 0; row < samples.length; row += 1) {
        const names: string[] = [];
        for (let at = samples.stack[row]!; at >= 0; at = profile.stacks.parent[at]!) {
          names.unshift(profile.frames.name[profile.stacks.frame[at]!]!);
        }
        let found = 0;
        for (const name of names) if (name === path[found]) found += 1;
        if (found === path.length) sum += samples.values[index]![row]!;
      }
    }
  }
  return sum;
}

/** Calls of a function over all processes. */
function callsOf(counts: CallCounts[], name: string): number {
  return counts.reduce(
    (sum, { frames, calls }) =>
      sum + frames.name.reduce((own, known, row) => own + (known === name ? calls[row]! : 0), 0),
    0,
  );
}

const SPIN = `
import time
def spin(ms):
    end = time.thread_time() + ms / 1000
    while time.thread_time() < end: pass
`;

describe.each(pythons.map(({ version, path }) => [version, path]))('Python %s', (_, path) => {
  // A machine that does not let the sampling thread run gives it few samples: more than one try.
  test('CPU shares are those that the program was built to have', { retry: 2 }, async () => {
    const { profiles, failure, ledger } = await capture(
      'cpu',
      path,
      `${SPIN}
def heavy(): spin(30)
def light(): spin(10)
def idle(): time.sleep(0.02)
for _ in range(20): heavy(); light(); idle()
`,
    );
    expect(failure).toBeNull();
    const ratio =
      costOf(profiles, 'cpu', 'heavy', 'spin') / costOf(profiles, 'cpu', 'light', 'spin');
    expect(ratio).toBeGreaterThan(2.2);
    expect(ratio).toBeLessThan(4);
    expect(costOf(profiles, 'wall', 'idle')).toBeGreaterThan(380);
    expect(costOf(profiles, 'cpu', 'idle')).toBeLessThan(0.1 * costOf(profiles, 'cpu'));
    expect(ledger.samples).toBeGreaterThan(100);
    expect(ledger.mechanism).toMatch(/1 ms asked, \d+ a second had/);
  });

  test('counts calls exactly, over threads, forked and spawned processes', async () => {
    const made = await capture(
      'calls',
      path,
      `
import multiprocessing, subprocess, sys, threading
def leaf(): return len('abc')
def many(n):
    for _ in range(n): leaf()
def deep(n): return 1 if n == 0 else deep(n - 1)
if __name__ == '__main__':
    for _ in range(10): many(100)
    deep(50)
    threads = [threading.Thread(target=many, args=(1000,)) for _ in range(4)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    for way in ('fork', 'spawn', 'forkserver'):
        child = multiprocessing.get_context(way).Process(target=many, args=(500,))
        child.start(); child.join()
    subprocess.run([sys.executable, '-c', 'def inner_most(): pass\\nfor _ in range(70): inner_most()'], check=True)
    print('done')
`,
    );
    expect(made.failure).toBeNull();
    expect(made.exit).toMatchObject({ code: 0, stdout: { text: 'done\n' }, stderr: { text: '' } });
    expect(callsOf(made.calls, 'leaf')).toBe(1000 + 4000 + 1500);
    expect(callsOf(made.calls, 'many')).toBe(10 + 4 + 3);
    expect(callsOf(made.calls, 'deep')).toBe(51);
    expect(callsOf(made.calls, 'inner_most')).toBe(70);
    expect(callsOf(made.calls, 'builtins.len')).toBeGreaterThanOrEqual(6500);
  });

  test('allocations include garbage, with exact totals', async () => {
    const made = await capture(
      'alloc',
      path,
      `
def make(): return bytearray(1000)
def often():
    for _ in range(30000): make()
def seldom():
    for _ in range(10000): make()
often(); seldom()
`,
    );
    expect(made.failure).toBeNull();
    const often = costOf(made.profiles, 'allocated', 'often', 'make');
    const seldom = costOf(made.profiles, 'allocated', 'seldom', 'make');
    // 1,001 bytes and an object of 56 each.
    expect(often / (30_000 * 1057)).toBeGreaterThan(0.95);
    expect(often / (30_000 * 1057)).toBeLessThan(1.05);
    expect(often / seldom).toBeGreaterThan(2.8);
    expect(often / seldom).toBeLessThan(3.2);
    expect(costOf(made.profiles, 'objects', 'make')).toBeGreaterThan(70_000);
    expect(costOf(made.profiles, 'allocated')).toBeGreaterThan(40_000 * 1057);
  });

  test('every sync has its stack', async () => {
    const made = await capture(
      'stacks',
      path,
      `
import os, threading
from os import fsync
def commit(handle): os.fsync(handle)
def save(handle):
    fsync(handle)
    os.fdatasync(handle)
def run(name, n, how):
    handle = os.open(name, os.O_RDWR | os.O_CREAT)
    for _ in range(n):
        os.write(handle, b'x')
        how(handle)
    os.close(handle)
run('one.dat', 300, commit)
thread = threading.Thread(target=run, args=('two.dat', 100, save))
thread.start(); thread.join()
`,
    );
    expect(made.failure).toBeNull();
    expect(costOf(made.profiles, 'syncs', 'run', 'commit', 'os.fsync')).toBe(300);
    expect(costOf(made.profiles, 'syncs', 'run', 'save', 'os.fsync')).toBe(100);
    expect(costOf(made.profiles, 'syncs', 'run', 'save', 'os.fdatasync')).toBe(100);
    expect(costOf(made.profiles, 'syncs')).toBe(500);
    expect(costOf(made.profiles, 'sync-time')).toBeGreaterThan(0);
  });

  test('syncs of SQLite have the stack of the Python code that asked for them', async () => {
    const made = await capture(
      'stacks',
      path,
      `
import os, sqlite3, threading
if os.path.exists('test.db'): os.remove('test.db')
def insert_each(n):
    with_own = sqlite3.connect('test.db')
    for i in range(n):
        with_own.execute('insert into t values (?)', (i,))
        with_own.commit()
    with_own.close()
def insert_batch(n):
    for i in range(n): shared.execute('insert into t values (?)', (i,))
    shared.commit()
shared = sqlite3.connect('test.db')
shared.execute('create table t (x)')
shared.commit()
insert_batch(50)
insert_each(20)
thread = threading.Thread(target=insert_each, args=(5,))
thread.start(); thread.join()
print(shared.execute('select count(*) from t').fetchone()[0])
`,
    );
    expect(made.exit?.stdout.text).toBe('75\n');
    const each = costOf(made.profiles, 'syncs', 'insert_each', 'fdatasync (SQLite)');
    const batch = costOf(made.profiles, 'syncs', 'insert_batch', 'fdatasync (SQLite)');
    // A transaction with a rollback journal syncs the same number of times, whatever its size.
    expect(batch).toBeGreaterThan(0);
    expect(each).toBe(25 * batch);
  });
});

describe.each(ends.map(({ version, path }) => [version, path]))(
  'Python %s at length',
  (_, path) => {
    test('threads are told apart by name and by their own CPU time', async () => {
      const made = await capture(
        'cpu',
        path,
        `${SPIN}
import threading
def work(): spin(300)
def rest(): time.sleep(0.3)
for name, what in (('worker', work), ('sleeper', rest)):
    threading.Thread(target=what, name=name).start()
`,
      );
      const threads = made.profiles[0]!.threads;
      const cpu = new Map(
        threads.map(({ name, samples }) => [name, samples.values[0]!.reduce((a, b) => a + b, 0)]),
      );
      expect([...cpu.keys()]).toEqual(expect.arrayContaining(['worker', 'sleeper']));
      expect(cpu.get('worker')).toBeGreaterThan(200);
      expect(cpu.get('sleeper')).toBeLessThan(30);
      expect(new Set(threads.map(({ tid }) => tid)).size).toBe(threads.length);
    });

    test.each(['cpu', 'calls', 'alloc', 'stacks'] as const)(
      'pools of processes end as they would without the %s instrument',
      async (instrument) => {
        const made = await capture(
          instrument,
          path,
          `
import concurrent.futures, multiprocessing, sys
def square(x): return x * x
if __name__ == '__main__':
    for _ in range(3):
        with multiprocessing.Pool(2) as pool: print(sum(pool.map(square, range(100))))
    # Before 3.9 an executor may find its own pipe closed at exit, with or without an instrument.
    if sys.version_info >= (3, 9):
        with concurrent.futures.ProcessPoolExecutor(2) as pool: print(sum(pool.map(square, range(100))))
    else: print(sum(map(square, range(100))))
`,
        );
        expect(made.failure).toBeNull();
        expect(made.exit?.stdout.text).toBe('328350\n'.repeat(4));
        expect(made.exit?.stderr.text).toBe('');
        // The program and of each pool the worker that computed; the other may have been ended before it started.
        expect(made.files.length).toBeGreaterThanOrEqual(4);
      },
    );

    test('output, exit code and the visible state of the target stay as they were', async () => {
      const source = `
import atexit, os, signal, sys, threading, warnings
warnings.simplefilter('always')
atexit.register(lambda: print('at exit', threading.active_count()))
print([entry for entry in sys.path if 'agents' in entry], threading.active_count())
child = os.fork()
if child == 0:
    os._exit(5)
print(os.waitpid(child, 0)[1], sys.argv[1:], sys.stdin.read())
print(sys.getprofile(), sys.gettrace())
raise SystemExit(7)
`;
      const plain = await capture('time', path, source, { stdin: 'given' });
      for (const instrument of ['cpu', 'alloc', 'stacks'] as const) {
        const made = await capture(instrument, path, source, { stdin: 'given' });
        expect(made.exit?.stdout.text).toBe(plain.exit?.stdout.text);
        expect(made.exit?.stderr.text).toBe(plain.exit?.stderr.text);
        expect(made.exit?.code).toBe(7);
        expect(made.files).toHaveLength(2);
      }
    });

    test.each([
      ['SIGTERM', 'os.kill(os.getpid(), signal.SIGTERM)'],
      ['SIGKILL', 'os.kill(os.getpid(), signal.SIGKILL)'],
      [null, 'os._exit(3)'],
      [null, 'raise ValueError("gone")'],
      [null, 'os.execv(sys.executable, [sys.executable, "-c", "pass"])'],
    ])('what was measured outlives an end by %s: %s', async (signal, end) => {
      const source = `${SPIN}
import os, signal, sys
def work(): spin(700)
work()
${end}
`;
      const made = await capture('cpu', path, source);
      expect(made.exit?.signal ?? null).toBe(signal);
      expect(costOf(made.profiles, 'cpu', 'work')).toBeGreaterThan(
        signal === 'SIGKILL' ? 150 : 500,
      );
      const counted = await capture(
        'calls',
        path,
        source.replace('def work()', 'def step(): pass\nfor _ in range(90): step()\ndef work()'),
      );
      expect(callsOf(counted.calls, 'step')).toBe(90);
    });

    test('a target that never ends leaves its samples, calls and allocations', async () => {
      const source = `
def turn(): return [0] * 1000
def for_ever():
    while True: turn()
for_ever()
`;
      const cpu = await capture('cpu', path, source, { timeoutMs: 1500 });
      const calls = await capture('calls', path, source, { timeoutMs: 1500 });
      const alloc = await capture('alloc', path, source, { timeoutMs: 1500 });
      expect(cpu.failure?.kind).toBe('target-timeout');
      // Of 1.5 s less the interpreter's start, shared with whatever else the machine does.
      expect(costOf(cpu.profiles, 'cpu', 'for_ever')).toBeGreaterThan(20);
      expect(callsOf(calls.calls, 'turn')).toBeGreaterThan(1000);
      expect(costOf(alloc.profiles, 'allocated', 'turn')).toBeGreaterThan(1e6);
    });

    test('the user’s own sitecustomize still runs', async () => {
      const site = join(directory, 'sitecustomize.py');
      await writeFile(site, 'import os\nos.environ["FROM_SITE"] = "yes"\n');
      try {
        const made = await capture('cpu', path, 'import os\nprint(os.environ.get("FROM_SITE"))', {
          environment: { PYTHONPATH: directory },
        });
        expect(made.exit?.stdout.text).toBe('yes\n');
        expect(made.files).toHaveLength(1);
      } finally {
        await rm(site);
      }
    });

    test.each(['-I', '-E', '-S'])('%s keeps the agent out, and this is said', async (flag) => {
      const made = await capture('cpu', path, 'print(1)', { before: [flag] });
      expect(made.exit?.stdout.text).toBe('1\n');
      expect(made.files).toEqual([]);
      expect(made.failure).toMatchObject({ kind: 'capture-invalid' });
      expect(made.failure?.remedy).toContain(flag);
    });
  },
);
