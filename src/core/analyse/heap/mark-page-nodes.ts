/** Marks what the program itself can reach, apart from what only the debugger holds. */
import type { HeapSnapshot } from '../../model/heap';
import { BitSet } from './bit-set';
import type { SnapshotCodes } from './snapshot-codes';

/**
 * Nodes reachable from the globals (the root's shortcut edges) and from the document trees without weak edges:
 * markPageOwnedNodes of DevTools' HeapSnapshot.ts.
 */
export function markPageNodes(snapshot: HeapSnapshot, codes: SnapshotCodes): BitSet {
  const { firstEdge, edgeType, edgeTo, nodeCount, root } = snapshot;
  const marked = new BitSet(nodeCount);
  const documentTrees = snapshot.strings.find('(Document DOM trees)');
  const stack = new Uint32Array(nodeCount);
  let depth = 0;
  for (let edge = firstEdge[root]!; edge < firstEdge[root + 1]!; edge++) {
    const to = edgeTo[edge]!;
    const type = edgeType[edge]!;
    const isTree =
      type === codes.edge.element &&
      snapshot.nodeType[to] === codes.node.synthetic &&
      snapshot.nodeName[to] === documentTrees;
    if ((isTree || type === codes.edge.shortcut) && !marked.has(to)) {
      marked.add(to);
      stack[depth++] = to;
    }
  }
  while (depth > 0) {
    const node = stack[--depth]!;
    for (let edge = firstEdge[node]!, end = firstEdge[node + 1]!; edge < end; edge++) {
      const to = edgeTo[edge]!;
      if (edgeType[edge] === codes.edge.weak || marked.has(to)) continue;
      marked.add(to);
      stack[depth++] = to;
    }
  }
  return marked;
}
