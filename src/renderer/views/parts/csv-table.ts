/** A table of the window on its way to a spreadsheet: columns with their units, and all rows, not only those in sight. */
import { writeCsvLine, type CsvCell } from '../../../core/model/csv';
import type { Failure } from '../../../core/model/failure';
import { succeed, type Result } from '../../../core/model/result';
import type { Place } from '../../../core/model/view-answers';

/** More rows than a reader looks through, and few enough to be asked for in seconds. */
export const MOST_ROWS = 100_000;

/** One column; its head has the unit, and the build where there are several. */
export interface CsvColumn<Row> {
  head: string;
  cell: (row: Row) => CsvCell;
}

/** A table as it leaves. */
export interface CsvTable {
  text: string;
  rows: number;
  /** All that there are; more than `rows` where the table was cut. */
  total: number;
}

/** Writes a heading and the rows; `total` is how many there are where not all were asked for. */
export function writeTable<Row>(
  columns: readonly CsvColumn<Row>[],
  rows: readonly Row[],
  total = rows.length,
): CsvTable {
  const lines = [writeCsvLine(columns.map(({ head }) => head))];
  for (const row of rows) lines.push(writeCsvLine(columns.map(({ cell }) => cell(row))));
  return { text: lines.join(''), rows: rows.length, total };
}

/** The rows of a paged list from its start, at most `limit`; main may answer with fewer rows than a page has. */
export async function collectRows<Row>(
  fetch: (from: number, to: number) => Promise<Result<{ rows: Row[]; total: number }, Failure>>,
  { page, limit = MOST_ROWS }: { page: number; limit?: number },
): Promise<Result<{ rows: Row[]; total: number }, Failure>> {
  const rows: Row[] = [];
  for (;;) {
    const answer = await fetch(rows.length, Math.min(rows.length + page, limit));
    if (!answer.ok) return answer;
    const { total } = answer.value;
    for (const row of answer.value.rows) rows.push(row);
    const isEnd = answer.value.rows.length === 0 || rows.length >= Math.min(total, limit);
    if (isEnd) return succeed({ rows, total });
  }
}

/** The builds as headings name them: by their roles where both have one name. */
export function nameBuilds(of: { candidate: string; reference: string | null }): {
  candidate: string;
  reference: string | null;
} {
  const { candidate, reference } = of;
  if (candidate !== reference) return { candidate, reference };
  return { candidate: `${candidate} (candidate)`, reference: `${reference} (reference)` };
}

/** A file's name that tells the table, the builds and the place; without its ending. */
export function nameFile(
  table: string,
  of: { candidate: string; reference: string | null },
  place?: Pick<Place, 'workload' | 'n'>,
): string {
  const builds = of.reference === null ? of.candidate : `${of.candidate} against ${of.reference}`;
  const at = place === undefined ? '' : ` ${place.workload} ${place.n}`;
  return `${table} ${builds}${at}`;
}

/** `yes` and `no`, which every spreadsheet reads alike; empty where it is not known. */
export function writeYes(value: boolean | null | undefined): CsvCell {
  if (value === null || value === undefined) return null;
  return value ? 'yes' : 'no';
}

/** Function, file and line: what a name with its place is in the window. */
export function placeColumns<Row>(
  read: (row: Row) => { function: string; file: string | null; line: number },
  prefix = '',
): CsvColumn<Row>[] {
  return [
    { head: `${prefix}function`, cell: (row) => read(row).function },
    { head: `${prefix}file`, cell: (row) => read(row).file },
    { head: `${prefix}line`, cell: (row) => (read(row).line > 0 ? read(row).line : null) },
  ];
}
