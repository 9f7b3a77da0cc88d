/** A table of rows that unfold, drawn only where it is in sight and asked for page by page. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ChevronDown, ChevronRight } from 'lucide-react';
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { formatCount } from '../../../core/model/format-quantity';
import type { CsvColumn } from '../parts/csv-table';
import { FailureNote } from '../parts/note';
import { TableMenu } from '../parts/table-menu';
import type { Line } from './row-tree';
import { readTree } from './tree-csv';
import { useRowTree, type RowSource, type ShownRows } from './use-row-tree';
import '../parts/data-table.css';
import './tree-table.css';

const ROW_PX = 27;
/** Deeper rows are not moved further in: the name has to stay in sight. */
const DEEPEST_INDENT = 14;

/** One column of figures. */
export interface TreeColumn<Row> {
  id: string;
  label: ReactNode;
  title: string;
  /** CSS width. */
  width: string;
  cell: (row: Row) => ReactNode;
  /** What a click on the heading does; absent where the list cannot be ordered by it. */
  onSort?: () => void;
  sorted?: boolean;
}

/** What a tree table shows. */
export interface TreeTableProps<Row> {
  label: string;
  source: RowSource<Row>;
  /** Heading of the first column. */
  heading: string;
  name: (row: Row) => ReactNode;
  columns: readonly TreeColumn<Row>[];
  /** What rows are called where they are counted, e.g. `classes`. */
  unit: string;
  /** What leaves as CSV: the columns with plain numbers, and the proposed name of the file. */
  csv: { columns: readonly CsvColumn<Row>[]; file: string };
  canExpand?: (row: Row) => boolean;
  isChosen?: (row: Row) => boolean;
  /** Called with the place of the row in its branch, from 0. */
  onChoose?: (row: Row, place: number) => void;
  /** Shown where the list has no rows. */
  empty: ReactNode;
}

/** See the head of this file. */
export function TreeTable<Row>(props: TreeTableProps<Row>) {
  const { source, columns, unit } = props;
  const rows = useRowTree(source);
  const { lines, whole } = rows;
  const scroll = useRef<HTMLDivElement>(null);
  const id = useId();
  const [active, setActive] = useState<string | null>(null);
  const at = lines.findIndex((line) => line.path === active);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  const last = lines[items.at(-1)?.index ?? -1];
  // Who scrolls to the end of what is there wants the rest.
  useEffect(() => {
    if (last?.kind === 'end' && last.above === '' && last.branch.failure === null) {
      rows.more('', null);
    }
  });
  const goTo = (index: number): void => {
    const line = lines[Math.min(Math.max(index, 0), lines.length - 1)];
    if (line === undefined) return;
    setActive(line.path);
    virtual.scrollToIndex(lines.indexOf(line));
    if (line.kind === 'row') props.onChoose?.(line.row, line.place - 1);
  };
  const press = (line: Line<Row>): void => {
    if (line.kind === 'end') rows.more(line.above, rowAt(lines, line.above));
    else if (props.onChoose !== undefined) props.onChoose(line.row, line.place - 1);
    else if (props.canExpand?.(line.row) === true) {
      rows.toggle(line.path, line.row, !rows.isExpanded(line.path));
    }
  };
  const pressKey = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget) return;
    const next = moveOf(event.key, at, lines, rows, props.canExpand);
    if (next === null) return;
    event.preventDefault();
    if (next === 'press') {
      const line = lines[at];
      if (line !== undefined) press(line);
    } else if (typeof next === 'number') goTo(next);
    else rows.toggle(next.path, next.row, next.expand);
  };
  if (whole.failure !== null && whole.rows.length === 0) {
    return <FailureNote failure={whole.failure} />;
  }
  if (!whole.loading && whole.total === 0) return props.empty;
  const template = `minmax(160px, 1fr) ${columns.map(({ width }) => width).join(' ')}`;
  const sight = items.some(({ index }) => index === at) && at >= 0;
  return (
    <div className="data-table tree-table" style={{ '--columns': template } as React.CSSProperties}>
      {whole.loading && <div className="loading-line" role="status" aria-label="Loading" />}
      <div
        ref={scroll}
        className="table-scroll"
        role="treegrid"
        aria-label={props.label}
        aria-rowcount={lines.length + 1}
        aria-activedescendant={sight ? `${id}${active}` : undefined}
        tabIndex={0}
        onKeyDown={pressKey}
      >
        <div className="head" role="row" aria-rowindex={1}>
          <div role="columnheader">{props.heading}</div>
          {columns.map((column) => (
            <Heading key={column.id} column={column} />
          ))}
        </div>
        <div className="rows" role="rowgroup" style={{ height: virtual.getTotalSize() }}>
          {items.map(({ key, index, start }) => {
            const line = lines[index];
            if (line === undefined) return null;
            const isRow = line.kind === 'row';
            const expandable = isRow && (props.canExpand?.(line.row) ?? false);
            return (
              <div
                key={key}
                id={`${id}${line.path}`}
                role="row"
                aria-rowindex={index + 2}
                aria-level={line.depth}
                aria-expanded={expandable ? rows.isExpanded(line.path) : undefined}
                aria-selected={isRow && (props.isChosen?.(line.row) ?? false)}
                className={line.path === active ? 'active' : undefined}
                style={{ transform: `translateY(${start}px)` }}
                onClick={() => {
                  setActive(line.path);
                  press(line);
                }}
              >
                <div
                  role="gridcell"
                  className="name"
                  style={{ paddingLeft: 8 + 14 * (Math.min(line.depth, DEEPEST_INDENT) - 1) }}
                >
                  {expandable && (
                    <Fold
                      expanded={rows.isExpanded(line.path)}
                      onClick={() => rows.toggle(line.path, line.row, !rows.isExpanded(line.path))}
                    />
                  )}
                  {!expandable && props.canExpand !== undefined && <span className="no-fold" />}
                  {isRow ? props.name(line.row) : <EndOfBranch line={line} unit={unit} />}
                </div>
                {isRow &&
                  columns.map((column) => (
                    <div key={column.id} role="gridcell">
                      {column.cell(line.row)}
                    </div>
                  ))}
              </div>
            );
          })}
        </div>
      </div>
      <div className="shown quiet">
        <span role="status">
          {whole.total === 0
            ? ''
            : whole.rows.length < whole.total
              ? `Showing ${formatCount(whole.rows.length)} of ${formatCount(whole.total)} ${unit}; scroll on for more`
              : `Showing ${formatCount(whole.total)} of ${formatCount(whole.total)} ${unit}`}
        </span>
        <TableMenu
          name={props.label}
          file={props.csv.file}
          read={() => readTree(rows.tree, source, props.csv.columns, props.canExpand !== undefined)}
        />
      </div>
    </div>
  );
}

function rowAt<Row>(lines: readonly Line<Row>[], path: string): Row | null {
  const line = lines.find((each) => each.path === path);
  return line?.kind === 'row' ? line.row : null;
}

/** What a key does: a line to go to, a row to fold or unfold, the line itself; null for a key that is not ours. */
function moveOf<Row>(
  key: string,
  at: number,
  lines: readonly Line<Row>[],
  rows: ShownRows<Row>,
  canExpand: ((row: Row) => boolean) | undefined,
): number | 'press' | { path: string; row: Row; expand: boolean } | null {
  const moves: Partial<Record<string, number>> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + 15,
    PageUp: at - 15,
    Home: 0,
    End: lines.length - 1,
  };
  const move = moves[key];
  if (move !== undefined) return move;
  if (key === 'Enter' || key === ' ') return 'press';
  const line = lines[at];
  if (line === undefined) return null;
  const isOpen = rows.isExpanded(line.path);
  if (key === 'ArrowRight' && line.kind === 'row' && canExpand?.(line.row) === true) {
    return isOpen ? at + 1 : { path: line.path, row: line.row, expand: true };
  }
  if (key !== 'ArrowLeft') return null;
  if (isOpen && line.kind === 'row') return { path: line.path, row: line.row, expand: false };
  const above = lines.findIndex(({ path }) => path === line.above);
  return above === -1 ? null : above;
}

/** The row itself is what the keyboard moves over, with the arrows right and left for this. */
function Fold({ expanded, onClick }: { expanded: boolean; onClick: () => void }) {
  const Icon = expanded ? ChevronDown : ChevronRight;
  return (
    <span
      className="fold"
      aria-hidden="true"
      onClick={(event) => {
        event.stopPropagation();
        onClick();
      }}
    >
      <Icon size={13} />
    </span>
  );
}

function EndOfBranch<Row>(props: { line: Line<Row> & { kind: 'end' }; unit: string }) {
  const { branch } = props.line;
  if (branch.failure !== null) {
    return (
      <span className="failed">
        {branch.failure.message} {branch.failure.remedy} Press Enter to try again.
      </span>
    );
  }
  if (branch.loading) return <span className="quiet">Reading…</span>;
  if (branch.total === 0) return <span className="quiet">Nothing</span>;
  return (
    <span className="quiet">
      Showing {formatCount(branch.rows.length)} of {formatCount(branch.total)}; show more
    </span>
  );
}

function Heading<Row>({ column }: { column: TreeColumn<Row> }) {
  const { onSort, sorted } = column;
  if (onSort === undefined) {
    return (
      <div role="columnheader" title={column.title}>
        {column.label}
      </div>
    );
  }
  return (
    <div role="columnheader" aria-sort={sorted === true ? 'descending' : 'none'}>
      <button type="button" title={column.title} onClick={onSort}>
        {column.label}
        {sorted === true && <ArrowDown size={11} aria-hidden="true" />}
      </button>
    </div>
  );
}
