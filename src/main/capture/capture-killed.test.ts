import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_STACK, type Profile } from '../../core/model/profile';
import { parseCpuProfile } from '../../core/parse/parse-cpu-profile';
import { capturePass, type PassOutcome } from './capture-pass';

const never = new AbortController().signal;
const program = join(import.meta.dirname, '../../../fixtures/programs/node/killed.cjs');
let folder: string;
let passes = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'touchstone killed-'));
  copyFileSync(program, join(folder, 'killed.cjs'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function run(command: string[]): Promise<PassOutcome> {
  passes += 1;
  return capturePass(
    {
      instrument: 'cpu',
      target: 'node',
      plan: {
        command,
        cwd: folder,
        environment: {},
        stdin: null,
        timeoutMs: 60_000,
        outputLimitBytes: 10_000,
      },
      directory: join(folder, 'captures'),
      prefix: `cpu-${passes}`,
      options: {},
    },
    never,
  );
}

/** CPU time by thread in stacks that hold a function. */
function timesOf(outcome: PassOutcome, name: string): Record<string, number> {
  const times: Record<string, number> = {};
  for (const file of outcome.files) {
    const parsed = parseCpuProfile(readFileSync(join(folder, 'captures', file.file), 'utf8'), {
      pid: file.pid,
      tid: file.tid ?? 0,
      threadName: file.label,
      processName: file.process ?? '',
      ownFolders: [folder],
    });
    if (!parsed.ok) throw new Error(parsed.failure.message);
    times[`${file.process} ${file.label}`] = sum(parsed.value, name);
  }
  return times;
}

function sum(profile: Profile, name: string): number {
  let total = 0;
  const { samples } = profile.threads[0]!;
  for (let row = 0; row < samples.length; row += 1) {
    for (let at = samples.stack[row]!; at !== NO_STACK; at = profile.stacks.parent[at]!) {
      if (profile.frames.name[profile.stacks.frame[at]!] !== name) continue;
      total += samples.values[0]![row]!;
      break;
    }
  }
  return total;
}

describe('a Node target that is killed', () => {
  it('keeps the profile of the main thread and of workers up to the last second, and says so', async () => {
    const outcome = await run([process.execPath, 'killed.cjs', 'parent']);
    expect(outcome.exit?.code).toBe(0);
    const child = outcome.files.filter(({ pid }) => pid !== outcome.files[0]!.pid);
    expect(child.map(({ label }) => label)).toEqual(['main', 'worker 1']);
    const only = { ...outcome, files: child };
    expect(timesOf(only, 'work')['node killed.cjs main']).toBeGreaterThan(500);
    expect(timesOf(only, 'workInWorker')['node killed.cjs worker 1']).toBeGreaterThan(300);
    const notes = outcome.ledger.notes.filter((note) => note.includes('was killed before'));
    expect(notes).toHaveLength(2);
    expect(notes[0]).toMatch(
      /^node killed\.cjs \(process \d+\) was killed before it could write its profile: its first [\d.]+ s are here, its last [\d.]+ s are lost\.$/,
    );
  });

  it.each(['abort', 'self'])('keeps the whole profile of one that ends itself: %s', async (how) => {
    const outcome = await run([process.execPath, 'killed.cjs', how]);
    expect(outcome.exit?.signal).toBe(how === 'abort' ? 'SIGABRT' : 'SIGKILL');
    expect(timesOf(outcome, 'work')['node killed.cjs main']).toBeGreaterThan(150);
    expect(outcome.ledger.notes.join()).not.toContain('was killed');
  });

  it('keeps the profile of one whose heap runs full', async () => {
    const outcome = await run([process.execPath, '--max-old-space-size=300', 'killed.cjs', 'heap']);
    expect(outcome.exit?.signal).toBe('SIGABRT');
    expect(timesOf(outcome, 'hoard')['node killed.cjs main']).toBeGreaterThan(50);
  });

  it('leaves nothing but whole profiles behind', () => {
    expect(
      readdirSync(join(folder, 'captures')).filter((name) => !name.endsWith('.cpuprofile')),
    ).toEqual([]);
  });
});
