/**
 * Dominators and retained sizes by the semi-NCA algorithm (L. Georgiadis, Linear-Time Algorithms for Dominators and
 * Related Problems, 2005), all in the order in which a depth-first search meets the nodes.
 */
import type { HeapSnapshot } from '../../model/heap';
import type { BitSet } from './bit-set';

/** The dominator tree. */
export interface Dominators {
  /** Immediate dominator of each node; the root's is itself. */
  dominator: Uint32Array;
  /** Bytes of all that each node dominates, itself included. */
  retainedSize: Float64Array;
}

/** What the algorithm reads of a snapshot. */
export type DominatorGraph = Pick<
  HeapSnapshot,
  'nodeCount' | 'edgeCount' | 'root' | 'firstEdge' | 'edgeTo'
>;

/** The search's result. Numbers count from 0 (the root) in the order of meeting. */
interface Search {
  /** Nodes met. */
  met: number;
  /** Number to node. */
  order: Uint32Array;
  /** Node to 1 + number; 0 for a node that was not met. */
  numbers: Uint32Array;
  /** Number of the parent in the search's tree, by number. */
  parent: Uint32Array;
  /** Smallest number that has an edge forward to this one; an upper bound of its semidominator. */
  semi: Uint32Array;
  /** Edges to this number from a greater one. */
  backward: Uint32Array;
}

/**
 * Computes both. Nodes that no essential edge reaches count as the root's children; so do cliques that only hold
 * each other, one by one: DevTools does the same.
 */
export function computeDominators(
  graph: DominatorGraph,
  essential: BitSet,
  sizes: Float64Array,
): Dominators {
  const search = searchDepthFirst(graph, essential);
  const { met, order } = search;
  const tree = computeTree(graph, essential, search);
  const { nodeCount, root } = graph;
  const dominator = new Uint32Array(nodeCount).fill(root);
  for (let number = 1; number < met; number++) dominator[order[number]!] = order[tree[number]!]!;
  return { dominator, retainedSize: sumRetained(graph, search, tree, sizes) };
}

function searchDepthFirst(graph: DominatorGraph, essential: BitSet): Search {
  const { nodeCount, root } = graph;
  const search: Search = {
    met: 0,
    order: new Uint32Array(nodeCount),
    numbers: new Uint32Array(nodeCount),
    parent: new Uint32Array(nodeCount),
    semi: new Uint32Array(nodeCount),
    backward: new Uint32Array(nodeCount + 1),
  };
  const cursor = new Uint32Array(nodeCount);
  searchFrom(root, 0, graph, essential, search, cursor);
  if (search.met < nodeCount) {
    const held = findHeld(graph, essential);
    for (let node = 0; node < nodeCount; node++) {
      if (search.numbers[node] === 0 && held[node] === 0) {
        searchFrom(node, 0, graph, essential, search, cursor);
      }
    }
  }
  return search;
}

function searchFrom(
  start: number,
  startParent: number,
  graph: DominatorGraph,
  essential: BitSet,
  search: Search,
  cursor: Uint32Array,
): void {
  const { firstEdge, edgeTo } = graph;
  const { order, numbers, parent, semi, backward } = search;
  const first = search.met;
  let met = first;
  const meet = (node: number, from: number): void => {
    order[met] = node;
    parent[met] = from;
    semi[met] = from;
    cursor[met] = firstEdge[node]!;
    numbers[node] = ++met;
  };
  meet(start, startParent);
  let number = first;
  for (;;) {
    let edge = cursor[number]!;
    const end = firstEdge[order[number]! + 1]!;
    let next = -1;
    for (; edge < end; edge++) {
      if (!essential.has(edge)) continue;
      const to = edgeTo[edge]!;
      const known = numbers[to]! - 1;
      if (known === -1) {
        next = to;
        edge++;
        break;
      }
      if (known < number) backward[known]!++;
      else if (semi[known]! > number) semi[known] = number;
    }
    cursor[number] = edge;
    if (next !== -1) {
      const from = number;
      number = met;
      meet(next, from);
    } else if (number === first) {
      break;
    } else {
      number = parent[number]!;
    }
  }
  search.met = met;
}

/** 1 for nodes that an essential edge reaches. */
function findHeld(graph: DominatorGraph, essential: BitSet): Uint8Array {
  const held = new Uint8Array(graph.nodeCount);
  held[graph.root] = 1;
  for (let edge = 0; edge < graph.edgeCount; edge++) {
    if (essential.has(edge)) held[graph.edgeTo[edge]!] = 1;
  }
  return held;
}

/** For each number, the sources of its backward edges (greater numbers), grouped; `starts` has the groups' borders. */
function groupBackward(
  graph: DominatorGraph,
  essential: BitSet,
  search: Search,
): { starts: Uint32Array; sources: Uint32Array } {
  const { firstEdge, edgeTo } = graph;
  const { met, order, numbers, backward } = search;
  let total = 0;
  // Made into the ends of the groups, which filling from behind turns into their starts.
  for (let number = 0; number < met; number++) {
    total += backward[number]!;
    backward[number] = total;
  }
  backward[met] = total;
  const sources = new Uint32Array(total);
  for (let number = met - 1; number >= 0; number--) {
    const node = order[number]!;
    for (let edge = firstEdge[node]!, end = firstEdge[node + 1]!; edge < end; edge++) {
      if (!essential.has(edge)) continue;
      const to = numbers[edgeTo[edge]!]! - 1;
      if (to < number) sources[--backward[to]!] = number;
    }
  }
  return { starts: backward, sources };
}

/** Immediate dominators, by number. */
function computeTree(graph: DominatorGraph, essential: BitSet, search: Search): Uint32Array {
  const { met, parent, semi } = search;
  const { starts, sources } = groupBackward(graph, essential, search);
  const ancestor = parent.slice();
  /** Least semidominator on the compressed way up to, not including, `ancestor`. */
  const best = new Uint32Array(met);
  let stack = new Uint32Array(1 << 12);
  /** The least semidominator from `from` up to the last number that is linked (`linked` is the smallest of those). */
  const evaluate = (from: number, linked: number): number => {
    if (ancestor[from]! < linked) return best[from]!;
    let depth = 0;
    let at = from;
    while (ancestor[at]! >= linked) {
      if (depth === stack.length) {
        const grown = new Uint32Array(depth * 2);
        grown.set(stack);
        stack = grown;
      }
      stack[depth++] = at;
      at = ancestor[at]!;
    }
    let least = best[at]!;
    const top = ancestor[at]!;
    while (depth > 0) {
      const below = stack[--depth]!;
      if (best[below]! < least) least = best[below]!;
      else best[below] = least;
      ancestor[below] = top;
    }
    return least;
  };
  for (let number = met - 1; number >= 1; number--) {
    let least = semi[number]!;
    for (let at = starts[number]!, end = starts[number + 1]!; at < end; at++) {
      const found = evaluate(sources[at]!, number + 1);
      if (found < least) least = found;
    }
    semi[number] = least;
    best[number] = least;
  }
  // The nearest common ancestor of the parent and the semidominator, found by climbing the finished part of the tree.
  const tree = parent;
  for (let number = 1; number < met; number++) {
    const bound = semi[number]!;
    let up = tree[number]!;
    while (up > bound) up = tree[up]!;
    tree[number] = up;
  }
  return tree;
}

function sumRetained(
  graph: DominatorGraph,
  search: Search,
  tree: Uint32Array,
  sizes: Float64Array,
): Float64Array {
  const { met, order, numbers } = search;
  const { nodeCount, root } = graph;
  const retained = sizes.slice();
  for (let number = met - 1; number >= 1; number--) {
    retained[order[tree[number]!]!]! += retained[order[number]!]!;
  }
  if (met < nodeCount) {
    for (let node = 0; node < nodeCount; node++) {
      if (numbers[node] === 0) retained[root]! += sizes[node]!;
    }
  }
  return retained;
}
