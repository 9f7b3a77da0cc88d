/** The difference between two snapshots, class by class. */
import type {
  HeapDiff,
  HeapDiffDetail,
  HeapDiffRow,
  HeapLocation,
  PageRange,
} from '../../model/heap';
import type { HeapAnalysis } from './analyse-heap';
import { classifyNodes } from './classify-nodes';
import { cutPage } from './cut-page';
import { explainClassChange, type ClassSide } from './explain-class-change';
import { sortById } from './sort-nodes';
import { sumClasses } from './sum-classes';

/** What the comparison reads of a snapshot. */
type Side = Pick<HeapAnalysis, 'snapshot' | 'shallowSize' | 'codes' | 'classes' | 'sums'>;

/**
 * Two snapshots compared. Plain objects of both are grouped by the shapes of `after`. By object, for two snapshots of
 * one process: an id that is only in one, or is of another class there, is new or deleted, as in DevTools'
 * calculateDiffForClass. By class, for two processes, whose ids and script numbers say nothing.
 */
export class HeapDifference {
  readonly #by: HeapDiff['by'];
  readonly #before: HeapAnalysis;
  readonly #after: HeapAnalysis;
  readonly #regrouped: Side;
  readonly #rows: HeapDiffRow[];
  readonly #rowsBefore: readonly HeapDiffRow[];
  readonly #rowsAfter: readonly HeapDiffRow[];

  constructor(before: HeapAnalysis, after: HeapAnalysis, by: HeapDiff['by']) {
    const table = new Map<string, HeapDiffRow>();
    this.#by = by;
    this.#before = before;
    this.#after = after;
    this.#regrouped = regroup(before, after);
    this.#rowsBefore = addClasses(table, this.#regrouped, by, 'Before');
    this.#rowsAfter = addClasses(table, after, by, 'After');
    if (by === 'object') matchObjects(this.#regrouped, after, this.#rowsBefore, this.#rowsAfter);
    this.#rows = [...table.values()].filter((row) => isChanged(row));
    this.#rows.sort((a, b) => changeOf(b) - changeOf(a));
  }

  /** Classes that differ, greatest change of bytes first. */
  list(range: PageRange): HeapDiff {
    const total = ({ dominators, snapshot }: HeapAnalysis): number =>
      dominators.retainedSize[snapshot.root]!;
    return {
      by: this.#by,
      totalBefore: total(this.#before),
      totalAfter: total(this.#after),
      rows: cutPage(this.#rows, range, (row) => row),
    };
  }

  /** What holds and what allocated the objects of one row of the list; null for a row that is not there. */
  explain(index: number): HeapDiffDetail | null {
    const row = this.#rows[index];
    if (row === undefined) return null;
    return explainClassChange(
      row.name,
      findNodes(this.#before, this.#regrouped, this.#rowsBefore, row),
      findNodes(this.#after, this.#after, this.#rowsAfter, row),
    );
  }
}

/** Nodes with a size of their own whose class is shown in a row. */
function findNodes(
  analysis: HeapAnalysis,
  { classes, shallowSize }: Side,
  rows: readonly HeapDiffRow[],
  row: HeapDiffRow,
): ClassSide {
  const { classOf } = classes;
  const isOf = Uint8Array.from(rows, (each) => (each === row ? 1 : 0));
  const matches = (node: number): boolean => isOf[classOf[node]!] === 1 && shallowSize[node]! > 0;
  let count = 0;
  for (let node = 0; node < classOf.length; node++) if (matches(node)) count++;
  const nodes = new Uint32Array(count);
  for (let node = 0, at = 0; at < count; node++) if (matches(node)) nodes[at++] = node;
  return { analysis, classes, nodes };
}

function regroup(before: HeapAnalysis, after: HeapAnalysis): Side {
  const { snapshot, codes, shallowSize } = before;
  const classes = classifyNodes(snapshot, codes, before.detached, after.classes.shapes);
  const { retainedSize } = before.dominators;
  const sums = sumClasses(classes, shallowSize, retainedSize, before.children, snapshot.root);
  return { snapshot, codes, shallowSize, classes, sums };
}

/** Adds a snapshot's classes to the table; gives each class its row. */
function addClasses(
  table: Map<string, HeapDiffRow>,
  { classes, sums }: Side,
  by: HeapDiff['by'],
  side: 'Before' | 'After',
): HeapDiffRow[] {
  return classes.names.map((name, index) => {
    const location = by === 'object' ? classes.locations[index]! : null;
    const key = `${keyOf(location)},${name}`;
    let row = table.get(key);
    if (row === undefined) table.set(key, (row = emptyRow(name, location, by)));
    row[`count${side}`] += sums.count[index]!;
    row[`bytes${side}`] += sums.selfBytes[index]!;
    return row;
  });
}

function keyOf(location: HeapLocation | null): string {
  return location === null ? '' : `${location.scriptId},${location.line},${location.column}`;
}

function emptyRow(name: string, location: HeapLocation | null, by: HeapDiff['by']): HeapDiffRow {
  const objects = () => (by === 'object' ? { count: 0, bytes: 0 } : null);
  return {
    name,
    location,
    countBefore: 0,
    countAfter: 0,
    bytesBefore: 0,
    bytesAfter: 0,
    newObjects: objects(),
    deletedObjects: objects(),
  };
}

/** Walks both snapshots in the order of their ids. */
function matchObjects(
  before: Side,
  after: Side,
  rowsBefore: readonly HeapDiffRow[],
  rowsAfter: readonly HeapDiffRow[],
): void {
  const [orderBefore, orderAfter] = [before, after].map(({ snapshot }) =>
    sortById(snapshot.nodeId),
  );
  const deleted = (node: number): void => {
    const size = before.shallowSize[node]!;
    if (size > 0) addObject(rowsBefore[before.classes.classOf[node]!]!.deletedObjects, size);
  };
  const created = (node: number): void => {
    const size = after.shallowSize[node]!;
    if (size > 0) addObject(rowsAfter[after.classes.classOf[node]!]!.newObjects, size);
  };
  let a = 0;
  let b = 0;
  while (a < orderBefore!.length || b < orderAfter!.length) {
    const nodeBefore = orderBefore![a];
    const nodeAfter = orderAfter![b];
    const idBefore = nodeBefore === undefined ? Infinity : before.snapshot.nodeId[nodeBefore]!;
    const idAfter = nodeAfter === undefined ? Infinity : after.snapshot.nodeId[nodeAfter]!;
    if (idBefore <= idAfter) a++;
    if (idAfter <= idBefore) b++;
    if (idBefore < idAfter) deleted(nodeBefore!);
    else if (idAfter < idBefore) created(nodeAfter!);
    else {
      const isKept =
        rowsBefore[before.classes.classOf[nodeBefore!]!] ===
          rowsAfter[after.classes.classOf[nodeAfter!]!] &&
        before.shallowSize[nodeBefore!]! > 0 === after.shallowSize[nodeAfter!]! > 0;
      if (isKept) continue;
      deleted(nodeBefore!);
      created(nodeAfter!);
    }
  }
}

function addObject(sum: HeapDiffRow['newObjects'], bytes: number): void {
  if (sum === null) return;
  sum.count++;
  sum.bytes += bytes;
}

function isChanged(row: HeapDiffRow): boolean {
  if (row.countBefore !== row.countAfter || row.bytesBefore !== row.bytesAfter) return true;
  return (row.newObjects?.count ?? 0) + (row.deletedObjects?.count ?? 0) > 0;
}

function changeOf(row: HeapDiffRow): number {
  return Math.abs(row.bytesAfter - row.bytesBefore);
}
