/** Opens large profiles against speedscope, DevTools, pprof-format and JSON.parse, each in a process of its own. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { growCpuProfile, growPerfScript, growPprof } from './import/grow-captures';
import { READERS, type Found } from './import/read-with';
import { measurePeak } from './measure-peak.mjs';

const root = resolve(import.meta.dirname, '../..');
const self = join(import.meta.dirname, 'import.mjs');

interface Case {
  name: string;
  /** Bytes at full size. */
  bytes: number;
  readers: readonly string[];
  make(out: string, bytes: number, scratch: string): Promise<void> | void;
}

const CASES: readonly Case[] = [
  {
    name: 'cpuprofile',
    bytes: 200e6,
    readers: ['touchstone', 'speedscope', 'devtools', 'JSON.parse alone'],
    async make(out, bytes, scratch) {
      const folder = join(scratch, 'capture');
      // A real profile of a real program: the compiler that checks this project.
      const args = ['--cpu-prof', '--cpu-prof-dir', folder, 'node_modules/typescript/bin/tsc'];
      spawnSync(process.execPath, [...args, '-p', 'tsconfig.core.json', '--noEmit'], { cwd: root });
      const [profile] = readdirSync(folder);
      await growCpuProfile(join(folder, profile!), out, bytes);
    },
  },
  {
    name: 'perf script',
    bytes: 500e6,
    readers: ['touchstone', 'speedscope'],
    make: (out, bytes) =>
      growPerfScript(join(root, 'fixtures/perf-6.1/sorts-default.txt'), out, bytes),
  },
  {
    name: 'pprof',
    bytes: 100e6,
    readers: ['touchstone', 'speedscope', 'pprof-format'],
    make: (out, bytes) =>
      growPprof(join(root, 'fixtures/go-1.19/known-shares.cpu.pb.gz'), out, bytes),
  },
];

/** Longest wall time of a reader, times its limit of processor time. */
const MOST_WALL_PER_CPU = 6;

interface Measured extends Found {
  seconds: number;
  cpuSeconds: number;
  peakBytes: number;
}

/** Reads one file with one reader in this process, and prints what it took. */
async function readOnce(reader: string, file: string, modules: string): Promise<void> {
  const started = performance.now();
  const cpu = process.cpuUsage();
  const found = await READERS[reader]!(file, modules);
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const peakBytes = measurePeak();
  console.log(JSON.stringify({ ...found, seconds, cpuSeconds: (user + system) / 1e6, peakBytes }));
}

function measure(reader: string, file: string, modules: string): Measured | { failed: string } {
  const args = ['--max-old-space-size=16000', self, '--read', reader, '--file', file];
  const seconds = Number(values.timeout);
  const own = [...args, '--modules', modules];
  // Processor time, so that neighbours do not make a reader fail; Windows has no such limit.
  const isLimited = process.platform !== 'win32';
  const limited = ['-c', `ulimit -S -t ${seconds}; exec "$@"`, 'sh', process.execPath, ...own];
  const done = spawnSync(isLimited ? 'sh' : process.execPath, isLimited ? limited : own, {
    encoding: 'utf8',
    timeout: seconds * 1000 * (isLimited ? MOST_WALL_PER_CPU : 1),
    killSignal: 'SIGKILL',
  });
  const isSlow = done.error !== undefined || done.signal === 'SIGXCPU';
  if (isSlow) return { failed: `not open after ${seconds} s` };
  if (done.status === 0) return JSON.parse(done.stdout) as Measured;
  const line = /^.*(?:Error|FATAL).*$/m.exec(done.stderr)?.[0] ?? `ended by ${String(done.signal)}`;
  return { failed: line.slice(0, 120) };
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
}

async function runCase(each: Case, scale: number, runs: number, modules: string, scratch: string) {
  const file = join(scratch, `${each.name.replace(' ', '-')}.data`);
  await each.make(file, each.bytes * scale, scratch);
  const { size } = statSync(file);
  console.log(`\n${each.name}, ${(size / 1e6).toFixed(0)} MB`);
  const results = new Map(each.readers.map((reader) => [reader, [] as Measured[]]));
  const failures = new Map<string, string>();
  for (let run = 0; run < runs; run++) {
    for (const reader of each.readers) {
      if (failures.has(reader)) continue;
      const measured = measure(reader, file, modules);
      if ('failed' in measured) failures.set(reader, measured.failed);
      else results.get(reader)!.push(measured);
    }
  }
  rmSync(file);
  const own = results.get('touchstone')!;
  const ownCpu = median(own.map(({ cpuSeconds }) => cpuSeconds));
  for (const reader of each.readers) {
    const runsOf = results.get(reader)!;
    const failed = failures.get(reader);
    if (failed !== undefined) {
      console.log(`  ${reader.padEnd(18)} fails: ${failed}`);
      continue;
    }
    const cpu = median(runsOf.map(({ cpuSeconds }) => cpuSeconds));
    const peak = median(runsOf.map(({ peakBytes }) => peakBytes));
    const ratio = reader === 'touchstone' ? '' : `  ${(cpu / ownCpu).toFixed(1)}x of Touchstone's`;
    console.log(
      `  ${reader.padEnd(18)} ${median(runsOf.map(({ seconds }) => seconds)).toFixed(2)} s  ${cpu.toFixed(2)} s of CPU  ` +
        `${(peak / 1e6).toFixed(0)} MB at the peak (${(peak / size).toFixed(1)} of the file)  ` +
        `${runsOf[0]!.samples ?? '?'} samples${ratio}`,
    );
  }
}

const { values } = parseArgs({
  options: {
    scale: { type: 'string', default: '1' },
    runs: { type: 'string', default: '3' },
    only: { type: 'string' },
    timeout: { type: 'string', default: '100' },
    modules: { type: 'string', default: join(root, 'node_modules') },
    devtools: { type: 'string' },
    read: { type: 'string' },
    file: { type: 'string' },
  },
});

async function run(): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'touchstone-bench-'));
  const modules = resolve(values.modules);
  const scale = Number(values.scale);
  try {
    console.log(`${cpus()[0]!.model}, ${cpus().length} cores, Node ${process.version}`);
    for (const each of CASES) {
      if (values.only !== undefined && values.only !== each.name) continue;
      await runCase(each, scale, Number(values.runs), modules, scratch);
    }
    if (values.only === undefined || values.only === 'heap snapshot') {
      console.log('\nheap snapshot');
      // 400,000 records make 800 MB.
      const args = ['--records', String(400_000 * scale), '--runs', values.runs];
      if (values.devtools !== undefined) args.push('--devtools', values.devtools);
      execFileSync(process.execPath, [join(root, 'bench/heap-snapshot.mjs'), ...args], {
        stdio: 'inherit',
      });
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

if (values.read === undefined) await run();
else if (values.file !== undefined && existsSync(values.file)) {
  await readOnce(values.read, values.file, values.modules);
}
