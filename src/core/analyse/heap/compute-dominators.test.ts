import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BitSet } from './bit-set';
import { computeDominators, type DominatorGraph } from './compute-dominators';

interface Graph {
  graph: DominatorGraph;
  essential: BitSet;
  /** Essential edges as pairs. */
  pairs: [number, number][];
}

function makeGraph(nodeCount: number, edges: readonly (readonly [number, number])[]): Graph {
  const sorted = edges.toSorted((a, b) => a[0] - b[0]);
  const firstEdge = new Uint32Array(nodeCount + 1);
  for (const [from] of sorted) firstEdge[from + 1]! += 1;
  for (let node = 1; node <= nodeCount; node++) firstEdge[node]! += firstEdge[node - 1]!;
  const essential = new BitSet(sorted.length);
  const pairs: [number, number][] = [];
  sorted.forEach(([from, to], edge) => {
    if (from === to) return;
    essential.add(edge);
    pairs.push([from, to]);
  });
  const edgeTo = Uint32Array.from(sorted, ([, to]) => to);
  const graph = { nodeCount, edgeCount: sorted.length, root: 0, firstEdge, edgeTo };
  return { graph, essential, pairs };
}

/** Nodes reachable from the starts without passing `removed`. */
function reach(pairs: Graph['pairs'], starts: number[], removed: number): Set<number> {
  const met = new Set(starts.filter((node) => node !== removed));
  const work = [...met];
  while (work.length > 0) {
    const node = work.pop()!;
    for (const [from, to] of pairs) {
      if (from !== node || to === removed || met.has(to)) continue;
      met.add(to);
      work.push(to);
    }
  }
  return met;
}

/** Dominators by their definition: a dominates b when b cannot be reached without a. */
function dominatorsByRemoval({ graph, pairs }: Graph): number[] {
  const held = new Set(pairs.map(([, to]) => to));
  const starts = [0];
  for (let node = 1; node < graph.nodeCount; node++) if (!held.has(node)) starts.push(node);
  const reachable = reach(pairs, starts, -1);
  const dominatedBy: Set<number>[] = [];
  for (let node = 0; node < graph.nodeCount; node++) {
    const left = node === 0 ? new Set<number>() : reach(pairs, starts, node);
    dominatedBy.push(new Set([...reachable].filter((each) => !left.has(each) && each !== node)));
  }
  return Array.from({ length: graph.nodeCount }, (_, node) => {
    let immediate = 0;
    for (let each = 1; each < graph.nodeCount; each++) {
      // The immediate one is the dominator that all others dominate.
      if (dominatedBy[each]!.has(node) && (immediate === 0 || dominatedBy[immediate]!.has(each))) {
        immediate = each;
      }
    }
    return immediate;
  });
}

const sizesOf = (count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => i + 1);

describe('computeDominators', () => {
  it('finds the node where two ways meet again', () => {
    const { graph, essential } = makeGraph(6, [
      [0, 1],
      [1, 2],
      [1, 3],
      [2, 4],
      [3, 4],
      [4, 5],
    ]);
    const { dominator, retainedSize } = computeDominators(graph, essential, sizesOf(6));
    expect([...dominator]).toEqual([0, 0, 1, 1, 1, 4]);
    expect([...retainedSize]).toEqual([21, 20, 3, 4, 11, 6]);
  });

  it('gives nodes that nothing holds, and circles of such, to the root', () => {
    const { graph, essential } = makeGraph(6, [
      [1, 2],
      [3, 4],
      [4, 3],
      [4, 2],
      [4, 5],
    ]);
    const { dominator, retainedSize } = computeDominators(graph, essential, sizesOf(6));
    expect([...dominator]).toEqual([0, 0, 1, 0, 0, 0]);
    expect(retainedSize[0]).toBe(21);
    expect(retainedSize[1]).toBe(5);
  });

  it('agrees with the definition on any graph', () => {
    const graphs = fc.integer({ min: 1, max: 14 }).chain((count) => {
      const node = fc.nat({ max: count - 1 });
      return fc.record({
        count: fc.constant(count),
        edges: fc.array(fc.tuple(node, node), { maxLength: 40 }),
      });
    });
    fc.assert(
      fc.property(graphs, ({ count, edges }) => {
        const made = makeGraph(count, edges);
        const { dominator, retainedSize } = computeDominators(
          made.graph,
          made.essential,
          sizesOf(count),
        );
        expect([...dominator]).toEqual(dominatorsByRemoval(made));
        expect(retainedSize[0]).toBe((count * (count + 1)) / 2);
      }),
      { numRuns: 500, seed: 20 },
    );
  });

  it('walks a list of a million links without recursion', () => {
    const count = 1_000_000;
    const firstEdge = Uint32Array.from({ length: count + 1 }, (_, i) => Math.min(i, count - 1));
    const edgeTo = Uint32Array.from({ length: count - 1 }, (_, i) => i + 1);
    const essential = new BitSet(count);
    for (let edge = 0; edge < count - 1; edge++) essential.add(edge);
    const graph = { nodeCount: count, edgeCount: count - 1, root: 0, firstEdge, edgeTo };
    const sizes = new Float64Array(count).fill(1);
    const { retainedSize } = computeDominators(graph, essential, sizes);
    expect(retainedSize[0]).toBe(count);
    expect(retainedSize[count - 1]).toBe(1);
  });
});
