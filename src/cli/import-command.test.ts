import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ImportSummary } from './import-command';
import { buildCli, type BuiltCli } from './testing/run-cli';

const FIXTURES = resolve(import.meta.dirname, '../../fixtures');
const GO = join(FIXTURES, 'go-1.19/known-shares.cpu.pb.gz');
const SYNCS = join(FIXTURES, 'strace-6.1/sync-workers.strace');

let cli: BuiltCli;
let folder = '';
beforeAll(async () => {
  cli = await buildCli();
  folder = await mkdtemp(join(tmpdir(), 'touchstone-import-cli-'));
});
afterAll(async () => {
  await cli.dispose();
  await rm(folder, { recursive: true, force: true });
});

describe('import', () => {
  test('prints one JSON document for several files', async () => {
    const { code, stdout } = await cli.run(['import', GO, SYNCS, '--json'], folder);
    const { schemaVersion, files, failures } = JSON.parse(stdout) as {
      schemaVersion: number;
      files: ImportSummary[];
      failures: unknown[];
    };
    expect({ code, schemaVersion, failures }).toEqual({ code: 0, schemaVersion: 1, failures: [] });
    expect(files.map(({ format, kind, steps }) => ({ format, kind, steps }))).toEqual([
      { format: 'pprof', kind: 'profile', steps: ['gzip'] },
      { format: 'strace', kind: 'syscalls', steps: [] },
    ]);
    expect(files[0]!.functions).toMatchObject({ value: 'cpu' });
    expect(files[0]!.functions!.top[0]!.function).toBe('main.spin');
    // 3 workers with 20 syncs each.
    expect(files[1]!.counts!.find(({ name }) => name === 'fsync')!.count).toBe(60);
  });

  test('prints words, and goes on after a file that cannot be read', async () => {
    const { code, stdout, stderr } = await cli.run(['import', 'absent.json', GO], folder);
    expect(code).toBe(2);
    expect(stderr).toContain('There is no file absent.json');
    expect(stdout).toContain('pprof (by gzip)');
    // Not the 14 different stacks of the file.
    expect(stdout).toContain('thread known-shares.cpu.pb.gz main: 92 samples');
    expect(stdout).toMatch(/ms .*%.*ms {2}main\.spin/);
  });
});

describe('convert', () => {
  test('writes a file that it can read, and says what was lost', async () => {
    const out = join(folder, 'out.speedscope.json');
    const converted = await cli.run(['convert', GO, '--to', 'speedscope', '-o', out], folder);
    expect(converted.code).toBe(0);
    expect(converted.stdout).toBe('');
    expect(converted.stderr).toContain('no frame kinds');
    expect(await readFile(out, 'utf8')).toContain('"main.heavy"');
    const { stdout } = await cli.run(['import', out, '--json'], folder);
    const [summary] = (JSON.parse(stdout) as { files: ImportSummary[] }).files;
    expect(summary).toMatchObject({ format: 'speedscope', kind: 'profile' });
  });

  test('ends with 2 for what cannot be asked and for what is not there', async () => {
    const out = join(folder, 'never');
    const wrong = await cli.run(['convert', GO, '--to', 'pdf', '-o', out], folder);
    expect(wrong.code).toBe(2);
    const noStacks = await cli.run(['convert', SYNCS, '--to', 'svg', '-o', out, '--json'], folder);
    expect(noStacks.code).toBe(2);
    expect(noStacks.stdout).toContain('holds no stacks');
    const absent = await cli.run(['convert', 'absent', '--to', 'svg', '-o', out], folder);
    expect(absent.code).toBe(2);
  });
});
