/** Call tree, difference and growth per function of large profiles, against d3-hierarchy and pprof. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { hierarchy, partition } from 'd3-hierarchy';
import { buildDifferenceTree } from '../src/core/analyse/diff/difference-tree';
import { functionMatrixOf } from '../src/core/analyse/functions/function-matrix';
import { rankFrameGrowth } from '../src/core/analyse/functions/rank-frame-growth';
import { buildRecording } from '../src/core/analyse/testing/build-recording';
import { buildCallTree } from '../src/core/analyse/tree/call-tree';
import type { Profile } from '../src/core/model/profile';
import { convertToPprof } from '../src/core/report/convert-pprof';
import { makeProfile } from './analyse/synthetic-profile';

const STACKS = 100_000;
const FUNCTIONS = 5000;
const SIZES = [1, 2, 4, 8, 16, 32];

function make(folder: string, samples: number, size: number, seed: number): Profile {
  const stacks = STACKS;
  return makeProfile({ folder, samples, stacks, functions: FUNCTIONS, deepest: 300, size, seed });
}

function columnBytes(profile: Profile): number {
  const { stacks, frames, threads } = profile;
  const samples = threads.reduce(
    (sum, { samples: s }) => sum + s.length * (4 + 8 * s.values.length),
    0,
  );
  return samples + stacks.length * 8 + frames.length * 9;
}

function deepest({ stacks }: Profile): number {
  const depth = new Int32Array(stacks.length);
  let most = 0;
  for (let stack = 0; stack < stacks.length; stack += 1) {
    const parent = stacks.parent[stack]!;
    depth[stack] = parent < 0 ? 1 : depth[parent]! + 1;
    most = Math.max(most, depth[stack]!);
  }
  return most;
}

/** Milliseconds of CPU that an action takes in this process, and its result. */
function time<Value>(action: () => Value): { ms: number; value: Value } {
  const start = process.cpuUsage();
  const value = action();
  const { user, system } = process.cpuUsage(start);
  return { ms: (user + system) / 1000, value };
}

/**
 * Memory that an action takes, garbage not yet collected included: the larger of what the heap and its buffers hold more at its end
 * and what the resident peak rose by, for a collection hides from the one and memory kept by the allocator from the other.
 */
function measurePeak<Value>(action: () => Value): { value: Value; bytes: number } {
  (globalThis as { gc?: () => void }).gc?.();
  const held = () => {
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const peak = () =>
    1024 * Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
  const isLinux = process.platform === 'linux';
  if (isLinux) writeFileSync('/proc/self/clear_refs', '5');
  const before = { held: held(), peak: isLinux ? peak() : 0 };
  const value = action();
  const risen = isLinux ? peak() - before.peak : 0;
  return { value, bytes: Math.max(risen, held() - before.held) };
}

const sideOf = (profile: Profile) => ({ tree: buildCallTree(profile, 0), scale: 1, quantum: 1 });

interface Job {
  candidate: Profile;
  reference: Profile;
  /** One profile a size. */
  sizes: readonly Profile[];
}

/** All three, each from the columns: nothing is kept from one to the next. */
function analyse({ candidate, reference, sizes }: Job): [number, number, number] {
  const tree = time(() => buildCallTree(candidate, 0));
  const difference = time(() => buildDifferenceTree(sideOf(candidate), sideOf(reference)));
  const recording = buildRecording('candidate', {
    work: SIZES.map((n, index) => ({ n: n * 1000, cpu: sizes[index]! })),
  });
  const growth = time(() => rankFrameGrowth(functionMatrixOf(recording.workloads[0]!)));
  if (tree.value.length < STACKS || difference.value.tree.length < STACKS) throw new Error('empty');
  if (growth.value.length === 0) throw new Error('no growth');
  return [tree.ms, difference.ms, growth.ms];
}

interface PeerNode {
  name: string;
  self: number;
  children: PeerNode[];
}

/** The same stacks merged into the nested objects that d3-flame-graph draws, then summed and laid out by its hierarchy. */
function layOutByD3({ stacks, frames, threads }: Profile): number {
  const root: PeerNode = { name: 'all', self: 0, children: [] };
  const nodes: PeerNode[] = [];
  const known: Map<number, PeerNode>[] = [];
  const rootKnown = new Map<number, PeerNode>();
  for (let stack = 0; stack < stacks.length; stack += 1) {
    const parent = stacks.parent[stack]!;
    const frame = stacks.frame[stack]!;
    const siblings = parent < 0 ? rootKnown : known[parent]!;
    let node = siblings.get(frame);
    if (node === undefined) {
      node = { name: frames.name[frame]!, self: 0, children: [] };
      siblings.set(frame, node);
      (parent < 0 ? root : nodes[parent]!).children.push(node);
    }
    nodes.push(node);
    known.push(new Map());
  }
  for (const { samples } of threads) {
    for (let row = 0; row < samples.length; row += 1) {
      nodes[samples.stack[row]!]!.self += samples.values[0]![row]!;
    }
  }
  return partition<PeerNode>()(hierarchy(root).sum((node) => node.self)).value ?? 0;
}

function savePprof(path: string, profile: Profile): void {
  const pieces = [...convertToPprof(profile, 0).pieces];
  writeFileSync(path, Buffer.concat(pieces.map((piece) => Buffer.from(piece as Uint8Array))));
}

/** CPU milliseconds of `go tool pprof -top` on both profiles, its reading of the files taken with it; null without Go. */
function timePprof(files: readonly [string, string]): number | null {
  const script = 'go tool pprof -nodecount=40 -top -diff_base "$1" "$0" >/dev/null 2>&1; times';
  const done = spawnSync('bash', ['-c', script, ...files], { encoding: 'utf8' });
  const children = done.stdout.trim().split('\n').at(-1) ?? '';
  const [, a, b, c, d] = /^(\d+)m([\d.]+)s (\d+)m([\d.]+)s$/.exec(children) ?? [];
  if (a === undefined) return null;
  return 1000 * (60 * (Number(a) + Number(c)) + Number(b) + Number(d));
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1]!;

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, samples: { type: 'string' } },
});
const rounds = Number(values.rounds);
const scratch = mkdtempSync(join(tmpdir(), 'touchstone-analyse-'));
try {
  console.log(`${cpus()[0]?.model ?? ''}, ${cpus().length} cores, Node ${process.version}`);
  const counts = values.samples?.split(',').map(Number) ?? [250_000, 500_000, 1_000_000];
  console.log(
    'CPU ms, medians of rounds, the peers in turn; memory over the columns of all eight profiles\n' +
      '  samples   tree  difference  growth of six  together  memory  d3-hierarchy tree  pprof difference',
  );
  for (const samples of counts) {
    const job: Job = {
      candidate: make('/p/candidate', samples, 4, 11),
      reference: make('/p/reference', samples, 3, 12),
      sizes: SIZES.map((size, index) => make('/p/candidate', samples, size, 20 + index)),
    };
    const files = [join(scratch, 'candidate.pb'), join(scratch, 'reference.pb')] as const;
    savePprof(files[0], job.candidate);
    savePprof(files[1], job.reference);
    const ours: [number, number, number][] = [];
    const d3: number[] = [];
    const pprof: number[] = [];
    const most: number[] = [];
    for (let round = -1; round < rounds; round += 1) {
      const { value: times, bytes } = measurePeak(() => analyse(job));
      if (round < 0) continue;
      ours.push(times);
      most.push(bytes);
      d3.push(time(() => layOutByD3(job.candidate)).ms);
      const theirs = timePprof(files);
      if (theirs !== null) pprof.push(theirs);
    }
    const each = [0, 1, 2].map((k) => median(ours.map((times) => times[k]!)));
    const together = median(ours.map(([a, b, c]) => a + b + c));
    const profiles = [job.candidate, job.reference, ...job.sizes];
    const columns = profiles.reduce((sum, profile) => sum + columnBytes(profile), 0);
    const peak = median(most) / columns;
    console.log(
      [
        samples.toLocaleString('en').padStart(9),
        ...each.map((ms, k) => ms.toFixed(0).padStart([5, 10, 13][k]!)),
        together.toFixed(0).padStart(8),
        `${peak.toFixed(2)}x`.padStart(6),
        median(d3).toFixed(0).padStart(18),
        (pprof.length === 0 ? 'no Go' : median(pprof).toFixed(0)).padStart(17),
      ].join('  '),
    );
    if (samples === counts.at(-1)) {
      const { stacks } = job.candidate;
      console.log(
        `\n${STACKS.toLocaleString('en')} sampled stacks of ${FUNCTIONS} functions, ${deepest(job.candidate)} deep at most, ` +
          `${stacks.length.toLocaleString('en')} nodes, columns ${(columns / 1e6).toFixed(0)} MB in all`,
      );
    }
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
