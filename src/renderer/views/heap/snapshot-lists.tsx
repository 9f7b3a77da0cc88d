/** The lists of one snapshot: classes, dominators, strings that stand there twice, detached nodes. */
import { useMemo } from 'react';
import { formatBytes, formatCount } from '../../../core/model/format-quantity';
import type {
  DuplicateStringRow,
  HeapNodeRow,
  HeapOrder,
  OpenHeap,
  PageRange,
} from '../../../core/model/heap';
import { mapPage, askHeap } from '../../state/heap-store';
import { useLocationStore } from '../../state/location-store';
import { EmptyNote } from '../parts/note';
import { nameOf, ObjectName, placeOf, ReferenceName } from './object-name';
import { countColumn, distanceColumn, sizeColumns } from './snapshot-columns';
import { CLASS_COLUMNS, NODE_COLUMNS, STRING_COLUMNS, type ClassTreeRow } from './snapshot-csv';
import { TreeTable, type TreeColumn } from './tree-table';
import type { RowSource } from './use-row-tree';

/** What a list is of: the open snapshot, and what the picks call it. */
export interface SnapshotListProps {
  open: OpenHeap;
  name: string;
}

/** Classes, each with its objects, each with what it refers to. */
export function ClassList({ open: { heap, overview }, name }: SnapshotListProps) {
  const order = useLocationStore((state) => state.location.snapshots.order);
  const chosen = useLocationStore((state) => state.location.snapshots.chosen);
  const setSnapshots = useLocationStore((state) => state.setSnapshots);
  const source = useMemo((): RowSource<ClassTreeRow> => {
    const fetch = async (under: ClassTreeRow | null, range: PageRange) => {
      if (under === null) {
        const page = await askHeap(heap, 'classes', { order, range });
        return mapPage(page, (row): ClassTreeRow => ({ kind: 'class', row }));
      }
      if (under.kind === 'class') {
        const { classIndex } = under.row;
        const page = await askHeap(heap, 'classNodes', { classIndex, range });
        return mapPage(page, (row): ClassTreeRow => ({ kind: 'node', row }));
      }
      const page = await askHeap(heap, 'children', { node: under.row.node, range });
      return mapPage(page, (row): ClassTreeRow => ({ kind: 'held', row }));
    };
    return { key: `classes ${heap} ${order}`, fetch };
  }, [heap, order]);
  const sortable = (by: HeapOrder, column: TreeColumn<ClassTreeRow>) => ({
    ...column,
    sorted: order === by,
    onSort: () => setSnapshots({ order: by }),
  });
  const [self, retained, share] = sizeColumns<ClassTreeRow>(({ row }) => row, overview.totalBytes);
  return (
    <TreeTable
      label="Classes"
      csv={{ columns: CLASS_COLUMNS, file: `classes ${name}` }}
      source={source}
      unit="classes"
      heading="class, its objects, what they refer to"
      name={(each) => <ClassTreeName of={each} />}
      columns={[
        sortable(
          'count',
          countColumn((each) => (each.kind === 'class' ? each.row.count : null)),
        ),
        distanceColumn<ClassTreeRow>((each) =>
          each.kind === 'class' ? undefined : each.row.distance,
        ),
        sortable('self', self),
        sortable('retained', retained),
        share,
      ]}
      canExpand={(each) => each.kind === 'class' || mayRefer(each.row)}
      isChosen={(each) =>
        each.kind === 'class'
          ? chosen?.kind === 'class' && chosen.classIndex === each.row.classIndex
          : chosen?.kind === 'node' && chosen.node === each.row.node
      }
      onChoose={({ kind, row }) =>
        setSnapshots({
          chosen:
            kind === 'class'
              ? { kind: 'class', classIndex: row.classIndex, name: row.name }
              : { kind: 'node', node: row.node },
        })
      }
      empty={<EmptyNote title="The snapshot has no objects" />}
    />
  );
}

function ClassTreeName({ of }: { of: ClassTreeRow }) {
  if (of.kind === 'node') return <ObjectName row={of.row} />;
  if (of.kind === 'held') return <ReferenceName row={of.row} direction="held" />;
  return (
    <span title={of.row.name}>
      {of.row.name} <span className="quiet">{placeOf(of.row.location)}</span>
    </span>
  );
}

/** Texts and numbers refer to nothing that is worth a look. */
function mayRefer({ type }: HeapNodeRow): boolean {
  return type !== 'string' && type !== 'number';
}

/** What keeps the most alive, each with what it alone keeps alive. */
export function DominatorTree({ open: { heap, overview }, name }: SnapshotListProps) {
  const source = useMemo(
    (): RowSource<HeapNodeRow> => ({
      key: `dominators ${heap}`,
      fetch: (under, range) => askHeap(heap, 'dominated', { node: under?.node ?? null, range }),
    }),
    [heap],
  );
  return (
    <NodeTree
      label="Dominators"
      file={`dominators ${name}`}
      heading="object, what only it keeps alive"
      unit="objects that nothing but the root keeps alive"
      source={source}
      totalBytes={overview.totalBytes}
      canExpand={(row) => row.retainedBytes > row.selfBytes}
      empty={<EmptyNote title="The snapshot has no objects" />}
    />
  );
}

/** Nodes of a page, and objects of native code, that are detached and still held. */
export function DetachedNodes({ open: { heap, overview }, name }: SnapshotListProps) {
  const source = useMemo(
    (): RowSource<HeapNodeRow> => ({
      key: `detached ${heap}`,
      fetch: (_, range) => askHeap(heap, 'detachedNodes', { range }),
    }),
    [heap],
  );
  return (
    <NodeTree
      label="Detached nodes"
      file={`detached nodes ${name}`}
      heading="node"
      unit="detached nodes"
      source={source}
      totalBytes={overview.totalBytes}
      empty={
        <EmptyNote title="Nothing is detached">
          <p>
            No node of a document, and no object that belongs to native code, was taken out of its
            tree while JavaScript still holds it. Programs without a page rarely have any.
          </p>
        </EmptyNote>
      }
    />
  );
}

function NodeTree(props: {
  label: string;
  heading: string;
  unit: string;
  source: RowSource<HeapNodeRow>;
  totalBytes: number;
  file: string;
  canExpand?: (row: HeapNodeRow) => boolean;
  empty: React.ReactNode;
}) {
  const chosen = useLocationStore((state) => state.location.snapshots.chosen);
  const setSnapshots = useLocationStore((state) => state.setSnapshots);
  const { totalBytes, file, ...rest } = props;
  return (
    <TreeTable
      {...rest}
      csv={{ columns: NODE_COLUMNS, file }}
      name={(row) => (
        <>
          <ObjectName row={row} /> <span className="quiet">{row.type}</span>
        </>
      )}
      columns={[
        distanceColumn<HeapNodeRow>((row) => row.distance),
        ...sizeColumns<HeapNodeRow>((row) => row, totalBytes),
      ]}
      isChosen={(row) => chosen?.kind === 'node' && chosen.node === row.node}
      onChoose={({ node }) => setSnapshots({ chosen: { kind: 'node', node } })}
    />
  );
}

/** Texts that stand in the heap more than once; choosing one shows what holds the first of them. */
export function DuplicateStrings({ open: { heap, overview }, name }: SnapshotListProps) {
  const chosen = useLocationStore((state) => state.location.snapshots.chosen);
  const setSnapshots = useLocationStore((state) => state.setSnapshots);
  const source = useMemo(
    (): RowSource<DuplicateStringRow> => ({
      key: `strings ${heap}`,
      fetch: (_, range) => askHeap(heap, 'duplicateStrings', { range }),
    }),
    [heap],
  );
  return (
    <TreeTable
      label="Duplicate strings"
      csv={{ columns: STRING_COLUMNS, file: `duplicate strings ${name}` }}
      source={source}
      unit="texts that stand there more than once"
      heading="text"
      name={({ text }) => <span title={text}>{nameOf({ name: text, type: 'string' })}</span>}
      columns={[
        {
          id: 'copies',
          label: 'copies',
          title: 'Strings of this text',
          width: '84px',
          cell: ({ count }) => formatCount(count),
        },
        {
          id: 'spare',
          label: 'spare',
          title: 'Bytes of all copies but one',
          width: '88px',
          cell: ({ count, selfBytes }) => formatBytes(Math.round(selfBytes * (1 - 1 / count))),
        },
        ...sizeColumns<DuplicateStringRow>((row) => row, overview.totalBytes),
      ]}
      isChosen={({ node }) => chosen?.kind === 'node' && chosen.node === node}
      onChoose={({ node }) => setSnapshots({ chosen: { kind: 'node', node } })}
      empty={
        <EmptyNote title="No text stands there twice">
          <p>Texts of 1,024 characters and more are left out: V8 cuts them in a snapshot.</p>
        </EmptyNote>
      }
    />
  );
}
