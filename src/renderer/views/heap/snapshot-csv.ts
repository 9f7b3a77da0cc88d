/** Columns of the lists of snapshots as they leave for a spreadsheet. */
import type {
  DuplicateStringRow,
  HeapAllocationRow,
  HeapChange,
  HeapClassRow,
  HeapDiffRow,
  HeapNodeRow,
  HeapReferenceRow,
  RetainerShapeRow,
} from '../../../core/model/heap';
import type { CsvColumn } from '../parts/csv-table';
import { nameOf, placeOf } from './object-name';

/** A row of the list of classes: a class, one of its objects, or what an object refers to. */
export type ClassTreeRow =
  | { kind: 'class'; row: HeapClassRow }
  | { kind: 'node'; row: HeapNodeRow }
  | { kind: 'held'; row: HeapReferenceRow };

const sizes = <Row>(
  read: (row: Row) => { selfBytes: number; retainedBytes: number },
): CsvColumn<Row>[] => [
  { head: 'self bytes', cell: (row) => read(row).selfBytes },
  { head: 'retained bytes', cell: (row) => read(row).retainedBytes },
];

/** Classes and what is unfolded under them. */
export const CLASS_COLUMNS: readonly CsvColumn<ClassTreeRow>[] = [
  { head: 'reference', cell: (each) => (each.kind === 'held' ? each.row.edgeName : null) },
  {
    head: 'class or object',
    cell: (each) => (each.kind === 'class' ? each.row.name : nameOf(each.row)),
  },
  {
    head: 'place',
    cell: (each) => (each.kind === 'class' ? placeOf(each.row.location) : null),
  },
  { head: 'object id', cell: (each) => (each.kind === 'class' ? null : each.row.id) },
  { head: 'objects', cell: (each) => (each.kind === 'class' ? each.row.count : null) },
  { head: 'distance', cell: (each) => (each.kind === 'class' ? null : each.row.distance) },
  ...sizes<ClassTreeRow>(({ row }) => row),
];

/** Objects: dominators, detached nodes. */
export const NODE_COLUMNS: readonly CsvColumn<HeapNodeRow>[] = [
  { head: 'object', cell: nameOf },
  { head: 'object id', cell: ({ id }) => id },
  { head: 'type', cell: ({ type }) => type },
  { head: 'distance', cell: ({ distance }) => distance },
  ...sizes<HeapNodeRow>((row) => row),
];

/** References: retainers of an object, or what it holds. */
export const REFERENCE_COLUMNS: readonly CsvColumn<HeapReferenceRow>[] = [
  { head: 'reference', cell: ({ edgeName }) => edgeName },
  { head: 'reference type', cell: ({ edgeType }) => edgeType },
  ...(NODE_COLUMNS as readonly CsvColumn<HeapReferenceRow>[]),
];

/** Texts that stand there more than once. */
export const STRING_COLUMNS: readonly CsvColumn<DuplicateStringRow>[] = [
  { head: 'text', cell: ({ text }) => text },
  { head: 'copies', cell: ({ count }) => count },
  {
    head: 'spare bytes',
    cell: ({ count, selfBytes }) => Math.round(selfBytes * (1 - 1 / count)),
  },
  ...sizes<DuplicateStringRow>((row) => row),
];

/** Classes of two snapshots, each snapshot by its name; by object only where both are of one process. */
export function diffColumns(before: string, after: string): CsvColumn<HeapDiffRow>[] {
  return [
    { head: 'class', cell: ({ name }) => name },
    { head: 'place', cell: ({ location }) => placeOf(location) },
    ...changeColumns<HeapDiffRow>(before, after),
    { head: `new objects in ${after}`, cell: (row) => row.newObjects?.count ?? null },
    { head: `new bytes in ${after}`, cell: (row) => row.newObjects?.bytes ?? null },
    { head: `gone objects of ${before}`, cell: (row) => row.deletedObjects?.count ?? null },
    { head: `gone bytes of ${before}`, cell: (row) => row.deletedObjects?.bytes ?? null },
  ];
}

/** Bytes and objects in both, and their change. */
export function changeColumns<Row extends Omit<HeapChange<unknown>, 'row'>>(
  before: string,
  after: string,
): CsvColumn<Row>[] {
  return [
    { head: 'size change bytes', cell: (row) => row.bytesAfter - row.bytesBefore },
    { head: `${before} bytes`, cell: (row) => row.bytesBefore },
    { head: `${after} bytes`, cell: (row) => row.bytesAfter },
    { head: 'count change objects', cell: (row) => row.countAfter - row.countBefore },
    { head: `${before} objects`, cell: (row) => row.countBefore },
    { head: `${after} objects`, cell: (row) => row.countAfter },
  ];
}

/** How the objects of a class are held. */
export const SHAPE_COLUMNS: readonly CsvColumn<RetainerShapeRow>[] = [
  { head: 'held as, from a global', cell: ({ shape }) => shape },
  { head: 'objects', cell: ({ count }) => count },
  { head: 'self bytes', cell: ({ selfBytes }) => selfBytes },
];

/** Which call paths allocated them. */
export const PATH_COLUMNS: readonly CsvColumn<HeapAllocationRow>[] = [
  { head: 'call path, innermost first', cell: writePath },
  { head: 'objects', cell: ({ count }) => count },
  { head: 'self bytes', cell: ({ selfBytes }) => selfBytes },
];

/** All frames of a call path with their places. */
export function writePath({ frames }: Pick<HeapAllocationRow, 'frames'>): string {
  if (frames.length === 0) return 'before tracking began';
  return frames
    .map(({ function: name, script, line }) => {
      const place = script === '' ? '' : ` ${script}${line > 0 ? `:${line}` : ''}`;
      return `${name === '' ? '(anonymous)' : name}${place}`;
    })
    .join(' < ');
}
