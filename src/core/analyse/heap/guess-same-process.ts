/** Tells two snapshots of one process from those of two, which a file does not say. */
import type { HeapSnapshot } from '../../model/heap';

/**
 * Share of nodes with the same id that must be the same thing. Two snapshots of one process: 100 % of 42,863; two runs
 * of that small program: 90 %.
 */
const SAME_PROCESS_SHARE = 0.98;

/** About so many nodes are looked at. */
const SAMPLE = 50_000;

/**
 * A guess: nodes of one id are the same in both, and `after` is not the first snapshot of its process. A first one
 * numbers all objects without a gap; by the next, some objects have gone. Two later snapshots of two runs that
 * allocate all alike may be taken for one process, so a caller who knows should say.
 */
export function guessSameProcess(before: HeapSnapshot, after: HeapSnapshot): boolean {
  return hasGaps(after) && shareOfSame(before, after) >= SAME_PROCESS_SHARE;
}

function shareOfSame(before: HeapSnapshot, after: HeapSnapshot): number {
  const step = Math.max(1, Math.floor(before.nodeCount / SAMPLE));
  const sampled = new Map<number, number>();
  for (let node = 0; node < before.nodeCount; node += step) sampled.set(before.nodeId[node]!, node);
  let common = 0;
  let same = 0;
  for (let node = 0; node < after.nodeCount; node++) {
    const other = sampled.get(after.nodeId[node]!);
    if (other === undefined) continue;
    common++;
    if (describe(before, other) === describe(after, node)) same++;
  }
  return common === 0 ? 0 : same / common;
}

function describe(snapshot: HeapSnapshot, node: number): string {
  const type = snapshot.nodeTypes[snapshot.nodeType[node]!]!;
  return `${type} ${snapshot.selfSize[node]!} ${snapshot.strings.text(snapshot.nodeName[node]!, 80)}`;
}

/** V8 numbers objects in steps of two, oddly; even ids are those of the embedder. */
function hasGaps({ nodeId }: HeapSnapshot): boolean {
  let highest = 0;
  let count = 0;
  for (const id of nodeId) {
    if (id % 2 === 0) continue;
    count++;
    if (id > highest) highest = id;
  }
  return count < (highest + 1) / 2;
}
