/** Functions by growth as a table that leaves. */
import type { ScalingFrameRow } from '../../../core/model/view-answers';
import {
  nameBuilds,
  placeColumns,
  writeTable,
  type CsvColumn,
  type CsvTable,
} from '../parts/csv-table';
import type { OpenSubject } from '../parts/open-subject';
import { unitOf } from '../summary/growth-card';
import { growthColumns } from './growth-csv';

/** See the head of this file. */
export function writeRanking(
  rows: readonly ScalingFrameRow[],
  open: Pick<OpenSubject, 'candidate' | 'reference'>,
): CsvTable {
  const { candidate, reference } = nameBuilds(open);
  const columns: CsvColumn<ScalingFrameRow>[] = [
    ...placeColumns<ScalingFrameRow>(({ key }) => key),
    { head: 'by', cell: ({ metric }) => metric },
    ...growthColumns<ScalingFrameRow>(`${candidate} `, (row) => row.candidate),
    ...(reference === null
      ? []
      : growthColumns<ScalingFrameRow>(`${reference} `, (row) => row.reference)),
    { head: 'per operation', cell: ({ perOperation }) => perOperation },
    { head: 'unit', cell: ({ metric }) => unitOf(metric) },
    { head: 'share', cell: ({ share }) => share },
  ];
  return writeTable(columns, rows);
}
