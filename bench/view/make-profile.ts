/** A large CPU profile with a known shape, as V8 writes it, and the same tree as d3-flame-graph takes it. */

/** What is made. */
export interface ProfileShape {
  samples: number;
  /** Distinct stacks. */
  stacks: number;
  /** Frames of the deepest. */
  deepest: number;
  functions: number;
}

interface Node {
  id: number;
  callFrame: {
    functionName: string;
    scriptId: string;
    url: string;
    lineNumber: number;
    columnNumber: number;
  };
  hitCount: number;
  children: number[];
}

/** One frame of the nested tree. */
export interface NestedFrame {
  name: string;
  value: number;
  children: NestedFrame[];
}

/** Mulberry32: the same numbers on every machine. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** How often the program comes by each of its stacks. */
const PASSES = 3;

/**
 * Grows the stacks as programs do: most branch off near the last one, some anywhere; one runs to the full depth. Samples come in
 * bursts and go from a stack to one that shares most of it, which is the easy case for a picture in the order of time.
 */
export function makeProfile(shape: ProfileShape): {
  text: string;
  tree: NestedFrame;
  nodes: number;
} {
  const random = createRandom(1);
  const parents: number[] = [-1];
  const depths: number[] = [0];
  const functions: number[] = [-1];
  const leaves: number[] = [];
  const grow = (from: number, steps: number): number => {
    let node = from;
    for (let step = 0; step < steps && depths[node]! < shape.deepest; step++) {
      parents.push(node);
      depths.push(depths[node]! + 1);
      functions.push(Math.floor(random() ** 2 * shape.functions));
      node = parents.length - 1;
    }
    return node;
  };
  leaves.push(grow(0, shape.deepest));
  while (leaves.length < shape.stacks) {
    let from = leaves[random() < 0.8 ? leaves.length - 1 : Math.floor(random() * leaves.length)]!;
    const up = 1 + Math.floor(random() ** 3 * depths[from]!);
    for (let step = 0; step < up && from > 0; step++) from = parents[from]!;
    leaves.push(grow(from, 1 + Math.floor(random() * 5)));
  }
  const nodes: Node[] = functions.map((func, index) => ({
    id: index + 1,
    callFrame:
      func < 0
        ? { functionName: '(root)', scriptId: '0', url: '', lineNumber: -1, columnNumber: -1 }
        : {
            functionName: `handle${func}`,
            scriptId: String(func % 400),
            url: `file:///bench/src/module-${func % 400}.js`,
            lineNumber: func,
            columnNumber: 0,
          },
    hitCount: 0,
    children: [],
  }));
  for (let node = 1; node < nodes.length; node++) nodes[parents[node]!]!.children.push(node + 1);
  const samples: number[] = [];
  for (let pass = 0; pass < PASSES; pass++) {
    const wanted = Math.round(((pass + 1) * shape.samples) / PASSES);
    // What is left after one sample for each stack goes to a few of them.
    const weights = leaves.map(() => random() ** 12);
    const spare = wanted - samples.length - leaves.length;
    const scale = spare / weights.reduce((sum, weight) => sum + weight, 0);
    leaves.forEach((leaf, index) => {
      const times = 1 + Math.round(weights[index]! * scale);
      for (let i = 0; i < times && samples.length < wanted; i++) samples.push(leaf + 1);
    });
    while (samples.length < wanted) samples.push(leaves[0]! + 1);
  }
  for (const id of samples) nodes[id - 1]!.hitCount++;
  const text = JSON.stringify({
    nodes,
    startTime: 0,
    endTime: samples.length * 1000,
    samples,
    timeDeltas: samples.map(() => 1000),
  });
  return { text, tree: nest(nodes, parents), nodes: nodes.length };
}

function nest(nodes: Node[], parents: number[]): NestedFrame {
  const frames = nodes.map(({ callFrame, hitCount }): NestedFrame => ({
    name: callFrame.functionName,
    value: hitCount,
    children: [],
  }));
  for (let node = nodes.length - 1; node > 0; node--) {
    frames[parents[node]!]!.value += frames[node]!.value;
    frames[parents[node]!]!.children.push(frames[node]!);
  }
  return frames[0]!;
}
