/** Edges by which V8 shows an entry of a WeakMap, told by their name. */
import type { HeapSnapshot, HeapStrings } from '../../model/heap';
import type { SnapshotCodes } from './snapshot-codes';

const EPHEMERON =
  /^\d+( \/ part of key \(.*? @\d+\) -> value \(.*? @\d+\) pair in WeakMap \(table @(\d+)\))$/;

/** What the name of such an edge says. */
export interface WeakMapEdge {
  /** Id of the node that is the map's table. */
  tableId: number;
  /** The same for both edges of an entry, the one from the key and the one from the table. */
  entry: string;
}

/** By the string index of the edge's name. */
export function findWeakMapEdges(
  snapshot: HeapSnapshot,
  codes: SnapshotCodes,
): ReadonlyMap<number, WeakMapEdge> {
  const found = new Map<number, WeakMapEdge>();
  const { strings, edgeCount, edgeType, edgeName } = snapshot;
  // 0 not looked at yet, 1 no such name, 2 one: names repeat, decoding each once is what counts.
  const looked = new Uint8Array(strings.count);
  for (let edge = 0; edge < edgeCount; edge++) {
    if (edgeType[edge] !== codes.edge.internal) continue;
    const name = edgeName[edge]!;
    if (looked[name] !== 0) continue;
    const parsed = parseName(strings, name);
    looked[name] = parsed === null ? 1 : 2;
    if (parsed !== null) found.set(name, parsed);
  }
  return found;
}

function parseName(strings: HeapStrings, index: number): WeakMapEdge | null {
  // "1 / part of key (a @1) -> value (b @2) pair in WeakMap (table @3)" is never shorter than this.
  if (strings.byteLength(index) < 60) return null;
  const match = EPHEMERON.exec(strings.text(index));
  return match === null ? null : { entry: match[1]!, tableId: parseInt(match[2]!, 10) };
}
