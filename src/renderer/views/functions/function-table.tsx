/** A sortable table of functions that asks only for the rows in sight. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { memo, useRef, type KeyboardEvent } from 'react';
import { formatCount } from '../../../core/model/format-quantity';
import type {
  FunctionColumn,
  FunctionRow,
  FunctionsQuestion,
  PairingQuestion,
} from '../../../core/model/function-answers';
import type { FrameKey, Place } from '../../../core/model/view-answers';
import { useAnswer } from '../../state/answers-store';
import { shownValue } from '../../state/loadable';
import { usePairsStore } from '../../state/pairs-store';
import { BuildDot } from '../parts/build-name';
import { shortPlace } from '../parts/frame-link';
import { EmptyNote, FailureNote } from '../parts/note';
import type { Column } from './columns';
import { RowMenu } from './row-menu';
import '../parts/data-table.css';
import './functions.css';

const ROW_PX = 27;
/** Rows asked for at once; what is in sight never spans more than two such pages. */
const PAGE = 200;

/** What the table shows, without the page. */
export type FunctionsSelection = Omit<FunctionsQuestion, 'offset' | 'count'>;

/** See the head of this file. */
export function FunctionTable(props: {
  label: string;
  question: FunctionsSelection;
  columns: readonly Column[];
  selected: FrameKey | null;
  onSelect: (key: FrameKey) => void;
  onSort: (sort: FunctionColumn, descending: boolean) => void;
}) {
  const { question, columns, selected, onSelect } = props;
  const scroll = useRef<HTMLDivElement>(null);
  const first = useAnswer('view.functions', { ...question, offset: 0, count: PAGE });
  const matching = shownValue(first)?.matching ?? 0;
  const rows = useVirtualizer({
    count: matching,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  });
  const items = rows.getVirtualItems();
  // A row that leaves at one end becomes the next one at the other: making elements costs more than filling them.
  const reused = 2 ** Math.ceil(Math.log2(items.length + 1));
  const startPage = Math.floor((items[0]?.index ?? 0) / PAGE);
  const endPage = Math.floor((items[items.length - 1]?.index ?? 0) / PAGE);
  const pageOf = (page: number) => ({ ...question, offset: page * PAGE, count: PAGE });
  const start = useAnswer('view.functions', pageOf(startPage));
  const end = useAnswer('view.functions', pageOf(endPage));
  const rowAt = (index: number): FunctionRow | null => {
    const page = Math.floor(index / PAGE);
    const answer = shownValue(page === startPage ? start : end);
    return answer?.rows[index - page * PAGE] ?? null;
  };
  const selectedIndex = items.find((item) => isSame(rowAt(item.index)?.key, selected))?.index ?? -1;

  const pairingOf = (row: FunctionRow): PairingQuestion => ({
    ...placeOf(question),
    side: row.candidate === null ? 'reference' : 'candidate',
    key: row.key,
  });
  const selectedRow = selectedIndex < 0 ? null : rowAt(selectedIndex);
  const pressKey = (event: KeyboardEvent) => {
    if (event.key === 'p' && question.subject.kind === 'comparison' && selectedRow !== null) {
      event.preventDefault();
      usePairsStore.getState().open(pairingOf(selectedRow));
      return;
    }
    const moves: Partial<Record<string, number>> = {
      ArrowDown: selectedIndex + 1,
      ArrowUp: selectedIndex - 1,
      PageDown: selectedIndex + 15,
      PageUp: selectedIndex - 15,
      Home: 0,
      End: matching - 1,
    };
    const wanted = moves[event.key];
    if (wanted === undefined || matching === 0) return;
    event.preventDefault();
    const next = Math.min(Math.max(wanted, 0), matching - 1);
    rows.scrollToIndex(next);
    const row = rowAt(next);
    if (row !== null) onSelect(row.key);
  };

  const template = `minmax(146px, 1fr) ${columns.map((column) => column.width).join(' ')}`;
  const isEmpty = first.state === 'loaded' && matching === 0;
  if (first.state === 'failed') return <FailureNote failure={first.failure} />;
  return (
    <div
      className="data-table function-table"
      style={{ '--columns': template } as React.CSSProperties}
    >
      <RowMenu row={selectedRow} pairing={selectedRow === null ? null : pairingOf(selectedRow)}>
        <div
          ref={scroll}
          className={isEmpty ? 'table-scroll empty' : 'table-scroll'}
          role="table"
          aria-label={props.label}
          aria-rowcount={matching + 1}
          tabIndex={0}
          onKeyDown={pressKey}
        >
          <div className="head" role="row">
            <Heading
              {...props}
              sort="function"
              label="function"
              title="Name and place"
              role={null}
            />
            {columns.map((column) => (
              <Heading key={`${column.sort} ${column.role}`} {...props} {...column} />
            ))}
          </div>
          <div className="rows" style={{ height: rows.getTotalSize() }}>
            {items.map((item) => {
              const row = rowAt(item.index);
              return (
                <div
                  key={item.index % reused}
                  role="row"
                  aria-rowindex={item.index + 2}
                  aria-selected={isSame(row?.key, selected)}
                  style={{ transform: `translateY(${item.start}px)` }}
                  onClick={() => row !== null && onSelect(row.key)}
                  onContextMenu={() => row !== null && onSelect(row.key)}
                >
                  {row !== null && <Cells row={row} columns={columns} />}
                </div>
              );
            })}
          </div>
        </div>
      </RowMenu>
      {isEmpty && (
        <EmptyNote title={question.search === null ? 'No functions here' : 'No function matches'}>
          <p>
            {question.search === null
              ? 'No pass of this size gave functions. Choose another size, or run it with the cpu or calls pass.'
              : `None of ${formatCount(first.value.all)} functions has “${question.search}” in its name or file.`}
          </p>
        </EmptyNote>
      )}
    </div>
  );
}

const Cells = memo(function Cells({
  row,
  columns,
}: {
  row: FunctionRow;
  columns: readonly Column[];
}) {
  const { key, partner } = row;
  return (
    <>
      <div
        role="cell"
        title={key.file === null ? key.function : `${key.function} — ${key.file}:${key.line}`}
      >
        <span className="name">
          {key.function} <span className="quiet">{shortPlace(key.file, key.line)}</span>
          {partner !== undefined && (
            <span className={`partner ${partner.confidence}`} title={partner.reason}>
              {' '}
              ↔ {partner.key.function}
            </span>
          )}
        </span>
      </div>
      {columns.map((column) => (
        <div role="cell" key={`${column.sort} ${column.role}`}>
          {column.cell(row)}
        </div>
      ))}
    </>
  );
});

function Heading(props: {
  question: FunctionsSelection;
  onSort: (sort: FunctionColumn, descending: boolean) => void;
  sort: FunctionColumn | null;
  label: string;
  title: string;
  role: Column['role'];
}) {
  const { question, sort } = props;
  if (sort === null) {
    return (
      <div role="columnheader" title={props.title} className="plain">
        {props.role !== null && <BuildDot role={props.role} />}
        {props.label}
      </div>
    );
  }
  const isSorted = question.sort === sort;
  // Names are read from A to Z, figures from the largest.
  const descending = isSorted ? !question.descending : sort !== 'function';
  return (
    <div
      role="columnheader"
      aria-sort={isSorted ? (question.descending ? 'descending' : 'ascending') : 'none'}
    >
      <button type="button" title={props.title} onClick={() => props.onSort(sort, descending)}>
        {props.role !== null && <BuildDot role={props.role} />}
        {props.label}
        {isSorted &&
          (question.descending ? (
            <ArrowDown size={11} aria-hidden="true" />
          ) : (
            <ArrowUp size={11} aria-hidden="true" />
          ))}
      </button>
    </div>
  );
}

/** The place alone: a question about a pair has no order. */
function placeOf({ subject, workload, n, part }: FunctionsSelection): Place {
  return { subject, workload, n, ...(part === undefined ? {} : { part }) };
}

/** True where both name the same function. */
export function isSame(a: FrameKey | null | undefined, b: FrameKey | null): boolean {
  if (a === null || a === undefined || b === null) return false;
  return a.function === b.function && a.file === b.file && a.line === b.line;
}
