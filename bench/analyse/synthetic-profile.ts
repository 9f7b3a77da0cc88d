/** A large profile with the shape of a real one: a call graph with packages, run time, recursion and hot paths. */
import { FRAME_KINDS } from '../../src/core/model/profile';
import type { FrameKind, Profile } from '../../src/core/model/profile';
import { createRandomSource } from '../../src/core/analyse/statistics/random-source';
import type { RandomSource } from '../../src/core/analyse/statistics/random-source';

/** What is made. */
export interface ProfileRequest {
  /** Folder of the build's own files. */
  folder: string;
  samples: number;
  /** Distinct stacks that hold samples. */
  stacks: number;
  functions: number;
  deepest: number;
  /** Cost of a function of growth order k is multiplied by sizeᵏ; k is 0, 1 or 2 by function. */
  size: number;
  /** Differs between runs; the call graph does not. */
  seed: number;
}

const KINDS: readonly [FrameKind, number, string][] = [
  ['own', 0.45, 'src'],
  ['library', 0.35, 'node_modules/package'],
  ['runtime', 0.12, 'node:internal'],
  ['native', 0.07, ''],
  ['gc', 0.01, ''],
];
const CALLEES = 6;

/** Makes the profile; the same request gives the same profile. */
export function makeProfile(request: ProfileRequest): Profile {
  const graph = createRandomSource(1);
  const frames = makeFrames(request, graph);
  const callees = Int32Array.from({ length: request.functions * CALLEES }, () =>
    Math.floor(request.functions * graph() ** 4),
  );
  const stacks = growStacks(request, callees, graph);
  const samples = drawSamples(request, stacks);
  return {
    source: { format: 'synthetic', tool: null },
    valueTypes: [{ name: 'cpu', unit: 'ms' }],
    frames,
    stacks: { length: stacks.frame.length, frame: stacks.frame, parent: stacks.parent },
    threads: [
      { pid: 1, tid: 1, name: 'main', processName: 'node', samples: { ...samples, time: null } },
    ],
    lines: null,
    durationMs: request.samples,
    notes: [],
  };
}

function makeFrames({ functions, folder }: ProfileRequest, random: RandomSource) {
  const name: string[] = [];
  const file: (string | null)[] = [];
  const line = new Int32Array(functions);
  const kind = new Uint8Array(functions);
  for (let i = 0; i < functions; i += 1) {
    let draw = random();
    const chosen = KINDS.find(([, share]) => (draw -= share) < 0) ?? KINDS[0]!;
    const own = Math.floor(i / 12);
    kind[i] = FRAME_KINDS.indexOf(chosen[0]);
    name.push(i % 9 === 8 ? '(anonymous)' : `function${i}`);
    line[i] = 1 + (i % 12) * 40;
    file.push(
      chosen[2] === ''
        ? null
        : chosen[0] === 'runtime'
          ? `node:internal/module${own}`
          : `${folder}/${chosen[2]}${own % 30}/file${own}.js`,
    );
  }
  return { length: functions, name, file, line, column: new Int32Array(functions), kind };
}

interface Stacks {
  frame: Int32Array;
  parent: Int32Array;
  sampled: Int32Array;
}

/** Each next stack leaves a known one some frames below its end and goes on along the call graph, as a sampler sees it. */
function growStacks(request: ProfileRequest, callees: Int32Array, random: RandomSource): Stacks {
  const frame: number[] = [0];
  const parent: number[] = [-1];
  const depth: number[] = [1];
  const children = new Map<number, number>();
  const sampled = new Set<number>([0]);
  const ends: number[] = [0];
  while (sampled.size < request.stacks) {
    // Most of the new ones continue a recent path: bursts of work under one caller.
    const from = random() < 0.8 ? ends.length - 1 - Math.floor(200 * random()) : -1;
    let node = ends[from >= 0 ? from : Math.floor(ends.length * random())]!;
    for (
      let up = Math.floor(-0.6 * Math.log(1 - random()));
      up > 0 && parent[node]! >= 0;
      up -= 1
    ) {
      node = parent[node]!;
    }
    for (let down = 1 + Math.floor(-2 * Math.log(1 - random())); down > 0; down -= 1) {
      if (depth[node]! >= request.deepest) break;
      const callee = callees[frame[node]! * CALLEES + Math.floor(CALLEES * random() ** 2)]!;
      const key = node * request.functions + callee;
      let child = children.get(key);
      if (child === undefined) {
        child = frame.length;
        children.set(key, child);
        frame.push(callee);
        parent.push(node);
        depth.push(depth[node]! + 1);
      }
      node = child;
    }
    if (sampled.has(node)) continue;
    sampled.add(node);
    ends.push(node);
  }
  return {
    frame: Int32Array.from(frame),
    parent: Int32Array.from(parent),
    sampled: Int32Array.from(ends),
  };
}

/** Costs of the stacks fall as 1 / rank, each multiplied by the growth of its innermost function. */
function drawSamples({ samples, size, seed }: ProfileRequest, { frame, sampled }: Stacks) {
  const random = createRandomSource(seed);
  const ends = new Float64Array(sampled.length);
  let whole = 0;
  for (let i = 0; i < sampled.length; i += 1) {
    const order = frame[sampled[i]!]! % 10 < 7 ? 0 : frame[sampled[i]!]! % 10 < 9 ? 1 : 2;
    const rank = 1 + ((i * 7919) % sampled.length);
    whole += size ** order / rank ** 0.8;
    ends[i] = whole;
  }
  const stack = new Int32Array(samples);
  for (let row = 0; row < samples; row += 1) {
    // Every stack is seen at least once; the others by their cost.
    stack[row] = sampled[row < sampled.length ? row : findEnd(ends, random() * whole)]!;
  }
  return { length: samples, stack, values: [new Float64Array(samples).fill(1)] };
}

function findEnd(ends: Float64Array, at: number): number {
  let [low, high] = [0, ends.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ends[middle]! < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
