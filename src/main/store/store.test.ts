import { cp, mkdtemp, mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Comparison, Recording } from '../../core/model/recording';
import { readCapture } from './capture-files';
import { openStore, type Store } from './store';

const EXAMPLES = resolve(import.meta.dirname, '../../../fixtures/recordings');

let folder = '';
let store: Store;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'touchstone-store-'));
  store = openStore(folder);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function makeRecording(change: Partial<Recording> = {}): Recording {
  return {
    schemaVersion: 1,
    id: store.makeId(),
    name: 'candidate',
    createdAt: new Date().toISOString(),
    state: 'complete',
    pinned: false,
    machine: { cpu: '', cores: 1, memoryBytes: 1, os: '', kernel: '', node: '', hostname: '' },
    project: { name: 'p', path: '/p' },
    build: { name: 'candidate', command: ['x'], cwd: '/p', target: 'native', commit: null },
    workloads: [],
    failures: [],
    ...change,
  };
}

function makeComparison(candidate: Recording, reference: Recording): Comparison {
  return {
    schemaVersion: 1,
    id: store.makeId(),
    name: 'a / b',
    createdAt: new Date().toISOString(),
    state: 'complete',
    pinned: false,
    project: { name: 'p', path: '/p' },
    candidate: candidate.id,
    reference: reference.id,
    failures: [],
  };
}

const subjectOf = (recording: Recording) => ({ kind: 'recording', id: recording.id }) as const;

test('what is saved is read back, and leaves no temporary file', async () => {
  const recording = makeRecording({ name: 'ünïcode "quoted"' });
  await store.saveRecording(recording);
  await store.saveRecording({ ...recording, pinned: true });
  expect(await openStore(folder).readRecording(recording.id)).toEqual({
    ok: true,
    value: { ...recording, pinned: true },
  });
  expect(await readdir(store.recordingFolder(recording.id))).toEqual(['recording.json']);
});

test('the list has the newest first and a comparison instead of its two recordings', async () => {
  const old = makeRecording({ createdAt: '2020-01-01T00:00:00.000Z', name: 'old' });
  const [a, b] = [makeRecording(), makeRecording({ name: 'reference' })];
  const comparison = makeComparison(a, b);
  for (const recording of [old, a, b]) await store.saveRecording(recording);
  await store.saveComparison(comparison);
  expect((await store.list()).map(({ id }) => id)).toEqual([comparison.id, old.id]);
});

test('recordings put together afterwards stay in the list, and stay when the pair is deleted', async () => {
  const [a, b] = [makeRecording(), makeRecording({ name: 'reference' })];
  const pair: Comparison = { ...makeComparison(a, b), interleaved: false };
  for (const recording of [a, b]) await store.saveRecording(recording);
  await store.saveComparison(pair);
  expect((await store.list()).map(({ id }) => id).sort()).toEqual([a.id, b.id, pair.id].sort());
  await store.remove({ kind: 'comparison', id: pair.id });
  expect((await store.list()).map(({ id }) => id).sort()).toEqual([a.id, b.id].sort());
});

test('a broken, a cut and a future recording are listed with their failure and hide no other', async () => {
  const good = makeRecording();
  await store.saveRecording(good);
  const broken: Record<string, string> = {
    'cut-1': JSON.stringify(makeRecording()).slice(0, 100),
    'empty-1': '',
    'future-1': JSON.stringify({ ...makeRecording(), schemaVersion: 99 }),
    'fields-1': '{"schemaVersion":1,"id":"fields-1","workloads":null}',
  };
  for (const [id, text] of Object.entries(broken)) {
    await mkdir(store.recordingFolder(id), { recursive: true });
    await writeFile(join(store.recordingFolder(id), 'recording.json'), text);
  }
  await mkdir(store.recordingFolder('nothing-1'));
  const listed = await store.list();
  expect(listed.filter(({ failure }) => failure === undefined).map(({ id }) => id)).toEqual([
    good.id,
  ]);
  const failures = Object.fromEntries(listed.map(({ id, failure }) => [id, failure?.message]));
  expect(Object.keys(failures)).toHaveLength(6);
  expect(failures['future-1']).toContain('version 99');
  expect(failures['fields-1']).toContain('the field name is undefined');
  for (const id of Object.keys(broken)) {
    expect(await store.remove({ kind: 'recording', id })).toMatchObject({ ok: true });
  }
});

describe('a run that is under way on disk', () => {
  test('is running while its process lives, and cannot be deleted', async () => {
    const recording = makeRecording({ state: 'running' });
    await store.saveRecording(recording);
    const release = await store.markRunning([recording.id]);
    expect((await store.list())[0]?.state).toBe('running');
    expect(await store.remove(subjectOf(recording))).toMatchObject({ ok: false });
    await release();
    expect((await store.list())[0]?.state).toBe('interrupted');
  });

  test('is interrupted when its process has died, with what it captured; its scratch data goes', async () => {
    const recording = makeRecording({ state: 'running' });
    await store.saveRecording(recording);
    await mkdir(store.scratchFolder(recording.id), { recursive: true });
    await mkdir(join(folder, 'running'));
    // Linux gives no process a number above 2^22.
    await writeFile(join(folder, 'running', recording.id), String(2 ** 22 + 1));
    const read = await store.readRecording(recording.id);
    expect(read).toMatchObject({ ok: true, value: { state: 'interrupted' } });
    expect(read.ok && read.value.failures[0]?.kind).toBe('interrupted');
    if (process.platform === 'linux') {
      // Its number was given to another process, here this one, which started at another time.
      await writeFile(join(folder, 'running', recording.id), `${process.pid} 1`);
      expect((await store.list())[0]?.state).toBe('interrupted');
    }
    await store.purge();
    expect(await readdir(join(folder, 'scratch'))).toEqual([]);
    expect(await readdir(join(folder, 'running'))).toEqual([]);
  });
});

test('rename, pin, delete and restore, also of a comparison with its recordings', async () => {
  const [a, b] = [makeRecording(), makeRecording()];
  await store.saveRecording(a);
  await store.saveRecording(b);
  const comparison = makeComparison(a, b);
  await store.saveComparison(comparison);
  const subject = { kind: 'comparison', id: comparison.id } as const;
  await store.rename(subject, 'before the fix');
  await store.pin(subject, true);
  expect((await store.list())[0]).toMatchObject({ name: 'before the fix', pinned: true });
  await store.remove(subject);
  expect(await store.list()).toEqual([]);
  expect(await store.readRecording(a.id)).toMatchObject({ failure: { kind: 'not-found' } });
  expect(await store.restore(subject)).toMatchObject({ ok: true });
  expect((await store.list())[0]?.name).toBe('before the fix');
  expect(await store.readRecording(b.id)).toMatchObject({ ok: true });
});

test('the trash is emptied a week later', async () => {
  const recording = makeRecording();
  await store.saveRecording(recording);
  await store.remove(subjectOf(recording));
  await store.purge(Date.now() + 6 * 24 * 3600 * 1000);
  expect(await readdir(join(folder, 'trash/recordings'))).toEqual([recording.id]);
  await store.purge(Date.now() + 8 * 24 * 3600 * 1000);
  expect(await readdir(join(folder, 'trash/recordings'))).toEqual([]);
});

test('finds by id, by its beginning and as the latest', async () => {
  const [first, second] = [
    makeRecording({ id: '20200101-aa', createdAt: '2020-01-01T00:00:00.000Z' }),
    makeRecording({ id: '20200102-bb', createdAt: '2020-01-02T00:00:00.000Z' }),
  ];
  await store.saveRecording(first);
  await store.saveRecording(second);
  expect(await store.find('20200101-aa')).toMatchObject({ value: { id: first.id } });
  expect(await store.find('20200102')).toMatchObject({ value: { id: second.id } });
  expect(await store.find('latest')).toMatchObject({ value: { id: second.id } });
  expect(await store.find('2020')).toMatchObject({ failure: { kind: 'usage' } });
  expect(await store.find('../..')).toMatchObject({ failure: { kind: 'not-found' } });
});

test.each(['../../etc', '', 'a/b', '.'])('%j is no id and reaches no file', async (id) => {
  expect(await store.readRecording(id)).toMatchObject({ failure: { kind: 'not-found' } });
  expect(await store.remove({ kind: 'recording', id })).toMatchObject({ ok: false });
});

describe('captures', () => {
  const file = { format: 'strace', bytes: 0, pid: 0, label: 'all' } as const;

  test('large ones are kept compressed and read back the same; small ones stay as they are', async () => {
    const large = 'fsync(3</data>) = 0 <0.001>\n'.repeat(10_000);
    const home = store.recordingFolder('r-1');
    await mkdir(home, { recursive: true });
    await writeFile(join(home, 'large'), large);
    await writeFile(join(home, 'small'), 'x');
    const packed = await store.packCaptures('r-1', [
      { ...file, file: 'large' },
      { ...file, file: 'small' },
    ]);
    expect(packed.map((each) => each.file)).toEqual(['large.gz', 'small']);
    expect(await readdir(home)).toEqual(['large.gz', 'small']);
    expect(await readCapture(home, packed[0]!)).toEqual({ ok: true, value: large });
    expect(await readCapture(home, packed[1]!)).toEqual({ ok: true, value: 'x' });
  });

  test.each(['../outside', '/etc/passwd', 'a/../../outside', 'gone', 'cut.gz'])(
    '%s is told as an invalid capture',
    async (name) => {
      await writeFile(join(folder, 'outside'), 'secret');
      const home = store.recordingFolder('r-1');
      await mkdir(home, { recursive: true });
      await writeFile(join(home, 'cut.gz'), Buffer.from([0x1f, 0x8b, 8, 0, 0]));
      const read = await readCapture(home, { ...file, file: name });
      expect(read).toMatchObject({ ok: false, failure: { kind: 'capture-invalid' } });
    },
  );
});

test('a folder that cannot be written is told with a remedy', async () => {
  await writeFile(join(folder, 'recordings'), 'a file in the way');
  await expect(store.saveRecording(makeRecording())).rejects.toMatchObject({
    failure: { kind: 'storage' },
  });
});

test('every version that was ever written is still read', async () => {
  const versions = await readdir(EXAMPLES);
  expect(versions).toContain('version-1');
  for (const version of versions) {
    await cp(join(EXAMPLES, version), folder, { recursive: true });
    // Summaries go by file times; a copy made within the same instant must not look like the one before.
    await utimes(folder, new Date(), new Date());
    const listed = await openStore(folder).list();
    expect(listed.length).toBeGreaterThan(0);
    expect(listed.filter(({ failure }) => failure !== undefined)).toEqual([]);
  }
  const text = await readFile(join(EXAMPLES, 'version-1/README.md'), 'utf8');
  expect(text).toContain('touchstone');
});
