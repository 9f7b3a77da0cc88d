import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { QUESTION_SCHEMAS } from '../../ipc/schemas';
import { createLocalHeaps } from '../analysis/heap-local';
import { keepImport } from '../export/keep-import';
import { openStore } from '../store/store';
import { createHeapHandlers } from './heap-handlers';

const FIXTURES = resolve(import.meta.dirname, '../../../fixtures');
const SNAPSHOT = join(FIXTURES, 'heapsnapshot-node-20/tracked.heapsnapshot.gz');

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'touchstone-heap-handlers-'));
  await cp(join(FIXTURES, 'recordings/version-1'), folder, { recursive: true });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('questions about heap snapshots', () => {
  test('open a file, answer, and are forgotten', async () => {
    const shares: number[] = [];
    const handlers = createHeapHandlers(
      {
        session: { store: openStore(folder) },
        tell: (event, value) => {
          if (event === 'heap.progress' && value !== null && 'share' in value) {
            shares.push(value.share);
          }
        },
      },
      createLocalHeaps,
    );
    const opened = await handlers['heap.open']({ kind: 'file', path: SNAPSHOT });
    if (!opened.ok) throw new Error(opened.failure.message);
    const { heap, overview } = opened.value;
    expect(shares.at(-1)).toBe(1);
    const range = { from: 0, to: 5 };
    const ask = { name: 'classes', question: { order: 'count', range } } as const;
    const answer = await handlers['heap.ask']({ heap, ask });
    expect(answer).toMatchObject({ ok: true, value: { name: 'classes' } });
    const itself = await handlers['heap.diff']({ before: heap, after: heap, by: 'object', range });
    expect(itself).toMatchObject({ value: { rows: { total: 0 } } });
    expect(overview.nodes).toBeGreaterThan(100);
    await handlers['heap.release']({ heap });
    expect(await handlers['heap.ask']({ heap, ask })).toMatchObject({
      failure: { kind: 'not-found' },
    });
  });

  test('list the snapshots of a size, which then open', async () => {
    const store = openStore(folder);
    const kept = await keepImport(store, SNAPSHOT, { name: 'files', path: folder });
    if (!kept.ok) throw new Error(kept.failure.message);
    const handlers = createHeapHandlers(
      { session: { store }, tell: () => undefined },
      createLocalHeaps,
    );
    const subject = { kind: 'recording', id: kept.value.id } as const;
    const place = { subject, workload: 'profile', n: 1 };
    const listed = await handlers['heap.captures'](place);
    if (!listed.ok) throw new Error(listed.failure.message);
    expect(listed.value).toMatchObject([
      { role: 'candidate', build: 'tracked.heapsnapshot.gz', label: 'main' },
    ]);
    const opened = await handlers['heap.open'](listed.value[0]!.place);
    expect(opened).toMatchObject({ ok: true, value: { overview: { nodes: 260 } } });
    expect(await handlers['heap.captures']({ ...place, n: 2 })).toMatchObject({ value: [] });
    const absent = { ...place, subject: { kind: 'comparison', id: 'absent' } as const };
    expect(await handlers['heap.captures'](absent)).toMatchObject({ ok: false });
  });

  test('end the reading of a snapshot that is stopped, and read it again when asked', async () => {
    const path = join(folder, 'long.heapsnapshot');
    const whole = gunzipSync(await readFile(SNAPSHOT));
    // A piece has 256 KiB: of one alone the end would be reached before anyone could stop it.
    await writeFile(path, Buffer.concat([Buffer.alloc(1 << 20, ' '), whole]));
    const place = { kind: 'file', path } as const;
    let stops = 1;
    const handlers = createHeapHandlers(
      {
        session: { store: openStore(folder) },
        tell: () => {
          stops -= 1;
          if (stops === 0) void handlers['heap.stop'](place);
        },
      },
      createLocalHeaps,
    );
    expect(await handlers['heap.open'](place)).toMatchObject({ failure: { kind: 'interrupted' } });
    expect(await handlers['heap.open'](place)).toMatchObject({ ok: true });
  });

  test('name captures of a recording, and no other file', async () => {
    const store = openStore(folder);
    const handlers = createHeapHandlers({ session: { store }, tell: () => undefined });
    const [id = ''] = (await store.list()).map((each) => each.id);
    for (const recording of [id, 'absent']) {
      const place = { kind: 'capture', recording, file: 'captures/x.heapsnapshot' } as const;
      expect(await handlers['heap.open'](place)).toMatchObject({ failure: { kind: 'not-found' } });
    }
    const schema = QUESTION_SCHEMAS['heap.open'];
    const place = { kind: 'capture', recording: id, file: 'captures/0-n1/a.heapsnapshot' };
    expect(schema.safeParse(place).success).toBe(true);
    for (const file of [
      '../x',
      '/etc/passwd',
      'captures/../../x',
      'captures/.x',
      'recording.json',
    ]) {
      expect(schema.safeParse({ ...place, file }).success).toBe(false);
    }
    const ask = { heap: 1, ask: { name: 'classes', question: { order: 'retained' } } };
    expect(QUESTION_SCHEMAS['heap.ask'].safeParse(ask).success).toBe(false);
  });
});
