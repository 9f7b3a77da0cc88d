/** Calls or paths of both builds in one table, joined by name. */
import { formatCount, formatTime } from '../../../core/model/format-quantity';
import type { SyscallSummaryRow } from '../../../core/model/syscalls';
import type { SyscallsOfBuild } from '../../../core/model/view-answers';
import { BuildDot } from '../parts/build-name';
import { nameBuilds, writeTable, type CsvColumn, type CsvTable } from '../parts/csv-table';

/** One build's calls with its part in the comparison. */
export interface SyscallsSide {
  role: 'candidate' | 'reference';
  of: SyscallsOfBuild;
}

interface JoinedRow {
  key: string;
  name: string;
  path: string | null;
  rows: (SyscallSummaryRow | undefined)[];
  ms: number;
}

/** Rows with the same call and path stand in one line; most time first. */
export function joinRows(lists: readonly (readonly SyscallSummaryRow[])[]): JoinedRow[] {
  const joined = new Map<string, JoinedRow>();
  lists.forEach((list, side) => {
    for (const row of list) {
      const key = `${row.name}\n${row.path ?? ''}`;
      const line = joined.get(key) ?? {
        key,
        name: row.name,
        path: row.path,
        rows: lists.map(() => undefined),
        ms: 0,
      };
      line.rows[side] = row;
      line.ms = Math.max(line.ms, row.totalMs);
      joined.set(key, line);
    }
  });
  return [...joined.values()].sort((a, b) => b.ms - a.ms || a.key.localeCompare(b.key));
}

/** What the calls are added up by. */
export type CallRows = 'byName' | 'byPath' | 'byThread';

const HEADINGS = { byName: 'call', byPath: 'path', byThread: 'thread' } as const;

/** All rows, also those that the table does not show. */
export function writeCalls(sides: readonly SyscallsSide[], rows: CallRows): CsvTable {
  const names = nameBuilds({
    candidate: sides[0]?.of.build ?? '',
    reference: sides[1]?.of.build ?? null,
  });
  const columns: CsvColumn<JoinedRow>[] =
    rows === 'byPath'
      ? [
          { head: 'path', cell: ({ path }) => path },
          { head: 'call', cell: ({ name }) => name },
        ]
      : [{ head: HEADINGS[rows], cell: ({ name }) => name }];
  sides.forEach((_, side) => {
    const build = side === 0 ? names.candidate : names.reference;
    columns.push(
      { head: `${build} calls (syscalls pass)`, cell: (line) => line.rows[side]?.count ?? 0 },
      { head: `${build} ms`, cell: (line) => line.rows[side]?.totalMs ?? null },
      { head: `${build} longest ms`, cell: (line) => line.rows[side]?.maxMs ?? null },
    );
  });
  return writeTable(columns, joinRows(sides.map(({ of }) => of[rows])));
}

/** See the head of this file. */
export function CallTable(props: {
  sides: readonly SyscallsSide[];
  rows: CallRows;
  limit: number;
  /** Offered where rows are left out. */
  onAll?: () => void;
}) {
  const { sides, rows, limit, onAll } = props;
  const joined = joinRows(sides.map(({ of }) => of[rows]));
  if (joined.length === 0) return <p className="quiet">None of the traced calls was made.</p>;
  return (
    <>
      <table>
        <thead>
          <tr>
            <th>{HEADINGS[rows]}</th>
            {rows === 'byPath' && <th className="text">call</th>}
            {sides.map(({ role, of }) => [
              <th key={`${role} count`}>
                <BuildDot role={role} />
                {of.build}
              </th>,
              <th key={`${role} time`}>time</th>,
            ])}
          </tr>
        </thead>
        <tbody>
          {joined.slice(0, limit).map((line) => (
            <tr key={line.key}>
              <td className="mono path" title={line.path ?? line.name}>
                {rows === 'byPath' ? <bdi>{line.path ?? 'no path'}</bdi> : line.name}
              </td>
              {rows === 'byPath' && <td className="mono text">{line.name}</td>}
              {sides.map(({ role }, side) => {
                const row = line.rows[side];
                return [
                  <td key={`${role} count`}>
                    {row === undefined ? <span className="quiet">0</span> : formatCount(row.count)}
                  </td>,
                  <td key={`${role} time`}>
                    {row === undefined ? <span className="quiet">–</span> : formatTime(row.totalMs)}
                  </td>,
                ];
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {joined.length > limit &&
        (onAll === undefined ? (
          <p className="quiet">
            Showing {limit} of {formatCount(joined.length)}
          </p>
        ) : (
          <button type="button" className="disclosure" onClick={onAll}>
            Showing {limit} of {formatCount(joined.length)}; show all
          </button>
        ))}
    </>
  );
}
