/** Which DOM nodes hang in no document, told on from the nodes that say so to those below them. */
import type { HeapSnapshot } from '../../model/heap';
import type { SnapshotCodes } from './snapshot-codes';
import { BitSet } from './bit-set';

const ATTACHED = 1;
const DETACHED = 2;

/** Nodes of the embedder (type `native`) by their state. */
export interface DetachedNodes {
  detached: BitSet;
  count: number;
  /** True where the file names detached nodes `Detached …` already, as those before V8 8 do. */
  named: boolean;
}

/** By propagateDOMState of DevTools' HeapSnapshot.ts; null where nothing is detached. */
export function markDetachedNodes(
  snapshot: HeapSnapshot,
  codes: SnapshotCodes,
): DetachedNodes | null {
  return snapshot.detachedness === null
    ? markByName(snapshot, codes)
    : propagate(snapshot, snapshot.detachedness, codes);
}

function markByName(snapshot: HeapSnapshot, codes: SnapshotCodes): DetachedNodes | null {
  const detached = new BitSet(snapshot.nodeCount);
  let count = 0;
  for (let node = 0; node < snapshot.nodeCount; node++) {
    if (snapshot.nodeType[node] !== codes.node.native) continue;
    if (!snapshot.strings.startsWith(snapshot.nodeName[node]!, 'Detached ')) continue;
    detached.add(node);
    count++;
  }
  return count === 0 ? null : { detached, count, named: true };
}

function propagate(
  snapshot: HeapSnapshot,
  states: Uint8Array,
  codes: SnapshotCodes,
): DetachedNodes | null {
  const { nodeCount, nodeType, firstEdge, edgeType, edgeTo } = snapshot;
  const visited = new BitSet(nodeCount);
  const detached = new BitSet(nodeCount);
  const attachedWork: number[] = [];
  const detachedWork: number[] = [];
  let count = 0;
  const visit = (node: number, state: number): void => {
    if (visited.has(node)) return;
    visited.add(node);
    // Not through JavaScript: each way into the embedder's nodes starts at one that knows its own state.
    if (nodeType[node] !== codes.node.native) return;
    if (state === ATTACHED) attachedWork.push(node);
    else {
      detached.add(node);
      count++;
      detachedWork.push(node);
    }
  };
  const visitChildren = (node: number, state: number): void => {
    for (let edge = firstEdge[node]!, end = firstEdge[node + 1]!; edge < end; edge++) {
      const type = edgeType[edge];
      if (type === codes.edge.hidden || type === codes.edge.invisible) continue;
      if (type !== codes.edge.weak) visit(edgeTo[edge]!, state);
    }
  };
  for (let node = 0; node < nodeCount; node++) {
    const state = states[node]!;
    if (state !== 0) visit(node, state);
  }
  while (attachedWork.length > 0) visitChildren(attachedWork.pop()!, ATTACHED);
  while (detachedWork.length > 0) visitChildren(detachedWork.pop()!, DETACHED);
  return count === 0 ? null : { detached, count, named: false };
}
