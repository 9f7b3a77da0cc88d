/** How far each node is from what the program can name. */
import type { HeapSnapshot } from '../../model/heap';
import type { SnapshotCodes } from './snapshot-codes';
import type { WeakMapEdge } from './weak-map-edges';

/** Distance of a node that nothing holds. */
export const NO_DISTANCE = -5;

/** Added to the distance of nodes that only the engine holds. */
export const SYSTEM_DISTANCE = 100_000_000;

/** Distances in edges by calculateDistances of DevTools' HeapSnapshot.ts: globals are 1. */
export function computeDistances(
  snapshot: HeapSnapshot,
  codes: SnapshotCodes,
  weakMapEdges: ReadonlyMap<number, WeakMapEdge>,
): Int32Array {
  const { nodeCount, root, firstEdge, edgeTo, nodeType, nodeName } = snapshot;
  const distances = new Int32Array(nodeCount).fill(NO_DISTANCE);
  const globalEdges = firstEdge[root + 1]! - firstEdge[root]!;
  const queue = new Uint32Array(nodeCount + globalEdges);
  const isSkipped = edgeFilter(snapshot, codes, weakMapEdges);
  const search = (length: number): void => {
    let met = length;
    for (let at = 0; at < met; at++) {
      const node = queue[at]!;
      const distance = distances[node]! + 1;
      for (let edge = firstEdge[node]!, end = firstEdge[node + 1]!; edge < end; edge++) {
        const to = edgeTo[edge]!;
        if (snapshot.edgeType[edge] === codes.edge.weak || distances[to] !== NO_DISTANCE) continue;
        if (isSkipped(node, edge)) continue;
        distances[to] = distance;
        queue[met++] = to;
      }
    }
  };
  const documentTrees = snapshot.strings.find('(Document DOM trees)');
  let globals = 0;
  for (let edge = firstEdge[root]!; edge < firstEdge[root + 1]!; edge++) {
    const to = edgeTo[edge]!;
    if (nodeType[to] === codes.node.synthetic && nodeName[to] !== documentTrees) continue;
    // A global that the root names twice is searched twice, as there: it decides which edge of a WeakMap counts.
    distances[to] = 1;
    queue[globals++] = to;
  }
  search(globals);
  distances[root] = globals > 0 ? SYSTEM_DISTANCE : 0;
  queue[0] = root;
  search(1);
  return distances;
}

/** Edges that would make unrelated things look near. The filter remembers, so it serves one search only. */
function edgeFilter(
  snapshot: HeapSnapshot,
  codes: SnapshotCodes,
  weakMapEdges: ReadonlyMap<number, WeakMapEdge>,
): (node: number, edge: number) => boolean {
  const { strings, nodeType, nodeName, edgeType, edgeName } = snapshot;
  const sloppyMap = strings.find('sloppy_function_map');
  const nativeContext = strings.find('system / NativeContext');
  const descriptors = strings.find('(map descriptors)');
  /** Entries of WeakMaps that were met once: the value is as far as the farther of key and table. */
  const met = new Set<string>();
  return (node, edge) => {
    const type = edgeType[edge];
    const name = edgeName[edge]!;
    const isNumbered = type === codes.edge.element || type === codes.edge.hidden;
    if (nodeType[node] === codes.node.hidden) {
      if (!isNumbered && name === sloppyMap && nodeName[node] === nativeContext) return true;
    } else if (nodeType[node] === codes.node.array && nodeName[node] === descriptors) {
      // Maps share descriptor arrays, so the link of a descriptor (every third) may not be valid for all of them.
      const index = isNumbered ? name : parseInt(strings.text(name), 10);
      return !(index < 2 || index % 3 !== 1);
    }
    if (type !== codes.edge.internal) return false;
    const entry = weakMapEdges.get(name)?.entry;
    if (entry === undefined || met.delete(entry)) return false;
    met.add(entry);
    return true;
  };
}
