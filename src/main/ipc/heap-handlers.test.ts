import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { QUESTION_SCHEMAS } from '../../ipc/schemas';
import { createLocalHeaps } from '../analysis/heap-local';
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
