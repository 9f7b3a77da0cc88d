/** Adds the backing stores that only one object holds to that object's size, as DevTools shows it. */
import type { HeapSnapshot } from '../../model/heap';
import type { DetachedNodes } from './mark-detached-nodes';
import type { SnapshotCodes } from './snapshot-codes';

const UNVISITED = 0xffffffff;
const SEVERAL = 0xfffffffe;

/**
 * Bytes of each node by calculateShallowSizes of DevTools' HeapSnapshot.ts: arrays, hidden nodes and external string
 * data with one owner count as that owner's. Unchanged where the root has no globals, which is so in
 * snapshots taken with V8's internals exposed.
 */
export function computeShallowSizes(
  snapshot: HeapSnapshot,
  codes: SnapshotCodes,
  detached: DetachedNodes | null,
): Float64Array {
  const { nodeCount, nodeType, root } = snapshot;
  const sizes = snapshot.selfSize.slice();
  if (!hasGlobals(snapshot, codes)) return sizes;
  const owners = findOwners(snapshot, codes, detached);
  for (let node = 0; node < nodeCount; node++) {
    const owner = owners[node]!;
    if (owner === UNVISITED || owner === SEVERAL || owner === node) continue;
    if (nodeType[owner] === codes.node.synthetic || owner === root) continue;
    sizes[owner]! += sizes[node]!;
    sizes[node] = 0;
  }
  return sizes;
}

function hasGlobals(snapshot: HeapSnapshot, codes: SnapshotCodes): boolean {
  const { firstEdge, edgeTo, root, nodeType, nodeName } = snapshot;
  const documentTrees = snapshot.strings.find('(Document DOM trees)');
  for (let edge = firstEdge[root]!; edge < firstEdge[root + 1]!; edge++) {
    const to = edgeTo[edge]!;
    if (nodeType[to] !== codes.node.synthetic || nodeName[to] === documentTrees) return true;
  }
  return false;
}

/** The owner of each node: itself, the one node that it is reached from, or one of the two values above. */
function findOwners(
  snapshot: HeapSnapshot,
  codes: SnapshotCodes,
  detached: DetachedNodes | null,
): Uint32Array {
  const { nodeCount, nodeType, nodeName, firstEdge, edgeType, edgeTo } = snapshot;
  const { weak } = codes.edge;
  const { hidden, array, native } = codes.node;
  const externalStringData = snapshot.strings.find('system / ExternalStringData');
  const owners = new Uint32Array(nodeCount);
  for (let node = 0; node < nodeCount; node++) {
    const type = nodeType[node];
    const isStore =
      type === hidden ||
      type === array ||
      // DevTools renames what is detached before it looks for this name, so a detached one owns itself.
      (type === native &&
        nodeName[node] === externalStringData &&
        detached?.detached.has(node) !== true);
    owners[node] = isStore ? UNVISITED : node;
  }
  // Nodes that own themselves need no place on the work list: only stores change, each at most twice.
  const work: number[] = [];
  const visit = (node: number): void => {
    const owner = owners[node]!;
    for (let edge = firstEdge[node]!, end = firstEdge[node + 1]!; edge < end; edge++) {
      const to = edgeTo[edge]!;
      const known = owners[to]!;
      if (known === to || known === owner || known === SEVERAL) continue;
      if (edgeType[edge] === weak) continue;
      owners[to] = known === UNVISITED ? owner : SEVERAL;
      work.push(to);
    }
  };
  for (let node = 0; node < nodeCount; node++) {
    const owner = owners[node]!;
    if (owner === node) visit(node);
    while (work.length > 0) visit(work.pop()!);
  }
  return owners;
}
