/** Why a class grew or shrank: by what holds its objects and, where V8 tracked it, by what allocated them. */
import type { HeapAllocationRow, HeapChange, HeapDiffDetail } from '../../model/heap';
import type { HeapAnalysis } from './analyse-heap';
import type { NodeClasses } from './classify-nodes';
import { sumRetainerShapes, type ShapeSum } from './retainer-shapes';
import { framesOfPath, sumAllocations } from './sum-allocations';

/** Objects of a side whose holders are looked up. */
const MOST_SAMPLED = 5000;
/** Rows that say something; the rest is the tail. */
const MOST_ROWS = 20;

/** One side of a difference: the snapshot, the classes it is compared by, and which of its nodes are of the class. */
export interface ClassSide {
  analysis: HeapAnalysis;
  classes: NodeClasses;
  nodes: Uint32Array;
}

/** Compares how the objects of one class are held and where they came from. */
export function explainClassChange(
  name: string,
  before: ClassSide,
  after: ClassSide,
): HeapDiffDetail {
  const shapes = [before, after].map(({ analysis, classes, nodes }) =>
    sumRetainerShapes(analysis, classes, nodes, MOST_SAMPLED),
  );
  const [shapesBefore, shapesAfter] = shapes.map(({ sums, scale }) => scaled(sums, scale));
  return {
    name,
    sampled: { before: shapes[0]!.sampled, after: shapes[1]!.sampled },
    retainers: listChanges(shapesBefore!, shapesAfter!, (shape) => ({ shape })),
    allocations: compareAllocations(before, after),
  };
}

function compareAllocations(before: ClassSide, after: ClassSide): HeapDiffDetail['allocations'] {
  const sides = [before, after].map(({ analysis, nodes }) => {
    const ofClass = new Set(nodes);
    const sums = sumAllocations(analysis, (node) => ofClass.has(node));
    return sums === null ? null : byText(analysis, sums);
  });
  if (sides[0] === null || sides[1] === null) return null;
  const frames = new Map([...sides[0]!.frames, ...sides[1]!.frames]);
  return listChanges(sides[0]!.sums, sides[1]!.sums, (key) => ({ frames: frames.get(key)! }));
}

/** Path numbers differ from one process to the next; names and places do not. */
function byText(
  analysis: HeapAnalysis,
  paths: ReadonlyMap<number, ShapeSum>,
): { sums: Map<string, ShapeSum>; frames: Map<string, HeapAllocationRow['frames']> } {
  const sums = new Map<string, ShapeSum>();
  const frames = new Map<string, HeapAllocationRow['frames']>();
  for (const [path, { count, bytes }] of paths) {
    const list = framesOfPath(analysis, path);
    const key = JSON.stringify(list);
    frames.set(key, list);
    const sum = sums.get(key) ?? { count: 0, bytes: 0 };
    sums.set(key, { count: sum.count + count, bytes: sum.bytes + bytes });
  }
  return { sums, frames };
}

function scaled(sums: ReadonlyMap<string, ShapeSum>, scale: number): Map<string, ShapeSum> {
  const whole = new Map<string, ShapeSum>();
  for (const [shape, { count, bytes }] of sums) {
    whole.set(shape, { count: Math.round(count * scale), bytes: Math.round(bytes * scale) });
  }
  return whole;
}

function listChanges<Row>(
  before: ReadonlyMap<string, ShapeSum>,
  after: ReadonlyMap<string, ShapeSum>,
  describe: (key: string) => Row,
): HeapChange<Row>[] {
  const none: ShapeSum = { count: 0, bytes: 0 };
  const changes: HeapChange<Row>[] = [];
  for (const key of new Set([...after.keys(), ...before.keys()])) {
    const [old, now] = [before.get(key) ?? none, after.get(key) ?? none];
    if (old.count === now.count && old.bytes === now.bytes) continue;
    changes.push({
      row: describe(key),
      countBefore: old.count,
      countAfter: now.count,
      bytesBefore: old.bytes,
      bytesAfter: now.bytes,
    });
  }
  const change = (each: HeapChange<Row>): number => Math.abs(each.bytesAfter - each.bytesBefore);
  return changes.sort((a, b) => change(b) - change(a)).slice(0, MOST_ROWS);
}
