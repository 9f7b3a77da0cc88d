/** Touchstone's numbers beside those of independent tools on the same programs: syncs, CPU shares, wall time. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const sample = join(root, 'resources/samples/plausible-db');
const scratch = mkdtempSync(join(tmpdir(), 'touchstone-agreement-'));

const CPU_SIZE = 4000;
const SYNC_SIZE = 200;
const WALL_RUNS = 10;
/** Shares are means over this many interleaved runs: one run's collector is not the next one's. */
const SHARE_ROUNDS = 3;
/** Points of share by which two sampling profilers of one program may differ. */
const SHARE_TOLERANCE = 5;

interface Estimate {
  median: number;
  ci95: [number, number];
}

interface ProfileJson {
  workloads: {
    sizes: { n: number; numbers: { syncs: number | null; wallMs: Estimate | null } }[];
    hottest: { function: string; line: number; selfShare: number }[];
  }[];
}

interface CpuProfile {
  nodes: {
    id: number;
    hitCount?: number;
    callFrame: { functionName: string; url: string; lineNumber: number };
  }[];
}

function run(command: string, args: string[], environment: Record<string, string> = {}): string {
  const done = spawnSync(command, args, {
    cwd: sample,
    env: { ...process.env, ...environment },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (done.error) throw done.error;
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')}\n${done.stderr}`);
  return done.stdout + (command === 'strace' ? done.stderr : '');
}

function has(tool: string): boolean {
  const found = !spawnSync(tool, ['--version']).error;
  if (!found) console.log(`skipped: ${tool} is missing; apt-get install ${tool}`);
  return found;
}

function profile(workload: string, n: number, passes: string, runs: number): ProfileJson {
  const args = ['profile', sample, '--build', 'candidate', '--workload', workload];
  const options = ['--size', String(n), '--passes', passes, '--runs', String(runs), '--json'];
  const home = { TOUCHSTONE_HOME: join(scratch, 'home') };
  const text = run(process.execPath, [join(root, 'bin/touchstone.mjs'), ...args, ...options], home);
  return JSON.parse(text) as ProfileJson;
}

/** A folder with the data that the workload needs, as Touchstone makes it. */
function prepared(workload: string, n: number): Record<string, string> {
  const folder = { TOUCHSTONE_DATA: mkdtempSync(join(scratch, 'data-')) };
  if (workload === 'lookup')
    run(process.execPath, ['candidate/bench.js', `prepare-${workload}`, String(n)], folder);
  return folder;
}

function compareSyncs(): boolean {
  if (!has('strace')) return true;
  const ours = profile('insert', SYNC_SIZE, 'syscalls', 1).workloads[0]?.sizes[0]?.numbers.syncs;
  const table = run(
    'strace',
    [
      '-f',
      '-c',
      '-e',
      'trace=fsync,fdatasync',
      process.execPath,
      'candidate/bench.js',
      'insert',
      String(SYNC_SIZE),
    ],
    prepared('insert', SYNC_SIZE),
  );
  const theirs = [
    ...table.matchAll(/^\s*[\d.]+\s+[\d.]+\s+\d+\s+(\d+)\s+(?:\d+\s+)?f(?:data)?sync$/gm),
  ]
    .map((row) => Number(row[1]))
    .reduce((sum, count) => sum + count, 0);
  console.log(
    `\nSyncs, insert, n = ${SYNC_SIZE}: Touchstone ${ours ?? 'none'}, strace -c ${theirs}`,
  );
  return ours === theirs;
}

/** Self shares by function and line, without idle time, of a profile that node wrote itself. */
function sharesOfNode(): Map<string, number> {
  const folder = mkdtempSync(join(scratch, 'cpu-'));
  run(
    process.execPath,
    [
      '--cpu-prof',
      '--cpu-prof-interval=1000',
      `--cpu-prof-dir=${folder}`,
      'candidate/bench.js',
      'lookup',
      String(CPU_SIZE),
    ],
    prepared('lookup', CPU_SIZE),
  );
  const file = readdirSync(folder)[0]!;
  const { nodes } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as CpuProfile;
  const hits = new Map<string, number>();
  let all = 0;
  for (const { callFrame, hitCount = 0 } of nodes) {
    if (callFrame.functionName === '(idle)') continue;
    const key = `${callFrame.functionName || '(anonymous)'}:${callFrame.lineNumber + 1}`;
    hits.set(key, (hits.get(key) ?? 0) + hitCount);
    all += hitCount;
  }
  return new Map([...hits].map(([key, count]) => [key, (100 * count) / all]));
}

/** Self shares by function and line as Touchstone gives them. */
function sharesOfTouchstone(): Map<string, number> {
  const { hottest } = profile('lookup', CPU_SIZE, 'cpu', 1).workloads[0]!;
  return new Map(
    hottest.map((row) => {
      const line = row.function.startsWith('(') ? 0 : row.line;
      return [`${row.function}:${line}`, row.selfShare * 100];
    }),
  );
}

function mean(rounds: readonly Map<string, number>[], key: string): number {
  return rounds.reduce((sum, shares) => sum + (shares.get(key) ?? 0), 0) / rounds.length;
}

function compareShares(): boolean {
  const ours: Map<string, number>[] = [];
  const theirs: Map<string, number>[] = [];
  for (let round = 0; round < SHARE_ROUNDS; round += 1) {
    ours.push(sharesOfTouchstone());
    theirs.push(sharesOfNode());
  }
  const keys = [...new Set(ours.flatMap((shares) => [...shares.keys()]))]
    .sort((a, b) => mean(ours, b) - mean(ours, a))
    .slice(0, 10);
  console.log(
    `\nCPU self shares, lookup, n = ${CPU_SIZE}, in percent, means of ${SHARE_ROUNDS} runs`,
  );
  console.log(`${'function'.padEnd(32)}Touchstone   node --cpu-prof   difference`);
  let worst = 0;
  for (const key of keys) {
    const [share, peer] = [mean(ours, key), mean(theirs, key)];
    worst = Math.max(worst, Math.abs(share - peer));
    console.log(
      `${key.padEnd(32)}${share.toFixed(1).padStart(10)}${peer.toFixed(1).padStart(18)}${(share - peer).toFixed(1).padStart(13)}`,
    );
  }
  console.log(`largest difference ${worst.toFixed(1)} points, allowed ${SHARE_TOLERANCE}`);
  return worst <= SHARE_TOLERANCE;
}

function compareWall(): boolean {
  if (!has('hyperfine')) return true;
  const ours = profile('lookup', CPU_SIZE, 'time', WALL_RUNS).workloads[0]!.sizes[0]!.numbers
    .wallMs!;
  const file = join(scratch, 'hyperfine.json');
  const command = `${process.execPath} candidate/bench.js lookup ${CPU_SIZE}`;
  run(
    'hyperfine',
    ['-N', '--warmup', '1', '--runs', String(WALL_RUNS), '--export-json', file, command],
    prepared('lookup', CPU_SIZE),
  );
  const { results } = JSON.parse(readFileSync(file, 'utf8')) as {
    results: { median: number; min: number; max: number }[];
  };
  const peer = results[0]!;
  const [lo, hi] = ours.ci95;
  console.log(
    `\nWall time, lookup, n = ${CPU_SIZE}, ${WALL_RUNS} runs each: Touchstone ${ours.median.toFixed(0)} ms ` +
      `[${lo.toFixed(0)}, ${hi.toFixed(0)}], hyperfine ${(peer.median * 1000).toFixed(0)} ms ` +
      `(${(peer.min * 1000).toFixed(0)} to ${(peer.max * 1000).toFixed(0)})`,
  );
  return lo <= peer.max * 1000 && hi >= peer.min * 1000;
}

try {
  console.log(
    `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.version}`,
  );
  const agreed = [compareSyncs(), compareShares(), compareWall()];
  if (agreed.includes(false)) process.exitCode = 1;
  console.log(agreed.includes(false) ? '\nThe tools disagree.' : '\nThe tools agree.');
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
