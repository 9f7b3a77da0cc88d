import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HeapComparison, HeapSummary } from './heap-answers';
import { buildCli, type BuiltCli } from './testing/run-cli';

const PROGRAM = resolve(import.meta.dirname, '../../fixtures/heapsnapshot-node-20/program.mjs');

let cli: BuiltCli;
let folder = '';
beforeAll(async () => {
  cli = await buildCli();
  folder = await mkdtemp(join(tmpdir(), 'touchstone-heap-cli-'));
  await promisify(execFile)(process.execPath, [PROGRAM, folder]);
});
afterAll(async () => {
  await cli.dispose();
  await rm(folder, { recursive: true, force: true });
});

describe('heap', () => {
  test('sums one snapshot up', async () => {
    const { code, stdout } = await cli.run(['heap', 'after.heapsnapshot', '--json'], folder);
    const summary = JSON.parse(stdout) as HeapSummary & { schemaVersion: number };
    expect({ code, schemaVersion: summary.schemaVersion }).toEqual({ code: 0, schemaVersion: 1 });
    expect(summary.kind).toBe('heap');
    const retained = summary.classes.byRetained.rows.map(({ retainedBytes }) => retainedBytes);
    expect(retained).toEqual(retained.toSorted((a, b) => b - a));
    expect(summary.dominators.rows[0]!.retainedBytes).toBeGreaterThan(0);
    expect(summary.duplicateStrings.rows.some(({ text }) => text === 'the same text')).toBe(true);
    for (const { pathToRoot } of summary.retainers) expect(pathToRoot.length).toBeGreaterThan(0);
    expect(summary.allocations).toBeNull();
    const text = await cli.run(['heap', 'after.heapsnapshot'], folder);
    expect(text.stdout).toMatch(/Largest dominators[^]*What holds[^]*"the same text"/);
    expect(text.stderr).toContain('reading after.heapsnapshot');
  });

  test('tells two snapshots apart by class, object and holder', async () => {
    const args = ['heap', 'after.heapsnapshot', '--against', 'before.heapsnapshot'];
    const { code, stdout } = await cli.run([...args, '--json'], folder);
    const difference = JSON.parse(stdout) as HeapComparison;
    expect({ code, by: difference.by }).toEqual({ code: 0, by: 'object' });
    const session = difference.classes.rows.find(({ name }) => name === 'Session')!;
    expect(session).toMatchObject({ countBefore: 100, countAfter: 250 });
    expect(session.newObjects!.count).toBe(200);
    const detail = difference.details.find(({ name }) => name === 'Session')!;
    expect(detail.retainers[0]!.row.shape).toContain('.sessions Map');
    const byClass = await cli.run([...args, '--by', 'class'], folder);
    expect(byClass.stdout).toContain('classes are matched by name');
    expect(byClass.stdout).toMatch(/\+150\s.*Session/);
  });

  test('ends with 3 for a file that is no snapshot, 2 for one that is not there and a wrong option', async () => {
    await writeFile(join(folder, 'text'), 'no snapshot');
    const broken = await cli.run(['heap', 'text', '--json'], folder);
    expect(broken.code).toBe(3);
    expect(JSON.parse(broken.stdout)).toMatchObject({ failure: { kind: 'file-invalid' } });
    expect((await cli.run(['heap', 'absent'], folder)).code).toBe(2);
    expect((await cli.run(['heap', 'text', '--by', 'magic'], folder)).code).toBe(2);
  });
});
