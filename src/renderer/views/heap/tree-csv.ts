/** A tree table as it leaves: all rows of the list, each followed by what is unfolded under it, as far as it is there. */
import type { Failure } from '../../../core/model/failure';
import { succeed, type Result } from '../../../core/model/result';
import { collectRows, writeTable, type CsvColumn, type CsvTable } from '../parts/csv-table';
import { changeBranch, listLines, type RowTree } from './row-tree';
import type { RowSource } from './use-row-tree';

/** The most that main answers at once. */
const PAGE = 1000;

/** With rows that unfold, a first column says how deep a row stands; the list itself is level 1. */
export async function readTree<Row>(
  tree: RowTree<Row>,
  source: RowSource<Row>,
  columns: readonly CsvColumn<Row>[],
  unfolds: boolean,
): Promise<Result<CsvTable, Failure>> {
  const all = await collectRows<Row>((from, to) => source.fetch(null, { from, to }), {
    page: PAGE,
  });
  if (!all.ok) return all;
  const { rows, total } = all.value;
  const whole = changeBranch(tree, '', { rows, total: rows.length });
  const lines = listLines(whole).flatMap((line) => (line.kind === 'row' ? [line] : []));
  const unfolded = lines.length - rows.length;
  return succeed(
    writeTable(
      [
        ...(unfolds ? [{ head: 'level', cell: ({ depth }: { depth: number }) => depth }] : []),
        ...columns.map(({ head, cell }) => ({ head, cell: ({ row }: { row: Row }) => cell(row) })),
      ],
      lines,
      total + unfolded,
    ),
  );
}
