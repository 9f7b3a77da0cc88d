import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Failure } from '../../core/model/failure';
import type { HeapDiffRow } from '../../core/model/heap';
import type { Result } from '../../core/model/result';
import { createLocalHeaps, type HeapService } from './heap-local';
import { createHeapService } from './heap-service';

const PROGRAM = fileURLToPath(
  new URL('../../../fixtures/heapsnapshot-node-20/program.mjs', import.meta.url),
);
const TRACKED = fileURLToPath(
  new URL('../../../fixtures/heapsnapshot-node-20/tracked.mjs', import.meta.url),
);
const all = { from: 0, to: 1000 };
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'touchstone-heap-'));
  await promisify(execFile)(process.execPath, [PROGRAM, folder]);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const fileOf = (name: string): string => join(folder, `${name}.heapsnapshot`);

function valueOf<Value>(result: Result<Value, Failure>): Value {
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

async function failureOf(path: string): Promise<Failure> {
  const result = await createLocalHeaps().open(path);
  if (result.ok) throw new Error(`${path} was opened`);
  return result.failure;
}

function rowOf(rows: readonly HeapDiffRow[], name: string): HeapDiffRow {
  const row = rows.find((each) => each.name === name);
  if (row === undefined) throw new Error(`${name} is not among ${rows.length} classes`);
  return row;
}

describe('heap snapshots of a Node program', () => {
  it('finds the classes, texts and holders that the program made', async () => {
    const heaps = createLocalHeaps();
    const { heap, overview } = valueOf(await heaps.open(fileOf('before')));
    const plain = JSON.parse(await readFile(fileOf('before'), 'utf8')) as {
      snapshot: { node_count: number; edge_count: number };
    };
    expect(overview.nodes).toBe(plain.snapshot.node_count);
    expect(overview.edges).toBe(plain.snapshot.edge_count);
    const classes = valueOf(await heaps.ask(heap, 'classes', { order: 'retained', range: all }));
    const sessions = classes.rows.find(({ name }) => name === 'Session')!;
    expect(sessions.count).toBe(100);
    expect(sessions.location).toMatchObject({ line: 6 });
    expect(sessions.retainedBytes).toBeGreaterThan(sessions.selfBytes);

    const nodes = valueOf(
      await heaps.ask(heap, 'classNodes', { classIndex: sessions.classIndex, range: all }),
    );
    const path = valueOf(await heaps.ask(heap, 'pathToRoot', { node: nodes.rows[0]!.node }));
    expect(path.map(({ edgeName }) => edgeName)).toContain('sessions');

    const texts = valueOf(await heaps.ask(heap, 'duplicateStrings', { range: all }));
    // A hundred copies and the program's own literal.
    expect(texts.rows.find(({ text }) => text === 'the same text')?.count).toBe(101);
  });

  it('tells new and deleted objects of one process', async () => {
    const heaps = createLocalHeaps();
    const before = valueOf(await heaps.open(fileOf('before'))).heap;
    const after = valueOf(await heaps.open(fileOf('after'))).heap;
    const diff = valueOf(await heaps.diff({ before, after, by: 'auto', range: all }));
    expect(diff.by).toBe('object');
    const sessions = rowOf(diff.rows.rows, 'Session');
    expect(sessions.countBefore).toBe(100);
    expect(sessions.countAfter).toBe(250);
    expect(sessions.newObjects?.count).toBe(200);
    expect(sessions.deletedObjects?.count).toBe(50);
  });

  it('tells what holds and what allocated the objects that came', async () => {
    const heaps = createLocalHeaps();
    const before = valueOf(await heaps.open(fileOf('before'))).heap;
    const after = valueOf(await heaps.open(fileOf('after'))).heap;
    const pair = { before, after, by: 'auto' } as const;
    const { rows } = valueOf(await heaps.diff({ ...pair, range: all })).rows;
    const row = rows.findIndex(({ name }) => name === 'Session');
    const detail = valueOf(await heaps.explain({ ...pair, row }))!;
    expect(detail).toMatchObject({ name: 'Session', sampled: { before: 100, after: 250 } });
    expect(detail.retainers).toEqual([
      {
        row: { shape: 'global .sessions Map .table (array) [] Session' },
        countBefore: 100,
        countAfter: 250,
        bytesBefore: rows[row]!.bytesBefore,
        bytesAfter: rows[row]!.bytesAfter,
      },
    ]);
    expect(detail.allocations).toBeNull();
    expect(valueOf(await heaps.explain({ ...pair, row: 1e9 }))).toBeNull();
  });

  it('reads the call paths of tracked allocations, and compares them', async () => {
    const heaps = createLocalHeaps();
    const open = async (count: number): Promise<number> => {
      await promisify(execFile)(process.execPath, [TRACKED, folder, String(count)]);
      return valueOf(await heaps.open(fileOf('tracked'))).heap;
    };
    const [few, many] = [await open(200), await open(500)];
    const { rows } = valueOf(await heaps.ask(many, 'classes', { order: 'count', range: all }));
    const { classIndex } = rows.find(({ name }) => name === 'Leaf')!;
    const paths = valueOf(await heaps.ask(many, 'allocations', { classIndex, range: all }))!;
    const [top] = paths.rows;
    expect(top!.frames.slice(0, 2).map((frame) => frame.function)).toEqual([
      'makeLeaf',
      'makeLeaves',
    ]);
    expect(top!.frames[0]!.script).toContain('tracked.mjs');
    expect(top!.count).toBe(500);

    const pair = { before: few, after: many, by: 'class' } as const;
    const diff = valueOf(await heaps.diff({ ...pair, range: all }));
    const row = diff.rows.rows.findIndex(({ name }) => name === 'Leaf');
    const detail = valueOf(await heaps.explain({ ...pair, row }))!;
    expect(detail.allocations).toHaveLength(1);
    expect(detail.allocations![0]).toMatchObject({ countBefore: 200, countAfter: 500 });
    expect(valueOf(await heaps.ask(many, 'classes', { order: 'self', range: all })).total).toBe(
      rows.length,
    );
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    const reading = createLocalHeaps().open(fileOf('before'), () => stop.abort(), stop.signal);
    expect(await reading).toMatchObject({ ok: false, failure: { kind: 'interrupted' } });
  });

  it('compares two processes by class', async () => {
    const other = join(folder, 'other');
    await mkdir(other);
    await promisify(execFile)(process.execPath, [PROGRAM, other]);
    const heaps = createLocalHeaps();
    const before = valueOf(await heaps.open(fileOf('before'))).heap;
    const after = valueOf(await heaps.open(join(other, 'before.heapsnapshot'))).heap;
    const diff = valueOf(await heaps.diff({ before, after, by: 'auto', range: all }));
    expect(diff.by).toBe('class');
    expect(diff.rows.rows.find(({ name }) => name === 'Session')).toBeUndefined();
    expect(diff.rows.rows.every(({ newObjects }) => newObjects === null)).toBe(true);
  });

  it('finds no difference between a snapshot and itself', async () => {
    const heaps = createLocalHeaps();
    const one = valueOf(await heaps.open(fileOf('after'))).heap;
    const two = valueOf(await heaps.open(fileOf('after'))).heap;
    for (const by of ['object', 'class'] as const) {
      const diff = valueOf(await heaps.diff({ before: one, after: two, by, range: all }));
      expect(diff.rows.total).toBe(0);
    }
  });

  it('reads gzip as it reads the plain file', async () => {
    const packed = join(folder, 'packed.heapsnapshot.gz');
    await writeFile(packed, gzipSync(await readFile(fileOf('before')), { level: 1 }));
    const heaps = createLocalHeaps();
    const plain = valueOf(await heaps.open(fileOf('before')));
    const shares: number[] = [];
    const read = valueOf(await heaps.open(packed, (share) => shares.push(share)));
    expect(read.overview).toEqual(plain.overview);
    expect(shares.at(-1)).toBe(1);
  });

  it('says what is wrong with a file', async () => {
    const bytes = await readFile(fileOf('before'));
    const cut = join(folder, 'cut.heapsnapshot');
    await writeFile(cut, bytes.subarray(0, 1_000_000));
    expect(await failureOf(cut)).toMatchObject({ kind: 'file-invalid', where: 'byte 1000000' });
    const cutGzip = join(folder, 'cut.gz');
    await writeFile(cutGzip, gzipSync(bytes, { level: 1 }).subarray(0, 100_000));
    expect(await failureOf(cutGzip)).toMatchObject({ kind: 'file-invalid' });
    expect(await failureOf(join(folder, 'absent'))).toMatchObject({ kind: 'not-found' });
    expect(await failureOf(folder)).toMatchObject({ kind: 'file-invalid' });
    expect(await failureOf(PROGRAM)).toMatchObject({ kind: 'file-invalid' });
  });
});

describe('heap snapshots in the worker', () => {
  let heaps: HeapService;

  beforeAll(async () => {
    const out = join(folder, 'worker');
    await build({
      configFile: false,
      logLevel: 'warn',
      build: {
        ssr: fileURLToPath(new URL('./heap-worker.ts', import.meta.url)),
        outDir: out,
        emptyOutDir: true,
        rolldownOptions: { output: { entryFileNames: 'heap-worker.mjs' } },
      },
    });
    heaps = createHeapService(new URL(`file://${out}/heap-worker.mjs`));
  });

  afterAll(() => heaps.close());

  it('opens, answers, releases and fails as in the caller’s thread', async () => {
    const shares: number[] = [];
    const opened = valueOf(await heaps.open(fileOf('after'), (share) => shares.push(share)));
    expect(shares.length).toBeGreaterThan(1);
    const local = createLocalHeaps();
    const same = valueOf(await local.open(fileOf('after')));
    expect(opened.overview).toEqual(same.overview);
    const question = { order: 'self', range: { from: 0, to: 20 } } as const;
    expect(await heaps.ask(opened.heap, 'classes', question)).toEqual(
      await local.ask(same.heap, 'classes', question),
    );
    expect(await heaps.open(join(folder, 'absent'))).toMatchObject({ ok: false });
    await heaps.release(opened.heap);
    expect(await heaps.ask(opened.heap, 'classes', question)).toMatchObject({
      ok: false,
      failure: { kind: 'not-found' },
    });
  });
});
