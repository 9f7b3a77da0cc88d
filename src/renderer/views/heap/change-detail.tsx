/** Tables under the lists: how the objects of a class are held and where they came from, or what of it changed. */
import type { Failure } from '../../../core/model/failure';
import { formatBytes, formatCount } from '../../../core/model/format-quantity';
import type {
  HeapAnswer,
  HeapAllocationRow,
  HeapDiffDetail,
  Page,
  RetainerShapeRow,
} from '../../../core/model/heap';
import { succeed, type Result } from '../../../core/model/result';
import type { ComponentProps, ReactNode } from 'react';
import { useAnswer } from '../../state/answers-store';
import { askHeap } from '../../state/heap-store';
import { shownValue } from '../../state/loadable';
import { collectRows, writeTable, type CsvTable } from '../parts/csv-table';
import { EmptyNote, Loaded } from '../parts/note';
import { TableMenu } from '../parts/table-menu';
import { Change } from './difference-list';
import { CallPath } from './object-name';
import { changeColumns, PATH_COLUMNS, SHAPE_COLUMNS, writePath } from './snapshot-csv';

const RANGE = { from: 0, to: 100 };
/** The most that main answers at once. */
const PAGE = 1000;

const NOT_TRACKED =
  'This snapshot does not say where its objects were allocated: allocations were not tracked.';

/** Of a class of one snapshot. */
export function ClassDetail(props: { heap: number; classIndex: number; name: string }) {
  const { heap, classIndex, name } = props;
  const question = { classIndex, range: RANGE };
  const shapes = useAnswer('heap.ask', { heap, ask: { name: 'retainerShapes', question } });
  const paths = useAnswer('heap.ask', { heap, ask: { name: 'allocations', question } });
  return (
    <div className="heap-detail two">
      <Part
        title="Held as"
        of={name}
        read={hasRows(shownValue(shapes)) ? () => readHeld(heap, classIndex) : null}
      >
        <Loaded of={shapes}>{(answer) => <Shapes page={pageOf(answer)} />}</Loaded>
      </Part>
      <Part
        title="Allocated by"
        of={name}
        read={hasRows(shownValue(paths)) ? () => readPaths(heap, classIndex) : null}
      >
        <Loaded of={paths}>{(answer) => <Paths answer={answer} />}</Loaded>
      </Part>
    </div>
  );
}

function hasRows(answer: HeapAnswer | null): boolean {
  if (answer?.name !== 'retainerShapes' && answer?.name !== 'allocations') return false;
  return (answer.answer?.rows.length ?? 0) > 0;
}

async function readHeld(heap: number, classIndex: number): Promise<Result<CsvTable, Failure>> {
  const all = await collectRows<RetainerShapeRow>(
    (from, to) => askHeap(heap, 'retainerShapes', { classIndex, range: { from, to } }),
    { page: PAGE },
  );
  return all.ok ? succeed(writeTable(SHAPE_COLUMNS, all.value.rows, all.value.total)) : all;
}

async function readPaths(heap: number, classIndex: number): Promise<Result<CsvTable, Failure>> {
  const all = await collectRows<HeapAllocationRow>(
    async (from, to) => {
      const range = { from, to };
      const answer = await askHeap(heap, 'allocations', { classIndex, range });
      return answer.ok ? succeed(answer.value ?? { rows: [], total: 0 }) : answer;
    },
    { page: PAGE },
  );
  return all.ok ? succeed(writeTable(PATH_COLUMNS, all.value.rows, all.value.total)) : all;
}

function pageOf(answer: HeapAnswer): Page<RetainerShapeRow> {
  if (answer.name === 'retainerShapes') return answer.answer;
  throw new Error(`retainerShapes was answered with ${answer.name}`);
}

function Shapes({ page }: { page: Page<RetainerShapeRow> }) {
  return (
    <Figures
      shown={page.rows.length}
      total={page.total}
      unit="ways"
      heads={['from a global down to the object', 'objects', 'self']}
      rows={page.rows.map(({ shape, count, selfBytes }) => [
        <span key="shape" title={shape}>
          {shape}
        </span>,
        formatCount(count),
        formatBytes(selfBytes),
      ])}
    />
  );
}

function Paths({ answer }: { answer: HeapAnswer }) {
  const page = answer.name === 'allocations' ? answer.answer : null;
  if (page === null) return <p className="quiet">{NOT_TRACKED}</p>;
  return (
    <Figures
      shown={page.rows.length}
      total={page.total}
      unit="call paths"
      heads={['call path, innermost first', 'objects', 'self']}
      rows={page.rows.map(({ frames, count, selfBytes }) => [
        <CallPath key="path" frames={frames} />,
        formatCount(count),
        formatBytes(selfBytes),
      ])}
    />
  );
}

/** Of a class of two snapshots: what explains the change. */
export function ChangeDetail(props: {
  before: number;
  after: number;
  row: number;
  /** What the tables call the two snapshots. */
  names: readonly [string, string];
}) {
  const { names, ...question } = props;
  const answer = useAnswer('heap.explain', { ...question, by: 'auto' });
  return (
    <Loaded of={answer}>
      {(detail) =>
        detail === null ? (
          <EmptyNote title="This class no longer differs" />
        ) : (
          <Explanation detail={detail} names={names} />
        )
      }
    </Loaded>
  );
}

function Explanation(props: { detail: HeapDiffDetail; names: readonly [string, string] }) {
  const { detail, names } = props;
  const { name, sampled, retainers, allocations } = detail;
  const looked = `${formatCount(sampled.before)} and ${formatCount(sampled.after)} objects looked at`;
  return (
    <div className="heap-detail two">
      <Part
        title="Change by what holds them"
        of={name}
        looked={looked}
        read={readChanges(
          'held as, from a global',
          retainers.map((change) => ({ ...change, name: change.row.shape })),
          names,
        )}
      >
        <Changes
          head="held as, from a global down"
          rows={retainers.map((change) => [<Shape key="of" row={change.row} />, change])}
        />
      </Part>
      <Part
        title="Change by call path"
        of={name}
        read={readChanges(
          'call path, innermost first',
          (allocations ?? []).map((change) => ({ ...change, name: writePath(change.row) })),
          names,
        )}
      >
        {allocations === null ? (
          <p className="quiet">{NOT_TRACKED.replace('This snapshot does', 'These snapshots do')}</p>
        ) : (
          <Changes
            head="allocated by, innermost first"
            rows={allocations.map((change) => [<Path key="of" row={change.row} />, change])}
          />
        )}
      </Part>
    </div>
  );
}

function Shape({ row }: { row: { shape: string } }) {
  return <span title={row.shape}>{row.shape}</span>;
}

function Path({ row }: { row: Pick<HeapAllocationRow, 'frames'> }) {
  return <CallPath frames={row.frames} />;
}

type ChangeFigures = Omit<HeapDiffDetail['retainers'][number], 'row'>;

function Changes(props: { head: string; rows: [ReactNode, ChangeFigures][] }) {
  return (
    <Figures
      shown={props.rows.length}
      total={props.rows.length}
      unit="greatest changes"
      heads={[props.head, 'size change', 'count change', 'objects before', 'objects after']}
      rows={props.rows.map(([name, change]) => [
        name,
        <Change key="bytes" by={change.bytesAfter - change.bytesBefore} unit="bytes" />,
        <Change key="count" by={change.countAfter - change.countBefore} unit="count" />,
        formatCount(change.countBefore),
        formatCount(change.countAfter),
      ])}
    />
  );
}

function readChanges(
  head: string,
  rows: readonly (ChangeFigures & { name: string })[],
  names: readonly [string, string],
): TableReader | null {
  if (rows.length === 0) return null;
  const columns = [
    { head, cell: (row: { name: string }) => row.name },
    ...changeColumns<(typeof rows)[number]>(...names),
  ];
  return () => writeTable(columns, rows);
}

type TableReader = ComponentProps<typeof TableMenu>['read'];

function Part(props: {
  title: string;
  /** Name of the class. */
  of: string;
  /** How much of it was looked at, where that is not all. */
  looked?: string;
  /** Null where the table has no rows, so that there is nothing to copy or save. */
  read: TableReader | null;
  children: ReactNode;
}) {
  const { title, of, looked, read } = props;
  return (
    <section aria-label={title}>
      <h2 className="section-title">
        {title} <small>{looked === undefined ? of : `${of}, ${looked}`}</small>
        {read !== null && <TableMenu name={title} file={`${title} ${of}`} read={read} />}
      </h2>
      <div className="scroll" tabIndex={0} role="region" aria-label={`Rows: ${title}`}>
        {props.children}
      </div>
    </section>
  );
}

function Figures(props: {
  shown: number;
  total: number;
  unit: string;
  heads: string[];
  rows: ReactNode[][];
}) {
  if (props.rows.length === 0) return <p className="quiet">None.</p>;
  return (
    <>
      <table>
        <thead>
          <tr>
            {props.heads.map((head) => (
              <th key={head}>{head}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map((cells, place) => (
            <tr key={place}>
              {cells.map((cell, column) => (
                <td key={column} className={column === 0 ? 'mono way' : undefined}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="quiet small">
        {props.shown < props.total
          ? `Showing ${formatCount(props.shown)} of ${formatCount(props.total)} ${props.unit}`
          : `${formatCount(props.total)} ${props.total === 1 ? props.unit.slice(0, -1) : props.unit}`}
      </p>
    </>
  );
}
