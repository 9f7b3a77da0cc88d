/** Which edges keep an object alive, by the rules of computeIsEssentialEdge in DevTools' HeapSnapshot.ts. */
import type { HeapSnapshot } from '../../model/heap';
import { BitSet } from './bit-set';
import { markPageNodes } from './mark-page-nodes';
import type { SnapshotCodes } from './snapshot-codes';
import type { WeakMapEdge } from './weak-map-edges';

/**
 * The edges that count for dominators. Left out: weak edges; an edge to itself; shortcuts but those of the root,
 * which mark globals; a WeakMap's edge to a value, as that of the key says more; and edges from what only the
 * debugger holds to what the program holds.
 */
export function findEssentialEdges(
  snapshot: HeapSnapshot,
  codes: SnapshotCodes,
  weakMapEdges: ReadonlyMap<number, WeakMapEdge>,
): BitSet {
  const { nodeCount, root, firstEdge, edgeType, edgeName, edgeTo, nodeId } = snapshot;
  const pageNodes = markPageNodes(snapshot, codes);
  const essential = new BitSet(snapshot.edgeCount);
  const { weak, shortcut, internal } = codes.edge;
  for (let node = 0; node < nodeCount; node++) {
    const isPageNode = pageNodes.has(node);
    const isRoot = node === root;
    for (let edge = firstEdge[node]!, end = firstEdge[node + 1]!; edge < end; edge++) {
      const type = edgeType[edge];
      const to = edgeTo[edge]!;
      if (type === weak || to === node) continue;
      if (!isRoot && (type === shortcut || (!isPageNode && pageNodes.has(to)))) continue;
      if (type === internal && isTableEdge(weakMapEdges, edgeName[edge]!, nodeId[node]!)) continue;
      essential.add(edge);
    }
  }
  return essential;
}

function isTableEdge(edges: ReadonlyMap<number, WeakMapEdge>, name: number, from: number): boolean {
  return edges.size > 0 && edges.get(name)?.tableId === from;
}
