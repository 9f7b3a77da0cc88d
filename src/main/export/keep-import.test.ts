import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLocalAnalysis } from '../analysis/local-analysis';
import { openStore } from '../store/store';
import { keepImport } from './keep-import';

const FIXTURES = resolve(import.meta.dirname, '../../../fixtures');
const PROJECT = { name: 'Opened files', path: '/nowhere' };

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'touchstone-import-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function keepAndAsk(file: string) {
  const store = openStore(folder);
  const kept = await keepImport(store, join(FIXTURES, file), PROJECT);
  if (!kept.ok) throw new Error(kept.failure.message);
  const analysis = createLocalAnalysis(folder);
  const subject = { kind: 'recording', id: kept.value.id } as const;
  const summary = await analysis.ask('summary', { subject });
  if (!summary.ok || summary.value.kind !== 'recording') throw new Error('no summary');
  return { kept: kept.value, answer: summary.value, analysis, subject };
}

test('a gzipped pprof becomes a recording whose functions are those of the file', async () => {
  const { kept, answer, analysis, subject } = await keepAndAsk('go-1.19/known-shares.cpu.pb.gz');
  expect(kept.imported?.format).toBe('pprof');
  expect(kept.workloads[0]!.sizes[0]!.passes.map(({ ledger }) => ledger.instrument)).toEqual([
    'cpu',
  ]);
  expect(answer.failures).toEqual([]);
  expect(answer.verdict).toMatch(/^known-shares\.cpu\.pb\.gz holds 920 ms in 92 samples/);
  expect(answer.workloads[0]!.hottest[0]!.function).toBe('main.spin');
  const flame = await analysis.ask('flame', {
    subject,
    workload: 'profile',
    n: 1,
    metric: 'cpu',
    mode: 'merged',
    side: 'candidate',
    basis: 'absolute',
    filter: { thread: null, onlyOwnCode: false, collapseRecursion: false, focus: null },
    root: null,
    widthPx: 1000,
    search: null,
  });
  expect(flame.ok && flame.value.rootTotal).toBeCloseTo(920, 6);
  // 14 different stacks stand for 92 samples.
  expect(answer.ledger[0]!.samples).toBe(92);
  expect(answer.findings[0]!.title).toMatch(
    /^main\.spin takes [\d.]+ % of the CPU time of known-shares\.cpu\.pb\.gz\.$/,
  );
  const syscalls = await analysis.ask('syscalls', { subject, workload: 'profile', n: 1 });
  expect(syscalls.ok && syscalls.value.unavailable).toBe(
    'known-shares.cpu.pb.gz is an opened file, which holds no system calls.',
  );
});

test('allocations, calls and traces of other tools find their views', async () => {
  const heap = await keepAndAsk('go-1.19/known-shares.allocs.pb.gz');
  expect(heap.answer.ledger.map(({ instrument }) => instrument)).toContain('alloc');
  expect(heap.answer.workloads[0]!.sizes[0]!.numbers.allocatedBytes).toBeGreaterThan(0);
});

test('what cannot be read leaves nothing behind', async () => {
  const path = join(folder, 'broken.cpuprofile');
  await writeFile(path, '{"nodes":[{"id":1,"callFrame":{"functionName":"main"');
  const kept = await keepImport(openStore(folder), path, PROJECT);
  expect(kept).toMatchObject({ ok: false, failure: { kind: 'file-invalid' } });
  expect(await readdir(folder)).toEqual(['broken.cpuprofile']);
});
