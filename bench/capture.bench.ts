/** What each capture costs beside the peers that people use: `[INSTRUMENT] [--full]`, 3 or 9 interleaved rounds. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Instrument, TargetKind } from '../src/core/model/instrument';
import { capturePass } from '../src/main/capture/capture-pass';
import type { PassOptions } from '../src/main/capture/mechanism';
import { compileAll, listNativeCases, type CaptureCase } from './native-cases';
import { findTool } from '../src/main/capture/find-tool';

const full = process.argv.includes('--full');
const ROUNDS = full ? 9 : 3;
/** Peers that take minutes are run once unless asked otherwise. */
const SLOW_ROUNDS = full ? 3 : 1;

const folder = mkdtempSync(join(tmpdir(), 'touchstone-bench-'));
const never = new AbortController().signal;

const PROGRAMS = {
  // A million calls of which none is of interest to a count of syncs.
  'writes.c': `#include <fcntl.h>
#include <unistd.h>
int main(void) {
  int file = open("writes.dat", O_WRONLY | O_CREAT | O_TRUNC, 0600);
  for (int i = 0; i < 1000000; i++) if (write(file, "x", 1) != 1) return 1;
  fsync(file);
  return 0;
}`,
  'writes.cjs': `const fs = require('node:fs');
const file = fs.openSync('writes.dat', 'w');
for (let i = 0; i < 1_000_000; i += 1) fs.writeSync(file, 'x');
fs.fsyncSync(file);`,
  'syncs.cjs': `const fs = require('node:fs');
const file = fs.openSync('syncs.dat', 'w');
function commit(i) { fs.writeSync(file, String(i)); fs.fsyncSync(file); }
for (let i = 0; i < 1000; i += 1) commit(i);`,
  // Strings, a map, sorting: 1 to 2 s of what servers do.
  'work.cjs': `function key(i) { return 'k' + (i * 7919) % 100003; }
function round() {
  const map = new Map();
  for (let i = 0; i < 150000; i += 1) { const k = key(i); map.set(k, (map.get(k) ?? 0) + k.length); }
  return [...map].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).length;
}
let sum = 0;
for (let i = 0; i < 6; i += 1) sum += round();
console.log(sum);`,
  // 4 GB in pages of 4 KiB, and small objects.
  'pages.cjs': `let kept;
function readPage() { kept = Buffer.alloc(4096); kept[0] = 1; }
function row(i) { return { id: i, name: 'n' + i, tags: [i, i + 1] }; }
let sum = 0;
for (let i = 0; i < 1000000; i += 1) { readPage(); sum += row(i).tags.length + row(i + 1).id % 2; }
console.log(sum);`,
  'work.py': `def leaf(i):
    return i * i % 7
def run(n):
    return sum(leaf(i) for i in range(n))
print(sum(run(100000) for _ in range(10)))`,
};

interface Spent {
  wall: number;
  cpu: number | null;
}

async function run(
  instrument: Instrument,
  target: TargetKind,
  command: string[],
  environment: Record<string, string> = {},
  options: PassOptions = {},
): Promise<Spent> {
  const plan = {
    command,
    cwd: folder,
    environment,
    stdin: null,
    timeoutMs: 300_000,
    outputLimitBytes: 10_000,
  };
  const directory = join(folder, 'captures');
  const { failure, exit } = await capturePass(
    { instrument, target, plan, directory, prefix: 'p', options },
    never,
  );
  if (failure !== null) throw new Error(failure.message);
  rmSync(directory, { recursive: true, force: true });
  return { wall: exit!.wallMs, cpu: exit!.cpuMs };
}

function describe(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median =
    sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  const show = (value: number): string => value.toFixed(value < 10 ? 2 : 0);
  return sorted.length === 1
    ? `${show(median)}x`
    : `${show(median)}x (${show(sorted[0]!)}–${show(sorted.at(-1)!)})`;
}

async function measure(one: CaptureCase): Promise<void> {
  const ratios = new Map<string, { wall: number[]; cpu: number[] }>();
  const note = (name: string, spent: Spent, bare: Spent): void => {
    const sum = ratios.get(name) ?? { wall: [], cpu: [] };
    ratios.set(name, sum);
    sum.wall.push(spent.wall / bare.wall);
    if (spent.cpu !== null && bare.cpu !== null && bare.cpu > 0) sum.cpu.push(spent.cpu / bare.cpu);
  };
  const walls: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const bare = await run('time', one.target, one.command);
    walls.push(bare.wall);
    note(
      `**Touchstone, ${one.instrument}**`,
      await run(one.instrument, one.target, one.command, {}, one.options),
      bare,
    );
    for (const peer of one.peers) {
      if (peer.slow === true && round >= SLOW_ROUNDS) continue;
      if ((await findTool(peer.tool, peer.tool === 'strace' ? '-V' : '--version')) === null)
        continue;
      try {
        note(peer.name, await run('time', one.target, peer.command, peer.environment), bare);
      } catch (error) {
        console.error(`${peer.name}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
  const bareMs = [...walls].sort((a, b) => a - b)[walls.length >> 1]!;
  for (const [name, { wall, cpu }] of ratios) {
    const goal = one.goal !== null && name.startsWith('**') ? `≤ ${one.goal}x` : '';
    const cpuText = cpu.length === 0 ? '–' : describe(cpu);
    console.log(
      `| ${one.title}, ${bareMs.toFixed(0)} ms | ${name} | ${describe(wall)} | ${cpuText} | ${goal} |`,
    );
  }
}

/** Tools without which a case cannot be run. */
const TOOLS: Readonly<Record<string, string>> = {
  'native cpu': 'perf',
  'native waits': 'perf',
  'native stacks': 'strace',
  'native syscalls': 'strace',
  'native calls': 'valgrind',
  'native alloc': 'heaptrack',
};

try {
  for (const [name, text] of Object.entries(PROGRAMS)) writeFileSync(join(folder, name), text);
  mkdirSync(join(folder, 'profiles'));
  const node = process.execPath;
  let writes = [node, 'writes.cjs'];
  if ((await findTool('cc')) !== null) {
    execFileSync('cc', ['-O2', '-o', 'writes', 'writes.c'], { cwd: folder });
    writes = [join(folder, 'writes')];
  }
  const python = 'python3';
  const native = compileAll(folder);
  const cases: CaptureCase[] = [
    {
      title: 'a million one-byte writes',
      instrument: 'syscalls',
      target: 'native',
      command: writes,
      goal: 1.3,
      peers: [
        {
          name: '`strace -c -f`',
          tool: 'strace',
          command: ['strace', '-c', '-f', '-o', 'peer.txt', ...writes],
          slow: true,
        },
      ],
    },
    {
      title: 'Node, 1,000 fsyncs',
      instrument: 'stacks',
      target: 'node',
      command: [node, 'syncs.cjs'],
      goal: null,
      peers: [
        {
          name: '`strace -f -k -e trace=fsync`',
          tool: 'strace',
          command: ['strace', '-f', '-k', '-e', 'trace=fsync', '-o', 'peer.txt', node, 'syncs.cjs'],
          slow: true,
        },
      ],
    },
    {
      title: 'Node, maps and strings',
      instrument: 'cpu',
      target: 'node',
      command: [node, 'work.cjs'],
      goal: 1.1,
      peers: [
        {
          name: '`node --cpu-prof`, 1 ms',
          tool: node,
          command: [
            node,
            '--cpu-prof',
            '--cpu-prof-interval',
            '1000',
            '--cpu-prof-dir',
            'profiles',
            'work.cjs',
          ],
        },
        {
          name: '`perf record -F 999 -g`',
          tool: 'perf',
          command: [
            'perf',
            'record',
            '-q',
            '-F',
            '999',
            '-g',
            '-o',
            'peer.perf',
            node,
            '--perf-basic-prof',
            'work.cjs',
          ],
        },
      ],
    },
    {
      title: 'Node, maps and strings',
      instrument: 'calls',
      target: 'node',
      command: [node, 'work.cjs'],
      goal: null,
      peers: [
        {
          name: 'NODE_V8_COVERAGE',
          tool: node,
          command: [node, 'work.cjs'],
          environment: { NODE_V8_COVERAGE: join(folder, 'profiles') },
        },
      ],
    },
    {
      title: 'Node, a million pages of 4 KiB and objects',
      instrument: 'alloc',
      target: 'node',
      command: [node, 'pages.cjs'],
      goal: 1.15,
      peers: [
        {
          name: '`node --heap-prof` (only what is alive at the end)',
          tool: node,
          command: [node, '--heap-prof', '--heap-prof-dir', 'profiles', 'pages.cjs'],
        },
        {
          name: '`heaptrack` (no JavaScript names)',
          tool: 'heaptrack',
          command: ['heaptrack', '-o', join(folder, 'peer'), node, 'pages.cjs'],
          slow: true,
        },
      ],
    },
    {
      title: 'Node, maps and strings',
      instrument: 'timeline',
      target: 'node',
      command: [node, 'work.cjs'],
      goal: null,
      peers: [],
    },
    {
      title: 'Python, a million calls',
      instrument: 'calls',
      target: 'python',
      command: [python, 'work.py'],
      goal: null,
      peers: [
        {
          name: '`python3 -m cProfile`',
          tool: python,
          command: [python, '-m', 'cProfile', '-o', 'peer.pstats', 'work.py'],
        },
      ],
    },
  ];
  cases.push(...listNativeCases(native, node, folder));
  const only = process.argv.slice(2).find((word) => !word.startsWith('--'));
  console.log(
    `${cpus()[0]?.model ?? 'Unknown processor'}, ${cpus().length} cores, Node ${process.versions.node}. Median (range) of ${ROUNDS} interleaved rounds, over the same program without an instrument.\n`,
  );
  console.log('| program, bare time | capture | wall time | CPU time of the tree | goal |');
  console.log('|---|---|---:|---:|---:|');
  for (const one of cases) {
    if (only !== undefined && one.instrument !== only) continue;
    const tool = TOOLS[`${one.target} ${one.instrument}`];
    if (
      tool !== undefined &&
      (await findTool(tool, tool === 'strace' ? '-V' : '--version')) === null
    ) {
      console.error(`${one.title}: left out, ${tool} is not installed`);
      continue;
    }
    if (one.target === 'python' && (await findTool(python)) === null) continue;
    await measure(one);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
