import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TargetKind } from '../../../core/model/instrument';
import type { Profile } from '../../../core/model/profile';
import { parsePerfScript } from '../../../core/parse/parse-perf-script';
import { capturePass, type PassOutcome } from '../capture-pass';
import { probePerf } from './probe-perf';

const FIXTURES = resolve(import.meta.dirname, '../../../../fixtures');
const isHere = spawnSync('perf', ['--version']).error === undefined;
const maySee = isHere && (await probePerf('perf').catch(() => null))?.kernel === true;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'touchstone-waits-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function capture(target: TargetKind, command: string[]): Promise<PassOutcome> {
  return capturePass(
    {
      instrument: 'waits',
      target,
      directory: join(folder, target),
      prefix: 'waits',
      options: {},
      plan: {
        command,
        cwd: folder,
        environment: {},
        stdin: null,
        timeoutMs: 30_000,
        outputLimitBytes: 10_000,
      },
    },
    new AbortController().signal,
  );
}

function parse(target: TargetKind, { files, failure }: PassOutcome): Profile {
  expect(failure).toBeNull();
  const parsed = parsePerfScript(readFileSync(join(folder, target, files[0]!.file), 'utf8'), {
    pid: 0,
    tid: 0,
    threadName: 'main',
    processName: '',
    ownFolders: [FIXTURES],
  });
  if (!parsed.ok) throw new Error(parsed.failure.message);
  return parsed.value;
}

/** Milliseconds and number of the waits below each function, of main threads alone. */
function waitsOf({ threads, frames, stacks }: Profile): Map<string, { ms: number; times: number }> {
  const waits = new Map<string, { ms: number; times: number }>();
  for (const { pid, tid, samples } of threads) {
    if (pid !== tid) continue;
    for (let row = 0; row < samples.length; row++) {
      const names = new Set<string>();
      for (let at = samples.stack[row]!; at >= 0; at = stacks.parent[at]!) {
        names.add(frames.name[stacks.frame[at]!]!);
      }
      for (const name of names) {
        const sum = waits.get(name) ?? { ms: 0, times: 0 };
        waits.set(name, sum);
        sum.ms += samples.values[0]![row]!;
        sum.times += samples.values[1]![row]!;
      }
    }
  }
  return waits;
}

describe.skipIf(!maySee)(
  `waits${maySee ? '' : ' (skipped: perf is missing, or may not see context switches)'}`,
  () => {
    test.each<[TargetKind, () => string[]]>([
      [
        'native',
        () => {
          const program = join(folder, 'waits');
          const source = join(FIXTURES, 'native-programs/waits.c');
          execFileSync('gcc', ['-O2', '-g', '-o', program, source]);
          return [program, '10'];
        },
      ],
    ])(
      '%s: each wait has its callers and its time; being pushed off is none',
      async (target, make) => {
        const outcome = await capture(target, make());
        const profile = parse(target, outcome);
        expect(profile.valueTypes.map(({ name }) => name)).toEqual(['waiting', 'waits']);
        const waits = waitsOf(profile);
        for (const [name, ms] of [
          ['waitLong', 300],
          ['waitShort', 100],
        ] as const) {
          const seen = waits.get(name)!;
          // A page that has to be read from the disk may be one more.
          expect(seen.times).toBeGreaterThanOrEqual(10);
          expect(seen.times).toBeLessThan(13);
          // The clock makes no wait shorter; a busy machine makes it longer.
          expect(seen.ms).toBeGreaterThanOrEqual(ms * 0.98);
          expect(seen.ms).toBeLessThan(ms * 3);
        }
        expect(waits.get('waitLong')!.ms).toBeGreaterThan(1.5 * waits.get('waitShort')!.ms);
        expect(waits.get('compute')?.ms ?? 0).toBeLessThan(40);
        expect(outcome.ledger.lostSamples).toBe(0);
      },
    );
  },
);
