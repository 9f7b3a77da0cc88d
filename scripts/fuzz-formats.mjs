/**
 * Damages real captures of every format and reads them: no exception, no unsound profile, no file that takes 10 s of
 * processor time or a gigabyte. Reading runs in a thread, so that one that never ends is seen and named.
 *
 *     npm run fuzz -- [--cases 200000] [--packed 3000] [--seconds 3600] [--seed 1] [--only NAME] [--keep FOLDER]
 *
 * --packed files are damaged while they are compressed, and archives of recordings with them.
 * What is found is written to the folder given by --keep. Not part of the tests; a short form is.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { gunzipSync } from 'node:zlib';
import { runnerImport } from 'vite';
import { fuzzPacked } from './fuzz-packed.mjs';

const MOST_CPU_SECONDS = 10;
const MOST_MEGABYTES = 1024;
const ROUND = 10_000;

const root = dirname(dirname(fileURLToPath(import.meta.url)));

async function fuzz({ values, place }) {
  const folder = join(root, 'src/core/parse/registry/testing');
  const options = { root, configFile: false, logLevel: 'error' };
  const { module: formats } = await runnerImport(join(folder, 'fuzz-formats.ts'), options);
  const heap = join(root, 'src/core/analyse/heap');
  const { module: analyse } = await runnerImport(join(heap, 'analyse-heap.ts'), options);
  const { module: answer } = await runnerImport(join(heap, 'answer-heap-question.ts'), options);
  const { module: list } = await runnerImport(join(folder, 'format-samples.ts'), options);
  const samples = list.FORMAT_SAMPLES.filter(({ file }) => file.includes(values.only)).map(
    ({ file, bytes }) => {
      const stored = readFileSync(join(root, 'fixtures', file));
      const whole = file.endsWith('.gz') ? gunzipSync(stored) : stored;
      return { name: file, bytes: new Uint8Array(whole.subarray(0, bytes)) };
    },
  );
  if (values.keep !== undefined) mkdirSync(values.keep, { recursive: true });
  const cases = Number(values.cases);
  const until = Date.now() + Number(values.seconds) * 1000;
  const all = { iterations: 0, read: 0, slowestMs: 0, slowest: '', findings: 0 };
  // In rounds, between which a thread can say what it found: one that is ended later has said so much.
  while (all.iterations < cases && Date.now() < until) {
    const before = all.iterations;
    const seed = Number(values.seed) + before;
    const outcome = formats.fuzzFormats(samples, {
      seed,
      iterations: Math.min(ROUND, cases - before),
      seconds: (until - Date.now()) / 1000,
      onSnapshot: (snapshot) => askAll(new answer.HeapAnswers(new analyse.HeapAnalysis(snapshot))),
      onCase: (iteration) => Atomics.store(place, 0, before + iteration + 1),
    });
    for (const { sample, iteration, problem, bytes } of outcome.findings) {
      console.log(`${sample}, iteration ${iteration} of seed ${seed}: ${problem}`);
      if (values.keep === undefined) continue;
      writeFileSync(join(values.keep, `${seed}-${iteration}-${basename(sample)}`), bytes);
    }
    all.iterations += outcome.iterations;
    all.read += outcome.read;
    all.findings += outcome.findings.length;
    if (outcome.slowestMs > all.slowestMs) {
      Object.assign(all, { slowestMs: outcome.slowestMs, slowest: outcome.slowest });
    }
    console.log(
      `${all.iterations} damaged files, ${all.read} of them readable, ${all.findings} findings; slowest ${all.slowestMs} ms (${all.slowest}).`,
    );
    await new Promise((done) => setTimeout(done, 20));
  }
  const packed = await fuzzPacked(root, {
    cases: Number(values.packed),
    seed: Number(values.seed),
    keep: values.keep,
    onCase: (iteration) => Atomics.store(place, 0, all.iterations + iteration + 1),
  });
  for (const finding of packed.findings) console.log(finding);
  console.log(
    `${values.packed} damaged while compressed, ${packed.archives} of them archives; ${packed.read} readable, ${packed.findings.length} findings.`,
  );
  parentPort.postMessage(all.findings + packed.findings.length);
}

function askAll(answers) {
  const range = { from: 0, to: 20 };
  const { rows } = answers.answer('classes', { order: 'retained', range });
  for (const { classIndex } of rows) answers.answer('retainerShapes', { classIndex, range });
  for (const { node } of answers.answer('dominated', { node: null, range }).rows) {
    answers.answer('pathToRoot', { node });
    answers.answer('children', { node, range });
  }
  answers.answer('duplicateStrings', { range });
  answers.answer('allocations', { classIndex: null, range });
}

/** Watches the thread: the same file for too much processor time, or too much memory, ends it. */
function watch() {
  const { values } = parseArgs({
    options: {
      cases: { type: 'string', default: '200000' },
      packed: { type: 'string', default: '3000' },
      seconds: { type: 'string', default: '3600' },
      seed: { type: 'string', default: '1' },
      only: { type: 'string', default: '' },
      keep: { type: 'string' },
    },
  });
  const place = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL(import.meta.url), { workerData: { values, place } });
  let seen = { iteration: 0, cpu: 0 };
  const timer = setInterval(() => {
    const { user, system, maxRSS } = process.resourceUsage();
    const iteration = Atomics.load(place, 0);
    const cpu = (user + system) / 1e6;
    if (iteration !== seen.iteration) seen = { iteration, cpu };
    const hangs = iteration > 0 && cpu - seen.cpu > MOST_CPU_SECONDS;
    if (!hangs && maxRSS < MOST_MEGABYTES * 1024) return;
    const problem = hangs
      ? `takes more than ${MOST_CPU_SECONDS} s`
      : `took more than ${MOST_MEGABYTES} MB, or one shortly before it`;
    console.log(`Iteration ${iteration - 1} of seed ${values.seed} ${problem}.`);
    process.exit(1);
  }, 500);
  worker.on('message', (findings) => (process.exitCode = findings > 0 ? 1 : 0));
  worker.on('error', (error) => {
    console.error(error);
    process.exitCode = 1;
  });
  worker.on('exit', () => {
    clearInterval(timer);
    console.log(`Peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MB.`);
  });
}

if (isMainThread) watch();
else await fuzz(workerData);
