/** Reads one snapshot with one reader and prints what it took: `heap-read.mjs READER BUNDLE FILE`. */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { loadDevTools } from './heap-devtools.mjs';
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
  const { started, snapshot, close } = await loadDevTools(bundle, file);
  const classes = Object.keys(snapshot.aggregatesWithFilter({})).length;
  close();
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
