/**
 * Groups plain objects by the properties they have, as inferInterfaceDefinitions and applyInterfaceDefinitions of
 * DevTools' HeapSnapshot.ts do: `{id, name}` says more than a million times `Object`.
 */
import type { HeapSnapshot } from '../../model/heap';
import type { SnapshotCodes } from './snapshot-codes';
import { propertyLabel } from './property-label';

/** Names get no longer than this, unless one property's name alone does. */
const MOST_NAME_LENGTH = 120;
/** A shape that fewer objects have is none. */
const FEWEST_OBJECTS = 2;
/** Nor is one that fewer than one in a thousand plain objects has. */
const FEWEST_SHARE = 1 / 1000;

/** A shape that objects are grouped under. */
export interface ShapeDefinition {
  name: string;
  properties: readonly string[];
}

/** The distinct property lists of a snapshot's plain objects, and which list each object has. */
export interface PropertyLists {
  /** Plain objects, ascending. */
  nodes: Uint32Array;
  /** List of each of `nodes`. */
  listOf: Uint32Array;
  /** Objects that have each list. */
  counts: number[];
  /** String indexes of the names, list after list; `starts` has the borders. */
  names: Uint32Array;
  starts: number[];
}

/** Collects the property lists. Lists are compared by string index, as V8 writes each text once. */
export function collectPropertyLists(snapshot: HeapSnapshot, codes: SnapshotCodes): PropertyLists {
  const { firstEdge, edgeType, edgeName, strings } = snapshot;
  const nodes = findPlainObjects(snapshot, codes);
  const listOf = new Uint32Array(nodes.length);
  const proto = strings.find('__proto__');
  const counts: number[] = [];
  const starts = [0];
  const byHash = new Map<number, number[]>();
  let names = new Uint32Array(1 << 12);
  for (let index = 0; index < nodes.length; index++) {
    const node = nodes[index]!;
    const start = starts[counts.length]!;
    let end = start;
    let hash = 0;
    for (let edge = firstEdge[node]!, last = firstEdge[node + 1]!; edge < last; edge++) {
      const name = edgeName[edge]!;
      if (edgeType[edge] !== codes.edge.property || name === proto) continue;
      if (end === names.length) names = grow(names);
      names[end++] = name;
      hash = (Math.imul(hash, 31) + name) | 0;
    }
    const candidates = byHash.get(hash);
    let list = candidates?.find((each) => sameNames(names, starts, each, start, end));
    if (list === undefined) {
      list = counts.push(0) - 1;
      starts.push(end);
      if (candidates === undefined) byHash.set(hash, [list]);
      else candidates.push(list);
    }
    counts[list]!++;
    listOf[index] = list;
  }
  return { nodes, listOf, counts, names, starts };
}

/** The shapes worth a name, most common first. */
export function inferShapes(snapshot: HeapSnapshot, lists: PropertyLists): ShapeDefinition[] {
  const candidates = new Map<string, ShapeDefinition & { count: number }>();
  for (let list = 0; list < lists.counts.length; list++) {
    const candidate = describeList(snapshot, lists, list);
    if (candidate === null) continue;
    const known = candidates.get(candidate.name);
    if (known === undefined) {
      candidates.set(candidate.name, { ...candidate, count: lists.counts[list]! });
    } else {
      known.count += lists.counts[list]!;
    }
  }
  const least = Math.max(FEWEST_OBJECTS, lists.nodes.length * FEWEST_SHARE);
  return [...candidates.values()]
    .filter(({ count }) => count >= least)
    .sort((a, b) => b.count - a.count)
    .map(({ name, properties }) => ({ name, properties }));
}

/** For each list the index of the shape that fits best: most properties first, then most common; -1 for none. */
export function matchShapes(
  snapshot: HeapSnapshot,
  lists: PropertyLists,
  shapes: readonly ShapeDefinition[],
): Int32Array {
  const byProperty = new Map<string, number[]>();
  shapes.forEach(({ properties }, shape) => {
    for (const property of properties) {
      const known = byProperty.get(property);
      if (known === undefined) byProperty.set(property, [shape]);
      else known.push(shape);
    }
  });
  // By string index, so that a name common to many lists is decoded once.
  const shapesOfName = new Map<number, readonly number[]>();
  const missing = new Int32Array(shapes.length);
  const matches = new Int32Array(lists.counts.length).fill(-1);
  for (let list = 0; list < matches.length; list++) {
    const touched: number[] = [];
    let best = -1;
    for (let at = lists.starts[list]!; at < lists.starts[list + 1]!; at++) {
      const name = lists.names[at]!;
      let withName = shapesOfName.get(name);
      if (withName === undefined) {
        withName = byProperty.get(snapshot.strings.text(name)) ?? [];
        shapesOfName.set(name, withName);
      }
      for (const shape of withName) {
        const { properties } = shapes[shape]!;
        if (missing[shape] === 0) {
          missing[shape] = properties.length;
          touched.push(shape);
        }
        if (--missing[shape]! === 0) {
          // Marks it as complete, so that a name met twice does not start it again.
          missing[shape] = -1;
          best = betterShape(shapes, best, shape);
        }
      }
    }
    for (const shape of touched) missing[shape] = 0;
    matches[list] = best;
  }
  return matches;
}

function betterShape(shapes: readonly ShapeDefinition[], best: number, shape: number): number {
  if (best === -1) return shape;
  const difference = shapes[shape]!.properties.length - shapes[best]!.properties.length;
  if (difference !== 0) return difference > 0 ? shape : best;
  return Math.min(shape, best);
}

function findPlainObjects(snapshot: HeapSnapshot, codes: SnapshotCodes): Uint32Array {
  const { nodeCount, nodeType, nodeName } = snapshot;
  const plainName = snapshot.strings.find('Object');
  const isPlain = (node: number): boolean =>
    nodeType[node] === codes.node.object && nodeName[node] === plainName;
  let count = 0;
  for (let node = 0; node < nodeCount; node++) if (isPlain(node)) count++;
  const nodes = new Uint32Array(count);
  for (let node = 0, at = 0; node < nodeCount; node++) if (isPlain(node)) nodes[at++] = node;
  return nodes;
}

function describeList(
  snapshot: HeapSnapshot,
  lists: PropertyLists,
  list: number,
): ShapeDefinition | null {
  let name = '{';
  const properties: string[] = [];
  for (let at = lists.starts[list]!; at < lists.starts[list + 1]!; at++) {
    const property = snapshot.strings.text(lists.names[at]!);
    const label = propertyLabel(property);
    if (name.length > 1 && name.length + label.length > MOST_NAME_LENGTH) break;
    name += properties.length === 0 ? label : `, ${label}`;
    properties.push(property);
  }
  return properties.length === 0 ? null : { name: `${name}}`, properties };
}

function sameNames(
  names: Uint32Array,
  starts: readonly number[],
  list: number,
  from: number,
  to: number,
): boolean {
  const start = starts[list]!;
  if (starts[list + 1]! - start !== to - from) return false;
  for (let at = from; at < to; at++) if (names[start + at - from] !== names[at]) return false;
  return true;
}

function grow(names: Uint32Array): Uint32Array<ArrayBuffer> {
  const grown = new Uint32Array(names.length * 2);
  grown.set(names);
  return grown;
}
