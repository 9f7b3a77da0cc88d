import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SYNC_CALLS, type SyscallTrace } from '../../core/model/syscalls';
import { parseStrace } from '../../core/parse/parse-strace';
import { capturePass, type PassOutcome } from './capture-pass';
import { findTool } from './find-tool';

const never = new AbortController().signal;
const programs = join(import.meta.dirname, '../../../fixtures/programs/node');
const strace = await findTool('strace', '-V');
let folder: string;
let passes = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'touchstone trace-'));
  for (const name of readdirSync(programs)) copyFileSync(join(programs, name), join(folder, name));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function run(command: string[], path?: string): Promise<PassOutcome> {
  passes += 1;
  return capturePass(
    {
      instrument: 'syscalls',
      target: 'native',
      plan: {
        command,
        cwd: folder,
        environment: path === undefined ? {} : { PATH: path },
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

async function trace(command: string[]): Promise<SyscallTrace> {
  const outcome = await run(command);
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
