/** Growth in columns of a table that leaves: the class, and the exponent with its interval. */
import type { GrowthFit } from '../../../core/model/answers';
import type { CsvColumn } from '../parts/csv-table';

/** `prefix` names the build, with a space behind it. */
export function growthColumns<Row>(
  prefix: string,
  read: (row: Row) => GrowthFit | null | undefined,
): CsvColumn<Row>[] {
  const fitOf = (row: Row) => read(row) ?? null;
  return [
    {
      head: `${prefix}growth`,
      cell: (row) => {
        const fit = fitOf(row);
        return fit === null ? null : (fit.class ?? 'undecided');
      },
    },
    { head: `${prefix}exponent`, cell: (row) => fitOf(row)?.exponent ?? null },
    { head: `${prefix}exponent 95 % low`, cell: (row) => fitOf(row)?.ci95[0] ?? null },
    { head: `${prefix}exponent 95 % high`, cell: (row) => fitOf(row)?.ci95[1] ?? null },
  ];
}
