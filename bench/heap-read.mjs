/** Reads one snapshot with one reader and prints what it took: `heap-read.mjs READER BUNDLE FILE`. */
import { createReadStream, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { MessageChannel } from 'node:worker_threads';
import { measurePeak } from './measure-peak.mjs';

const [, , reader, bundle, file] = process.argv;

async function readWithTouchstone() {
  const { readHeapFile, HeapAnalysis } = await import(pathToFileURL(bundle).href);
  const started = performance.now();
  const parsed = await readHeapFile(file);
  if (!parsed.ok) throw new Error(parsed.failure.message);
  const analysis = new HeapAnalysis(parsed.value);
  const retained = analysis.dominators.retainedSize[parsed.value.root];
  return { started, retained, classes: analysis.sums.count.length };
}

async function readWithDevTools() {
  // Chrome has it; Node 20 does not.
  Promise.withResolvers ??= () => {
    const made = {};
    made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
    return made;
  };
  const { HeapSnapshot, HeapSnapshotLoader } = await import(pathToFileURL(bundle).href);
  const started = performance.now();
  const loader = new HeapSnapshotLoader.HeapSnapshotLoader({ sendEvent: () => undefined });
  for await (const text of createReadStream(file, { encoding: 'utf8', highWaterMark: 1 << 20 })) {
    loader.write(text);
    await new Promise((done) => setImmediate(done));
  }
  loader.close();
  // DevTools gives half of the work to a second worker; here both halves share one thread, as on one core.
  const { port1, port2 } = new MessageChannel();
  new HeapSnapshot.SecondaryInitManager(port2);
  const snapshot = await loader.buildSnapshot(port1);
  const classes = Object.keys(snapshot.aggregatesWithFilter({})).length;
  port1.close();
  return { started, retained: snapshot.retainedSizes[0], classes };
}

function readWithJson() {
  const started = performance.now();
  const { nodes } = JSON.parse(readFileSync(file, 'utf8'));
  return { started, retained: null, classes: nodes.length };
}

const read = {
  touchstone: readWithTouchstone,
  devtools: readWithDevTools,
  'json-parse': readWithJson,
}[reader];
const { started, retained } = await read();
const seconds = (performance.now() - started) / 1000;
const { userCPUTime, systemCPUTime } = process.resourceUsage();
const cpuSeconds = (userCPUTime + systemCPUTime) / 1e6;
console.log(JSON.stringify({ seconds, cpuSeconds, peakBytes: measurePeak(), retained }));
