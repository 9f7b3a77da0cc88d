/** How two snapshots differ, class by class. */
import { useMemo } from 'react';
import {
  formatBytes,
  formatCount,
  formatDifference,
  NOT_MEASURED,
} from '../../../core/model/format-quantity';
import type { HeapDiffRow, OpenHeap } from '../../../core/model/heap';
import { succeed } from '../../../core/model/result';
import { useAnswer } from '../../state/answers-store';
import { ask } from '../../state/bridge';
import { shownValue } from '../../state/loadable';
import { useLocationStore } from '../../state/location-store';
import { BuildDot, type BuildRole } from '../parts/build-name';
import { EmptyNote } from '../parts/note';
import { placeOf } from './object-name';
import { diffColumns } from './snapshot-csv';
import { TreeTable, type TreeColumn } from './tree-table';
import type { RowSource } from './use-row-tree';

/** One of the two snapshots. */
export interface DiffSide {
  open: OpenHeap;
  /** As the picks call it. */
  name: string;
  role: BuildRole;
}

/** See the head of this file. */
export function DifferenceList({ before, after }: { before: DiffSide; after: DiffSide }) {
  const chosen = useLocationStore((state) => state.location.snapshots.chosen);
  const setSnapshots = useLocationStore((state) => state.setSnapshots);
  const pair = { before: before.open.heap, after: after.open.heap };
  const head = shownValue(
    useAnswer('heap.diff', { ...pair, by: 'auto', range: { from: 0, to: 0 } }),
  );
  const source = useMemo(
    (): RowSource<HeapDiffRow> => ({
      key: `difference ${pair.before} ${pair.after}`,
      fetch: async (_, range) => {
        const answer = await ask('heap.diff', {
          before: pair.before,
          after: pair.after,
          by: 'auto',
          range,
        });
        return answer.ok ? succeed(answer.value.rows) : answer;
      },
    }),
    [pair.before, pair.after],
  );
  return (
    <div className="difference">
      {head !== null && (
        <p className="toolbar difference-head">
          <span>
            {formatDifference(head.totalAfter - head.totalBefore, 'bytes')} in all: from{' '}
            {formatBytes(head.totalBefore)} <Side of={before} /> to {formatBytes(head.totalAfter)}{' '}
            <Side of={after} />
          </span>
          <span className="quiet">
            {head.by === 'object'
              ? 'two moments of one process: objects are matched one by one'
              : 'two processes: classes are matched by name'}
          </span>
        </p>
      )}
      <div className="grow">
        <TreeTable
          label="Difference"
          source={source}
          unit="classes that differ"
          heading="class"
          csv={{
            columns: diffColumns(...nameSides(before, after)),
            file: `difference ${after.name} against ${before.name}`,
          }}
          name={(row) => (
            <span title={row.name}>
              {row.name} <span className="quiet">{placeOf(row.location)}</span>
            </span>
          )}
          columns={columnsOf(before, after, head?.by === 'object')}
          isChosen={({ name, location }) =>
            chosen?.kind === 'change' && chosen.name === `${name} ${placeOf(location)}`
          }
          onChoose={({ name, location }, row) =>
            setSnapshots({ chosen: { kind: 'change', row, name: `${name} ${placeOf(location)}` } })
          }
          empty={
            <EmptyNote title="No class differs">
              <p>Both snapshots hold as many objects of the same sizes.</p>
            </EmptyNote>
          }
        />
      </div>
    </div>
  );
}

/** The snapshots as headings name them: by their roles where both have one name. */
export function nameSides(
  before: Pick<DiffSide, 'name' | 'role'>,
  after: Pick<DiffSide, 'name' | 'role'>,
): [string, string] {
  if (before.name !== after.name) return [before.name, after.name];
  return [`${before.name} (${before.role})`, `${after.name} (${after.role})`];
}

function Side({ of }: { of: DiffSide }) {
  return (
    <>
      (<BuildDot role={of.role} /> {of.name})
    </>
  );
}

function columnsOf(
  before: DiffSide,
  after: DiffSide,
  byObject: boolean,
): TreeColumn<HeapDiffRow>[] {
  const isPair = before.role !== after.role;
  const label = (side: DiffSide, word: string, ofPair: string) => (
    <>
      <BuildDot role={side.role} />
      {isPair ? ofPair : word}
    </>
  );
  const some = (sum: HeapDiffRow['newObjects']) =>
    sum === null ? NOT_MEASURED : formatCount(sum.count);
  const columns: TreeColumn<HeapDiffRow>[] = [
    {
      id: 'change',
      label: 'size change',
      title: `Bytes of the objects themselves: ${after.name} minus ${before.name}`,
      width: '96px',
      cell: (row) => <Change by={row.bytesAfter - row.bytesBefore} unit="bytes" />,
    },
    {
      id: 'before',
      label: label(before, 'size before', 'size'),
      title: `Bytes in ${before.name}`,
      width: '92px',
      cell: (row) => formatBytes(row.bytesBefore),
    },
    {
      id: 'after',
      label: label(after, 'size after', 'size'),
      title: `Bytes in ${after.name}`,
      width: '92px',
      cell: (row) => formatBytes(row.bytesAfter),
    },
    {
      id: 'objects',
      label: 'count change',
      title: `Objects: ${after.name} minus ${before.name}`,
      width: '96px',
      cell: (row) => <Change by={row.countAfter - row.countBefore} unit="count" />,
    },
    {
      id: 'count-before',
      label: label(before, 'objects before', 'objects'),
      title: `Objects in ${before.name}`,
      width: '110px',
      cell: (row) => formatCount(row.countBefore),
    },
    {
      id: 'count-after',
      label: label(after, 'objects after', 'objects'),
      title: `Objects in ${after.name}`,
      width: '110px',
      cell: (row) => formatCount(row.countAfter),
    },
  ];
  if (!byObject) return columns;
  return [
    ...columns,
    {
      id: 'new',
      label: 'new',
      title: `Objects of ${after.name} that ${before.name} does not have`,
      width: '76px',
      cell: (row) => some(row.newObjects),
    },
    {
      id: 'gone',
      label: 'gone',
      title: `Objects of ${before.name} that ${after.name} no longer has`,
      width: '76px',
      cell: (row) => some(row.deletedObjects),
    },
  ];
}

/** A difference with its sign. */
export function Change({ by, unit }: { by: number; unit: 'bytes' | 'count' }) {
  if (by === 0) return <span className="quiet">{unit === 'bytes' ? '0 B' : '0'}</span>;
  if (unit === 'bytes') return formatDifference(by, 'bytes');
  return `${by > 0 ? '+' : '−'}${formatCount(Math.abs(by))}`;
}
