import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FailureError } from '../../core/model/failure';
import type { LaunchPlan } from '../../core/model/launch';
import { launchTarget } from './launch-target';
import { findTimingWrapper } from './timing-wrapper';

const never = new AbortController().signal;
const node = process.execPath;
const onLinux = process.platform === 'linux';
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'touchstone launch-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function plan(command: string[], more: Partial<LaunchPlan> = {}): LaunchPlan {
  return {
    command,
    cwd: folder,
    environment: {},
    stdin: null,
    timeoutMs: 50_000,
    outputLimitBytes: 100_000,
    ...more,
  };
}

const script = (text: string, more: Partial<LaunchPlan> = {}): LaunchPlan =>
  plan([node, '-e', text], more);

/** Command lines of the `sleep`s of these lengths in seconds: what is left of a target. */
function livingSleeps(...seconds: readonly number[]): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      } catch {
        return '';
      }
    })
    .filter((line) =>
      seconds.some((each) => line.includes(`sleep\0${each}\0`) || line.includes(`sleep ${each}`)),
    );
}

async function failureOf(made: Promise<unknown>): Promise<FailureError['failure']> {
  const error: unknown = await made.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof FailureError)) throw new Error(`no failure: ${String(error)}`);
  return error.failure;
}

describe('launchTarget', () => {
  it('gives output, input and digests as they were', async () => {
    const exit = await launchTarget(
      script('process.stdin.pipe(process.stdout); console.error("ü")', { stdin: 'one\ntwo' }),
      never,
    );
    expect(exit.stdout.text).toBe('one\ntwo');
    expect(exit.stdout.sha256).toBe(createHash('sha256').update('one\ntwo').digest('hex'));
    expect(exit.stderr).toMatchObject({ text: 'ü\n', bytes: 3, truncated: false });
    expect(exit).toMatchObject({ code: 0, signal: null, endedBy: null, notes: [] });
  });

  it('tells an exit code above 128 from a signal', async () => {
    expect(await launchTarget(script('process.exit(143)'), never)).toMatchObject({
      code: 143,
      signal: null,
    });
    for (const name of ['SIGTERM', 'SIGKILL', 'SIGSEGV', 'SIGINT'] as const) {
      const exit = await launchTarget(script(`process.kill(process.pid, '${name}')`), never);
      expect(exit).toMatchObject({ code: null, signal: name, endedBy: null });
      expect(exit.stderr.text).toBe('');
    }
  });

  it('hands environment and arguments on untouched', async () => {
    const odd = ['a b', "quote'", '"double"', '$HOME', '`x`', '*', '', '\n', '-n', 'ü'];
    const exit = await launchTarget(
      plan(
        [
          node,
          '-e',
          'console.log(JSON.stringify([process.argv.slice(1), process.env["odd-name"], process.env.SHLVL, process.env.BASH_ENV]))',
          '--',
          ...odd,
        ],
        { environment: { 'odd-name': '1', BASH_ENV: '/nonexistent' } },
      ),
      never,
    );
    expect(JSON.parse(exit.stdout.text)).toEqual([
      odd,
      '1',
      process.env['SHLVL'] ?? null,
      '/nonexistent',
    ]);
  });

  it('runs a program that shares its name with a shell builtin', async () => {
    writeFileSync(join(folder, 'echo'), '#!/bin/sh\nprintf own\n');
    chmodSync(join(folder, 'echo'), 0o755);
    const exit = await launchTarget(
      plan(['echo'], { environment: { PATH: `${folder}:${process.env['PATH'] ?? ''}` } }),
      never,
    );
    expect(exit.stdout.text).toBe('own');
  });

  it('measures CPU time of the tree and peak memory', async () => {
    const spin =
      'for (const end = process.cpuUsage().user + 200e3; process.cpuUsage().user < end; );';
    const exit = await launchTarget(
      script(
        `const { spawnSync } = require('node:child_process');
         const kept = Buffer.alloc(150e6, 1); ${spin}
         spawnSync(process.execPath, ['-e', ${JSON.stringify(spin)}]); kept.fill(2)`,
      ),
      never,
    );
    if (findTimingWrapper() === null) {
      expect(exit.cpuMs).toBeNull();
      return;
    }
    expect(exit.cpuMs).toBeGreaterThanOrEqual(400);
    expect(exit.peakRssBytes).toBeGreaterThan(150e6);
    expect(exit.peakRssBytes).toBeLessThan(600e6);
  });

  it('keeps a flood of 300 MB in bounded memory, and hashes all of it', async () => {
    const before = process.memoryUsage().rss;
    const exit = await launchTarget(
      script('const b = Buffer.alloc(1e6, 97); for (let i = 0; i < 300; i++) fs.writeSync(1, b)'),
      never,
    );
    expect(exit.stdout.bytes).toBe(300e6);
    expect(exit.stdout.text.length).toBe(100_000);
    expect(exit.stdout.truncated).toBe(true);
    const hash = createHash('sha256');
    const megabyte = Buffer.alloc(1e6, 97);
    for (let i = 0; i < 300; i += 1) hash.update(megabyte);
    expect(exit.stdout.sha256).toBe(hash.digest('hex'));
    // All of it kept would be 300 MB more; the rest of the bound is for what is not collected yet.
    expect(process.memoryUsage().rss - before).toBeLessThan(250e6);
  });

  it('does not cut a character in two', async () => {
    const exit = await launchTarget(
      script('process.stdout.write("ü".repeat(10))', { outputLimitBytes: 5 }),
      never,
    );
    expect(exit.stdout).toMatchObject({ text: 'üü', bytes: 20, truncated: true });
  });

  it('ends a target at its timeout that ignores SIGTERM', async () => {
    const exit = await launchTarget(
      script('process.on("SIGTERM", () => {}); console.log("up"); for (;;);', { timeoutMs: 2000 }),
      never,
    );
    expect(exit).toMatchObject({ code: null, signal: 'SIGKILL', endedBy: 'timeout' });
    expect(exit.stdout.text).toBe('up\n');
  });

  it('ends a target when the run is stopped', async () => {
    const stop = new AbortController();
    const running = script('console.log("up"); setInterval(() => {}, 1000)');
    const exit = await launchTarget(running, stop.signal, { onOutput: () => stop.abort() });
    expect(exit).toMatchObject({ code: null, signal: 'SIGTERM', endedBy: 'interrupt' });
  });

  it.runIf(onLinux)('leaves no daemon behind, not in a session of its own either', async () => {
    // 7391 and 7392 seconds: lengths that no other process sleeps.
    const exit = await launchTarget(
      plan([
        'sh',
        '-c',
        '(setsid sleep 7391 &); (setsid setsid sh -c "trap : TERM; sleep 7392; sleep 7392" &); sleep 0.2; echo done',
      ]),
      never,
    );
    expect(exit).toMatchObject({ code: 0, endedBy: null });
    expect(exit.stdout.text).toBe('done\n');
    expect(exit.notes).toEqual([expect.stringMatching(/^\d processes were left running/)]);
    expect(livingSleeps(7391, 7392)).toEqual([]);
  });

  it.runIf(onLinux)('leaves nothing of a tree behind after a timeout', async () => {
    const exit = await launchTarget(
      plan(['sh', '-c', 'sleep 7393 & (setsid sleep 7393 &); sh -c "sleep 7393; :" ; :'], {
        timeoutMs: 1000,
      }),
      never,
    );
    expect(exit.endedBy).toBe('timeout');
    expect(livingSleeps(7393)).toEqual([]);
  });

  it('says what is wrong with a command that cannot be started', async () => {
    writeFileSync(join(folder, 'plain.txt'), 'no program');
    const cases: [LaunchPlan, RegExp, RegExp][] = [
      [plan(['no-such-program']), /no-such-program was not found on PATH/, /^Install/],
      [plan(['./missing']), /missing does not exist/, /Build it/],
      [plan(['./plain.txt']), /cannot be run/, /chmod \+x/],
      [plan([folder]), /is a folder, not a program/, /Name a program in it/],
      [plan([node], { cwd: join(folder, 'gone') }), /gone.*does not exist/, /cwd/],
      [plan([]), /empty/, /program/],
    ];
    for (const [wrong, message, remedy] of cases) {
      const failure = await failureOf(launchTarget(wrong, never));
      expect(failure).toMatchObject({
        kind: 'target-not-started',
        message: expect.stringMatching(message) as string,
        remedy: expect.stringMatching(remedy) as string,
      });
    }
  });

  it('does not start a target when the run was stopped before', async () => {
    const stop = AbortSignal.abort();
    expect((await failureOf(launchTarget(script(''), stop))).kind).toBe('interrupted');
  });
});

describe.runIf(onLinux)('waiting', () => {
  it('counts the time without a processor, which a busy machine adds', async () => {
    const spinners = 3 * availableParallelism();
    // All end at one moment, so that they overlap however long each takes to start.
    const text = `const { fork } = require('node:child_process');
      const [, file, end = String(Date.now() + 2000)] = process.argv;
      if (process.send) while (Date.now() < Number(end));
      else for (let i = 0; i < ${spinners}; i += 1) fork(file, [end]);`;
    writeFileSync(join(folder, 'spinners.cjs'), text);
    const exit = await launchTarget(plan([node, 'spinners.cjs']), never);
    // Two of three are not running at any moment; at least 400 ms of the 2 s are left when the last has started.
    expect(exit.runQueueMs).toBeGreaterThan(0.5 * 400 * (spinners - availableParallelism()));
  });

  it('counts the switches of all threads', async () => {
    // Switches are read ten times a second: the last wait leaves a busy machine time for one such look.
    const text = `const { Worker } = require('node:worker_threads');
      const wait = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
      new Worker('const wait = ' + wait + '; for (let i = 0; i < 200; i += 1) wait(1); wait(1000);', { eval: true });`;
    const exit = await launchTarget(script(text), never);
    expect(exit.voluntarySwitches).toBeGreaterThanOrEqual(200);
  });
});
