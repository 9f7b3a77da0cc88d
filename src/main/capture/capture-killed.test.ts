import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseCpuProfile } from '../../core/parse/parse-cpu-profile';
import type { PassOutcome } from './capture-pass';
import { makeNodeFolder, totalOf, type NodeFolder } from './testing/node-pass';

let folder: NodeFolder;

beforeAll(() => {
  folder = makeNodeFolder();
});
afterAll(() => folder.remove());

const run = (...command: string[]): Promise<PassOutcome> =>
  folder.run('cpu', [process.execPath, ...command]);

/** CPU time in stacks that hold a function, by process and thread. */
function timesOf(outcome: PassOutcome, name: string): Record<string, number> {
  const profiles = folder.parse(outcome, parseCpuProfile);
  return Object.fromEntries(
    outcome.files.map((file, at) => [
      `${file.process} ${file.label}`,
      totalOf(profiles[at]!, name),
    ]),
  );
}

describe('a Node target that is killed', () => {
  it('keeps the profile of the main thread and of workers up to the last second, and says so', async () => {
    const outcome = await run('killed.cjs', 'parent');
    expect(outcome.exit?.code).toBe(0);
    const files = outcome.files.filter(({ pid }) => pid !== outcome.files[0]!.pid);
    expect(files.map(({ label }) => label)).toEqual(['main', 'worker 1 (killed.cjs)']);
    const child = { ...outcome, files };
    expect(timesOf(child, 'work')['node killed.cjs main']).toBeGreaterThan(500);
    const worker = timesOf(child, 'workInWorker')['node killed.cjs worker 1 (killed.cjs)'];
    expect(worker).toBeGreaterThan(300);
    const notes = outcome.ledger.notes.filter((note) => note.includes('was killed before'));
    expect(notes).toHaveLength(2);
    expect(notes[0]).toMatch(
      /^node killed\.cjs \(process \d+\) was killed before it could write its profile: its first [\d.]+ s are here, its last [\d.]+ s are lost\.$/,
    );
  });

  it.each(['abort', 'self'])('keeps the whole profile of one that ends itself: %s', async (how) => {
    const outcome = await run('killed.cjs', how);
    expect(outcome.exit?.signal).toBe(how === 'abort' ? 'SIGABRT' : 'SIGKILL');
    expect(timesOf(outcome, 'work')['node killed.cjs main']).toBeGreaterThan(150);
    expect(outcome.ledger.notes.join()).not.toContain('was killed');
  });

  it('keeps the profile of one whose heap runs full', async () => {
    const outcome = await run('--max-old-space-size=300', 'killed.cjs', 'heap');
    expect(outcome.exit?.signal).toBe('SIGABRT');
    expect(timesOf(outcome, 'hoard')['node killed.cjs main']).toBeGreaterThan(50);
  });

  it('leaves nothing but whole profiles behind', () => {
    const rest = readdirSync(folder.captures).filter((name) => !name.endsWith('.cpuprofile'));
    expect(rest).toEqual([]);
  });
});
