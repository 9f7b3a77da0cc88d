import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { FailureError } from '../../../core/model/failure';
import type { PassRecord } from '../../../core/model/recording';
import { parseCpuProfile } from '../../../core/parse/parse-cpu-profile';
import { parseHeapProfile } from '../../../core/parse/parse-heap-profile';
import { totalOf } from '../testing/node-pass';
import type { AttachInstrument } from './attach-request';
import { attachToProcess } from './attach-to-process';
import { findProcess, listListeningPorts } from './find-process';

const never = new AbortController().signal;
/** Says five times a second how far it is, so that one sees whether it goes on. */
const SERVICE = `let kept; let rounds = 0;
  function handle() { kept = JSON.parse('[' + '{"a":1},'.repeat(2000) + '0]'); rounds += 1; }
  function serve() { for (const end = Date.now() + 20; Date.now() < end;) handle(); setTimeout(serve, 5); }
  serve(); setInterval(() => console.log(rounds), 200);`;

/** Where the inspector opens at SIGUSR1; the usual 9229 may be another program's. */
const ANY_PORT = '--inspect-port=0';

let folder: string;
let child: ChildProcess | null = null;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'touchstone attach-'));
});
afterEach(async () => {
  if (child === null || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function start(command: string, ...words: string[]): Promise<number> {
  child = spawn(command, words, { stdio: ['ignore', 'pipe', 'ignore'] });
  await once(child.stdout!, 'data');
  return child.pid!;
}

async function attach(
  pid: number,
  instruments: AttachInstrument[],
  seconds = 1,
): Promise<PassRecord[]> {
  const process = await findProcess(pid);
  return attachToProcess({ process, instruments, seconds, directory: folder }, never);
}

async function failureOf(action: Promise<unknown>): Promise<FailureError['failure']> {
  try {
    await action;
  } catch (error) {
    if (error instanceof FailureError) return error.failure;
    throw error;
  }
  throw new Error('no failure');
}

function read(pass: PassRecord): string {
  return readFileSync(join(folder, pass.files[0]!.file), 'utf8');
}

const context = { tid: 0, threadName: 'main', processName: 'node', ownFolders: [] };

describe.runIf(process.platform === 'linux')('attaching to a running Node process', () => {
  it('captures it and leaves it as it was', async () => {
    const pid = await start(process.execPath, ANY_PORT, '-e', SERVICE);
    const [cpu, alloc, heap] = await attach(pid, ['cpu', 'alloc', 'heap']);
    expect([cpu!.failure, alloc!.failure, heap!.failure]).toEqual([null, null, null]);
    const profile = parseCpuProfile(read(cpu!), { ...context, pid });
    if (!profile.ok) throw new Error(profile.failure.message);
    expect(totalOf(profile.value, 'handle')).toBeGreaterThan(100);
    const bytes = parseHeapProfile(read(alloc!), { ...context, pid });
    if (!bytes.ok) throw new Error(bytes.failure.message);
    expect(totalOf(bytes.value, 'serve')).toBeGreaterThan(5e6);
    expect(read(heap!)).toContain('"snapshot":{"meta"');
    expect(cpu!.ledger.notes.join()).toContain(`Attached to process ${pid} for`);
    // The inspector is closed again, and the program goes on.
    await expect.poll(() => listListeningPorts(pid), { timeout: 30_000 }).toEqual([]);
    const [before] = (await once(child!.stdout!, 'data')) as [Buffer];
    const [after] = (await once(child!.stdout!, 'data')) as [Buffer];
    expect(Number.parseInt(after.toString(), 10)).toBeGreaterThan(
      Number.parseInt(before.toString(), 10),
    );
    expect(child!.exitCode).toBeNull();
  });

  it('reaches one that is stuck in a loop', async () => {
    const text = 'function spin() { for (;;); } require("node:fs").writeSync(1, "go"); spin()';
    const pid = await start(process.execPath, ANY_PORT, '-e', text);
    const [cpu] = await attach(pid, ['cpu']);
    const profile = parseCpuProfile(read(cpu!), { ...context, pid });
    if (!profile.ok) throw new Error(profile.failure.message);
    expect(totalOf(profile.value, 'spin')).toBeGreaterThan(100);
    expect(child!.exitCode).toBeNull();
  });

  it('uses an inspector that is open, and leaves it open', async () => {
    const pid = await start(process.execPath, '--inspect=127.0.0.1:0', '-e', SERVICE);
    const [cpu] = await attach(pid, ['cpu']);
    expect(cpu!.failure).toBeNull();
    expect(await listListeningPorts(pid)).toHaveLength(1);
  });

  it('says so when the process ends meanwhile', async () => {
    const snapshot = join(folder, 'heap.heapsnapshot');
    rmSync(snapshot, { force: true });
    const pid = await start(process.execPath, ANY_PORT, '-e', SERVICE);
    const attached = attach(pid, ['heap', 'cpu'], 4);
    // The file is opened once the inspector has been reached.
    await expect.poll(() => existsSync(snapshot), { timeout: 30_000 }).toBe(true);
    child!.kill('SIGKILL');
    const cpu = (await attached).at(-1);
    expect(cpu!.failure?.message).toContain('ended, or closed its inspector');
    expect(cpu!.files).toEqual([]);
  });
});

describe.runIf(process.platform === 'linux')('a process that cannot be attached to', () => {
  it('that is not there', async () => {
    expect(await failureOf(findProcess(4_194_999))).toMatchObject({
      kind: 'not-found',
      message: 'There is no process 4194999.',
    });
  });

  it('that handles SIGUSR1 itself', async () => {
    const text = 'process.on("SIGUSR1", () => {}); console.log(1); setInterval(() => {}, 1000)';
    const pid = await start(process.execPath, '-e', text);
    const failure = await failureOf(attach(pid, ['cpu']));
    expect(failure.message).toContain('did not open within 5 s of SIGUSR1');
    expect(child!.exitCode).toBeNull();
  });

  it('is not sent the signal where it is not Node, which would end it', async () => {
    const pid = await start('sh', '-c', 'echo on; while :; do :; done');
    expect((await findProcess(pid)).isNode).toBe(false);
    const passes = await attach(pid, ['cpu']).catch((error: unknown) => {
      // Where there is no perf, or it is refused.
      expect((error as FailureError).failure.kind).toBe('instrument-unavailable');
      return null;
    });
    expect(child!.signalCode).toBeNull();
    if (passes === null) return;
    expect(passes[0]!.failure).toBeNull();
    expect(passes[0]!.ledger.samples).toBeGreaterThan(50);
  });
});
