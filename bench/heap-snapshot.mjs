/**
 * Reads one heap snapshot three ways, each in processes of its own, in turn: Touchstone (parse, classes, dominators,
 * retained sizes), DevTools' loader (the same work) and JSON.parse (parsing alone). Prints medians of time, CPU time
 * of the whole process (steadier on a busy machine) and peak memory.
 *
 *   node bench/heap-snapshot.mjs [--records 40000] [--runs 3] [--file F.heapsnapshot] [--devtools FOLDER]
 *
 * 40,000 records make a file of about 80 MB. DevTools' loader is npm's chrome-devtools-frontend in FOLDER's
 * node_modules; without the option it is installed into the user's cache folder, and left out where that fails.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { bundleDevTools, bundleReader } from './heap-bundle.mjs';
import { locateDevTools } from './heap-peer.mjs';

const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '40000' },
    runs: { type: 'string', default: '3' },
    file: { type: 'string' },
    devtools: { type: 'string' },
  },
});
const here = import.meta.dirname;
const scratch = mkdtempSync(join(tmpdir(), 'touchstone-bench-'));

/** Runs one reader in a process of its own. */
function measure(reader, bundle, file) {
  try {
    const output = execFileSync(
      process.execPath,
      ['--max-old-space-size=16000', join(here, 'heap-read.mjs'), reader, bundle, file],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
    );
    return JSON.parse(output);
  } catch (error) {
    return { failed: String(error.stderr ?? error.message).match(/Error: .*/)?.[0] ?? 'failed' };
  }
}

function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

function makeSnapshot() {
  const file = join(scratch, 'bench.heapsnapshot');
  console.log(`Making a snapshot of ${values.records} records …`);
  const options = ['--max-old-space-size=16000', join(here, 'heap-allocate.mjs'), file];
  execFileSync(process.execPath, [...options, values.records], { stdio: 'ignore' });
  return file;
}

async function run() {
  const file = values.file === undefined ? makeSnapshot() : resolve(values.file);
  const { size } = statSync(file);
  console.log(`${(size / 1e6).toFixed(0)} MB`);
  const readers = new Map([['touchstone', await bundleReader(scratch)]]);
  const devtools = values.devtools === undefined ? locateDevTools() : resolve(values.devtools);
  if (devtools !== null) readers.set('devtools', await bundleDevTools(devtools, scratch));
  readers.set('json-parse', 'none');
  const results = new Map([...readers.keys()].map((name) => [name, []]));
  for (let turn = 0; turn < Number(values.runs); turn++) {
    for (const [name, bundle] of readers) results.get(name).push(measure(name, bundle, file));
  }
  const retained = new Set();
  let own = null;
  for (const [name, runs] of results) {
    const failure = runs.find((each) => each.failed !== undefined);
    if (failure !== undefined) {
      console.log(`  ${name.padEnd(18)} fails: ${failure.failed}`);
      continue;
    }
    const seconds = median(runs.map((each) => each.seconds)).toFixed(2);
    const peak = median(runs.map((each) => each.peakBytes));
    const cpu = median(runs.map((each) => each.cpuSeconds));
    own ??= cpu;
    const ratio = name === 'touchstone' ? '' : `  ${(cpu / own).toFixed(1)}x of Touchstone's`;
    console.log(
      `  ${name.padEnd(18)} ${seconds} s  ${cpu.toFixed(2)} s of CPU  ${(peak / 1e6).toFixed(0)} MB at the peak (${(peak / size).toFixed(1)} of the file)${ratio}`,
    );
    if (runs[0].retained !== null) retained.add(runs[0].retained);
  }
  if (retained.size > 1) throw new Error(`The readers disagree: ${[...retained].join(', ')} bytes`);
}

try {
  await run();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
