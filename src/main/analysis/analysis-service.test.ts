import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { build } from 'vite';
import type { Subject } from '../../core/model/view-answers';
import { createLocalAnalysis } from './local-analysis';
import type { AnalysisService } from './questions';

const ROOT = resolve(import.meta.dirname, '../../..');
const EXAMPLE = join(ROOT, 'fixtures/recordings/version-1');

let folder = '';
let inWorker: AnalysisService;
let subject: Subject;

/** The service as it is built: a worker thread needs a file of JavaScript. */
beforeAll(async () => {
  folder = await mkdtemp(join(ROOT, 'node_modules/.touchstone-test-'));
  await build({
    configFile: false,
    root: ROOT,
    logLevel: 'error',
    build: {
      ssr: true,
      target: 'node20.18',
      outDir: folder,
      rolldownOptions: {
        input: {
          service: join(import.meta.dirname, 'analysis-service.ts'),
          'analysis-worker': join(import.meta.dirname, 'analysis-worker.ts'),
        },
        preserveEntrySignatures: 'strict',
      },
    },
  });
  const module = (await import(pathToFileURL(join(folder, 'service.js')).href)) as {
    createAnalysisService: (dataFolder: string) => AnalysisService;
  };
  inWorker = module.createAnalysisService(EXAMPLE);
  const [file = ''] = await readdir(join(EXAMPLE, 'comparisons'));
  subject = { kind: 'comparison', id: file.replace('.json', '') };
});
afterAll(async () => {
  await inWorker.close();
  await rm(folder, { recursive: true, force: true });
});

test('the worker gives the same answers as this thread, typed arrays included', async () => {
  const here = createLocalAnalysis(EXAMPLE);
  const summary = await inWorker.ask('summary', { subject });
  expect(summary).toMatchObject({ ok: true, value: { kind: 'comparison' } });
  expect(summary).toEqual(await here.ask('summary', { subject }));
  const question = {
    subject,
    workload: 'run',
    n: 100,
    metric: 'cpu',
    mode: 'merged',
    side: 'difference',
    basis: 'absolute',
    filter: { thread: null, onlyOwnCode: false, collapseRecursion: false, focus: null },
    root: null,
    widthPx: 800,
    search: null,
  } as const;
  const flame = await inWorker.ask('flame', question);
  expect(flame.ok && flame.value.length).toBeGreaterThan(1);
  expect(flame.ok && flame.value.x0).toBeInstanceOf(Float64Array);
  expect(flame).toEqual(await here.ask('flame', question));
});

test('questions asked at once are all answered, and each with its own answer', async () => {
  const gone: Subject = { kind: 'recording', id: 'gone' };
  const answers = await Promise.all([
    inWorker.ask('output', { subject, workload: 'run' }),
    inWorker.ask('summary', { subject: gone }),
    inWorker.ask('syscalls', { subject, workload: 'run', n: 100 }),
  ]);
  expect(answers[0]).toMatchObject({ ok: true, value: { mode: 'exact' } });
  expect(answers[1]).toMatchObject({ ok: false, failure: { kind: 'not-found' } });
  expect(answers[2]).toMatchObject({ ok: true, value: { candidate: { syncs: 100 } } });
});

test('a closed service rejects what is open and works again with the next question', async () => {
  const open = inWorker.ask('summary', { subject });
  const rejected = expect(open).rejects.toThrow('closed');
  await inWorker.close();
  await rejected;
  expect(await inWorker.ask('summary', { subject })).toMatchObject({ ok: true });
});
