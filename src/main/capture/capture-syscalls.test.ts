import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Instrument, TargetKind } from '../../core/model/instrument';
import { SYNC_CALLS, type SyscallTrace } from '../../core/model/syscalls';
import { parseStrace } from '../../core/parse/parse-strace';
import { capturePass, type PassOutcome } from './capture-pass';
import { findTool } from './find-tool';

const never = new AbortController().signal;
const programs = join(import.meta.dirname, '../../../fixtures/programs/node');
const syncs = join(import.meta.dirname, '../../../fixtures/programs/syncs');
const strace = await findTool('strace', '-V');
/** Compilers that are missing here; what they would have made is skipped, with their name in the title. */
const missing = new Set<string>();
for (const [tool, argument] of [['gcc'], ['go', 'version'], ['python3'], ['npm']] as const) {
  if ((await findTool(tool, argument)) === null) missing.add(tool);
}
let folder: string;
let passes = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'touchstone trace-'));
  for (const from of [programs, syncs]) {
    for (const name of readdirSync(from)) copyFileSync(join(from, name), join(folder, name));
  }
  if (!missing.has('gcc')) {
    compile('gcc', '-O1', '-pthread', '-o', 'syncs', 'syncs.c');
    compile('gcc', '-O1', '-pthread', '-static', '-o', 'syncs-static', 'syncs.c');
    compile('gcc', '-o', 'ring', 'ring.c');
  }
  if (!missing.has('go')) compile('go', 'build', '-o', 'syncs-go', 'syncs.go');
  chmodSync(join(folder, 'syncs.cjs'), 0o755);
  mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true });
  symlinkSync('../../syncs.cjs', join(folder, 'node_modules/.bin/syncs'));
  const scripts = { syncs: 'node syncs.cjs' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'syncs', scripts }));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function compile(compiler: string, ...words: string[]): void {
  const { status, stderr } = spawnSync(compiler, words, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${compiler} failed: ${stderr}`);
}

async function run(
  command: string[],
  environment: Record<string, string> = {},
  instrument: Instrument = 'syscalls',
  target: TargetKind = 'native',
): Promise<PassOutcome> {
  passes += 1;
  return capturePass(
    {
      instrument,
      target,
      plan: {
        command,
        cwd: folder,
        environment,
        stdin: null,
        timeoutMs: 30_000,
        outputLimitBytes: 10_000,
      },
      directory: join(folder, 'captures'),
      prefix: `trace-${passes}`,
      options: {},
    },
    never,
  );
}

async function trace(
  command: string[],
  environment?: Record<string, string>,
): Promise<SyscallTrace> {
  const outcome = await run(command, environment);
  expect(outcome.failure).toBeNull();
  const file = outcome.files[0]!;
  const parsed = parseStrace(readFileSync(join(folder, 'captures', file.file), 'utf8'), {
    pid: file.pid,
    tid: 0,
    threadName: file.label,
    processName: command.join(' '),
    ownFolders: [folder],
  });
  if (!parsed.ok) throw new Error(parsed.failure.message);
  expect(parsed.value.notes).toEqual([]);
  return parsed.value;
}

function findNode(): string {
  return execFileSync('sh', ['-c', 'command -v node'], { encoding: 'utf8' }).trim();
}

/** Counts by `name path`, for paths in the folder and calls without one. */
function countSyncs({ names, paths, events }: SyscallTrace): Record<string, number> {
  const counts: Record<string, number> = {};
  for (let row = 0; row < events.length; row += 1) {
    const name = names[events.name[row]!]!;
    if (!(SYNC_CALLS as readonly string[]).includes(name)) continue;
    const key = `${name} ${paths[events.path[row]!]!.replace(`${folder}/`, '')}`;
    counts[key] = (counts[key] ?? 0) + 1;
    expect(events.duration[row]).toBeGreaterThan(0);
    expect(events.result[row]).toBe(0);
  }
  return counts;
}

describe.skipIf(strace === null)(
  strace === null ? 'syscalls (skipped: strace is not installed)' : 'syscalls',
  () => {
    it('counts syncs of a loop exactly, by path', async () => {
      expect(countSyncs(await trace(['node', 'sync-loop.cjs']))).toEqual({
        'fsync sync-loop.dat': 25,
        'fdatasync sync-loop.dat': 10,
      });
    });

    it("counts syncs in libuv's thread pool exactly", async () => {
      expect(countSyncs(await trace(['node', 'sync-promises.mjs']))).toEqual({
        'fsync sync-promises.dat': 17,
        'fdatasync sync-promises.dat': 8,
      });
    });

    it('counts syncs of worker threads and forked children exactly', async () => {
      expect(countSyncs(await trace(['node', 'sync-workers.mjs']))).toEqual({
        'fsync sync-worker-0.dat': 20,
        'fsync sync-worker-1.dat': 20,
        'fsync sync-worker-2.dat': 20,
      });
      expect(countSyncs(await trace(['node', 'sync-forks.cjs']))).toEqual({
        'fsync sync-fork-parent.dat': 4,
        'fsync sync-fork-a.dat': 4,
        'fsync sync-fork-b.dat': 4,
      });
    });

    it('follows a pipeline of a shell', async () => {
      const counts = countSyncs(
        await trace(['sh', '-c', 'echo one > piped.dat; sync piped.dat | sync piped.dat; sync']),
      );
      expect(counts).toEqual({ 'fsync piped.dat': 2, 'sync ': 1 });
    });

    it("reads the kernel's totals at the end of each process, the tracer's left out", async () => {
      const text =
        'const f = fs.openSync("io.dat", "w"); for (let i = 0; i < 3000; i++) fs.writeSync(f, "xy")';
      const { io, names } = await trace(['node', '-e', text]);
      expect(io?.writeCalls).toBeGreaterThanOrEqual(3000);
      expect(io?.writeCalls).toBeLessThan(3100);
      expect(io?.writtenBytes).toBeGreaterThanOrEqual(6000);
      expect(io?.writtenBytes).toBeLessThan(7000);
      expect(names).not.toContain('exit_group');
    });

    it('sees connections with their addresses, and children with their programs', async () => {
      const { names, paths, events } = await trace(['node', 'connect-and-start.cjs']);
      const seen: Record<string, number> = {};
      for (let row = 0; row < events.length; row += 1) {
        const name = names[events.name[row]!]!;
        if (!/^(connect|accept4?|execve|fork|vfork|clone3?)$/.test(name)) continue;
        const path = paths[events.path[row]!]!;
        const kind = name.replace(/^(fork|vfork|clone3?)$/, 'start').replace(/^accept4$/, 'accept');
        const result = events.result[row]!;
        if (result < 0 && result !== -115) continue;
        const what = `${kind} ${path.replace(/:\d+$/, ':PORT').replace(`${folder}/`, '')}`;
        seen[what] = (seen[what] ?? 0) + 1;
      }
      expect(seen).toEqual({
        [`execve ${findNode()}`]: 2,
        'execve /bin/sh': 1,
        'start ': 2,
        'accept ': 5,
        'connect 127.0.0.1:PORT': 3,
        'connect here.sock': 2,
      });
    });

    it("hands on the target's exit code and signal", async () => {
      expect((await run(['sh', '-c', 'exit 3'])).exit).toMatchObject({ code: 3, signal: null });
      expect((await run(['sh', '-c', 'kill -SEGV $$'])).exit).toMatchObject({
        code: null,
        signal: 'SIGSEGV',
      });
    });

    it('keeps what was traced of a target that is ended at its timeout', async () => {
      const outcome = await capturePass(
        {
          instrument: 'syscalls',
          target: 'native',
          plan: {
            command: ['sh', '-c', 'echo x > late.dat; sync late.dat; while :; do :; done'],
            cwd: folder,
            environment: {},
            stdin: null,
            timeoutMs: 1500,
            outputLimitBytes: 1000,
          },
          directory: join(folder, 'captures'),
          prefix: 'late',
          options: {},
        },
        never,
      );
      expect(outcome.failure?.kind).toBe('target-timeout');
      const text = readFileSync(join(folder, 'captures', outcome.files[0]!.file), 'utf8');
      expect(text.match(/fsync\(/g)).toHaveLength(1);
    });
  },
);

/** `{ 'fsync fork-0': 5, … }` for files of one name that are numbered. */
function each(name: string, files: number, times: number): Record<string, number> {
  return Object.fromEntries(
    Array.from({ length: files }, (_, number) => [`fsync ${name}-${number}`, times]),
  );
}

interface KnownCase {
  title: string;
  command: string[];
  counts: Record<string, number>;
  needs?: string;
  environment?: Record<string, string>;
}

const forks = { ...each('fork', 3, 5), 'fsync fork-of-fork': 3, 'fsync parent': 2 };
const CASES: KnownCase[] = [
  { title: 'forks, and a fork of a fork', command: ['./syncs', 'forks'], counts: forks },
  { title: 'vfork and exec', command: ['./syncs', 'vfork'], counts: each('vfork', 2, 4) },
  { title: 'threads', command: ['./syncs', 'threads'], counts: each('thread', 8, 6) },
  {
    title: 'a daemon that forks twice within the run',
    command: ['./syncs', 'daemon'],
    counts: { 'fsync daemon': 7, 'fsync parent': 1 },
  },
  {
    title: 'each call of the sync family',
    command: ['./syncs', 'family'],
    counts: {
      'fsync family': 2,
      'fdatasync family': 3,
      'sync_file_range family': 4,
      'msync ': 5,
      'syncfs family': 1,
    },
  },
  { title: 'forks of a static program', command: ['./syncs-static', 'forks'], counts: forks },
  {
    title: 'threads of a static program',
    command: ['./syncs-static', 'threads'],
    counts: each('thread', 8, 6),
  },
  {
    title: "a Go program's threads",
    command: ['./syncs-go'],
    counts: each('goroutine', 6, 5),
    needs: 'go',
  },
  {
    title: "Python's threads, forks and a subprocess",
    command: ['python3', 'syncs.py'],
    counts: {
      'fsync main': 2,
      ...each('thread', 3, 3),
      ...each('fork', 2, 4),
      'fsync subprocess': 5,
    },
    needs: 'python3',
  },
  {
    title: 'a cluster of Node',
    command: ['node', 'cluster.cjs'],
    counts: { 'fsync primary': 2, ...each('worker', 3, 5) },
    needs: 'node',
  },
  {
    title: 'npm run',
    command: ['npm', 'run', 'syncs'],
    counts: { 'fsync promised': 9 },
    needs: 'npm',
  },
  { title: 'npx', command: ['npx', 'syncs'], counts: { 'fsync promised': 9 }, needs: 'npm' },
  {
    title: 'a pipeline of a shell with Node in it',
    command: ['sh', '-c', './syncs forks | node syncs.cjs | cat'],
    counts: { ...forks, 'fsync promised': 9 },
  },
  {
    title: 'Node that would use io_uring',
    command: ['node', 'syncs.cjs'],
    counts: { 'fsync promised': 9 },
    environment: { UV_USE_IO_URING: '1' },
    needs: 'node',
  },
];

describe.skipIf(strace === null)(
  strace === null ? 'known counts (skipped: strace is not installed)' : 'known counts',
  () => {
    for (const { title, command, counts, needs = 'gcc', environment } of CASES) {
      const isMissing = missing.has(needs);
      const name = isMissing ? `${title} (skipped: ${needs} is not installed)` : title;
      it.skipIf(isMissing)(name, async () => {
        // npm itself creates logs and the like: only what lies in the folder is compared.
        const found = countSyncs(await trace(command, environment));
        const own = Object.entries(found).filter(([key]) => !key.includes('/'));
        expect(Object.fromEntries(own)).toEqual(counts);
        // The pass that finds the callers of the same syncs counts them on its own.
        if (!command[0]!.startsWith('./syncs')) return;
        const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
        expect((await run(command, environment, 'stacks')).ledger.samples).toBe(total);
      });
    }

    it('says that Node was kept from io_uring, and the hook inside Node counts with it as well', async () => {
      const environment = { UV_USE_IO_URING: '1' };
      const { ledger } = await run(['node', 'syncs.cjs'], environment);
      expect(ledger.notes).toEqual([
        expect.stringMatching(/^UV_USE_IO_URING was set to 0 for this pass/),
      ]);
      expect(ledger.environment).toEqual({ UV_USE_IO_URING: '0' });
      const stacks = await run(['node', 'syncs.cjs'], environment, 'stacks', 'node');
      expect(stacks.ledger.samples).toBe(9);
    });

    it.skipIf(missing.has('gcc'))('says that a program uses io_uring, and what to do', async () => {
      const { exit, failure, ledger } = await run(['./ring']);
      if (exit?.code === 77) {
        console.warn('skipped: the kernel allows no io_uring');
        return;
      }
      expect(failure).toBeNull();
      expect(ledger.notes).toEqual([
        expect.stringMatching(/uses io_uring.* lower bounds\. Have it use plain system calls/),
      ]);
    });

    it('counts nothing but what the target did until its own process ended, where daemons go on', async () => {
      const text = '(setsid sh -c "sleep 30; sync late.dat" &); echo x > early.dat; sync early.dat';
      const started = performance.now();
      const counts = countSyncs(await trace(['sh', '-c', text]));
      expect(counts).toEqual({ 'fsync early.dat': 1 });
      expect(performance.now() - started).toBeLessThan(20_000);
    });
  },
);
