import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FunctionPair } from '../../core/model/project';
import type { Comparison } from '../../core/model/recording';
import { openStore, type Store } from '../store/store';
import { changePairs, restorePairs } from './change-pairs';

let folder: string;
let project: string;
let store: Store;
const SUBJECT = { kind: 'comparison', id: 'c1' } as const;
const TEXT = '{\n  "builds": {},\n  "runs": 3\n}\n';
const key = (name: string, file: string) => ({ function: name, file, line: 3 });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'touchstone-change-pairs-'));
  project = join(folder, 'project');
  await mkdir(project);
  store = openStore(join(folder, 'data'));
  const comparison: Comparison = {
    schemaVersion: 1,
    id: 'c1',
    name: 'c1',
    createdAt: '2026-01-01T00:00:00.000Z',
    state: 'complete',
    pinned: false,
    project: { name: 'project', path: project },
    candidate: 'a',
    reference: 'b',
    failures: [],
  };
  await store.saveComparison(comparison);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const readFileText = () => readFile(join(project, 'touchstone.json'), 'utf8');

test('pairs go into the file of the open project, out of it, and back by Undo', async () => {
  await writeFile(join(project, 'touchstone.json'), TEXT);
  const change = (name: string, partner: string, paired: boolean) =>
    changePairs(store, project, {
      subject: SUBJECT,
      candidate: key(name, join(project, 'lib/db.js')),
      reference: key(partner, '/elsewhere/btree.c'),
      paired,
    });
  const pair = (name: string, partner: string): FunctionPair => ({
    candidate: { function: name, file: 'lib/db.js' },
    reference: { function: partner, file: 'btree.c' },
  });
  expect(await change('scan', 'seek', true)).toEqual({
    ok: true,
    value: { before: [], keptIn: 'project' },
  });
  await change('parse', 'read', true);
  // Each function has one partner.
  const moved = await change('parse', 'seek', true);
  const kept = async () => (JSON.parse(await readFileText()) as { pairs?: unknown }).pairs;
  expect(await kept()).toEqual([pair('parse', 'seek')]);
  const before = [pair('scan', 'seek'), pair('parse', 'read')];
  expect(moved).toMatchObject({ ok: true, value: { before } });
  expect((await restorePairs(store, project, SUBJECT, before)).ok).toBe(true);
  expect(await kept()).toEqual(before);
  await change('scan', 'seek', false);
  await change('parse', 'read', false);
  expect(await readFileText()).toBe(TEXT);
});

test('without a project file, or with another project open, the comparison keeps them', async () => {
  const change = {
    subject: SUBJECT,
    candidate: key('scan', '/tmp/a.pb'),
    reference: key('seek', '/tmp/b.pb'),
    paired: true,
  };
  const pair = {
    candidate: { function: 'scan', file: 'a.pb' },
    reference: { function: 'seek', file: 'b.pb' },
  };
  expect(await changePairs(store, project, change)).toMatchObject({
    value: { keptIn: 'comparison' },
  });
  expect(await store.readComparison('c1')).toMatchObject({ value: { pairs: [pair] } });
  await writeFile(join(project, 'touchstone.json'), TEXT);
  await changePairs(store, null, { ...change, paired: false });
  expect(await store.readComparison('c1')).toMatchObject({ value: { pairs: [] } });
  expect(await readFileText()).toBe(TEXT);
});

test('nothing is written where it cannot be right', async () => {
  const change = {
    subject: SUBJECT,
    candidate: key('scan', '/a.js'),
    reference: key('seek', '/b.js'),
    paired: true,
  };
  await writeFile(join(project, 'touchstone.json'), '{"pairs": 5}');
  expect(await changePairs(store, project, change)).toMatchObject({
    failure: { kind: 'project-invalid' },
  });
  expect(await readFileText()).toBe('{"pairs": 5}');
  for (const candidate of [key('(anonymous)', '/a.js'), key('', '/a.js')]) {
    expect(await changePairs(store, project, { ...change, candidate })).toMatchObject({
      failure: { kind: 'usage' },
    });
  }
  const recording = { kind: 'recording', id: 'c1' } as const;
  expect(await changePairs(store, project, { ...change, subject: recording })).toMatchObject({
    failure: { kind: 'usage' },
  });
});
