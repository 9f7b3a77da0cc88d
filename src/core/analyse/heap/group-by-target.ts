/** The edges into each node. */
import type { HeapSnapshot } from '../../model/heap';

/** Edges grouped by the node they lead to. */
export interface Retainers {
  /** First place in `edges` for each node, and the count at the end. */
  starts: Uint32Array;
  edges: Uint32Array;
}

/** Turns the graph around. */
export function groupByTarget({ nodeCount, edgeCount, edgeTo }: HeapSnapshot): Retainers {
  const starts = new Uint32Array(nodeCount + 1);
  for (let edge = 0; edge < edgeCount; edge++) starts[edgeTo[edge]!]!++;
  let total = 0;
  for (let node = 0; node <= nodeCount; node++) {
    total += starts[node]!;
    starts[node] = total;
  }
  const edges = new Uint32Array(edgeCount);
  for (let edge = edgeCount - 1; edge >= 0; edge--) edges[--starts[edgeTo[edge]!]!] = edge;
  return { starts, edges };
}

/** The node that an edge begins at, by bisecting. */
export function sourceOf({ firstEdge, nodeCount }: HeapSnapshot, edge: number): number {
  let low = 0;
  let high = nodeCount - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (firstEdge[middle]! <= edge) low = middle;
    else high = middle - 1;
  }
  return low;
}
