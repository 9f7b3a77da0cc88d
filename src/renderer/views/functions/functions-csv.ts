/** The functions of a place as a table that leaves: all that match, in the order shown, with every cost that is known. */
import type { Failure } from '../../../core/model/failure';
import { succeed, type Result } from '../../../core/model/result';
import type { FunctionCost, FunctionRow, NeighbourRow } from '../../../core/model/function-answers';
import { ask } from '../../state/bridge';
import {
  collectRows,
  nameBuilds,
  placeColumns,
  writeTable,
  writeYes,
  type CsvColumn,
  type CsvTable,
} from '../parts/csv-table';
import type { OpenSubject } from '../parts/open-subject';
import { growthColumns } from '../scaling/growth-csv';
import type { FunctionsSelection } from './function-table';

/** Each page orders all functions anew in main, so few pages are faster than many; main allows 10,000 rows. */
const PAGE = 10_000;

type Builds = Pick<OpenSubject, 'candidate' | 'reference'>;

/** Asks for all rows, page by page. */
export async function readFunctions(
  question: FunctionsSelection,
  builds: Builds,
): Promise<Result<CsvTable, Failure>> {
  const all = await collectRows<FunctionRow>(
    async (offset, to) => {
      const answer = await ask('view.functions', { ...question, offset, count: to - offset });
      return answer.ok
        ? succeed({ rows: answer.value.rows, total: answer.value.matching })
        : answer;
    },
    { page: PAGE },
  );
  if (!all.ok) return all;
  return succeed(writeTable(functionColumns(builds), all.value.rows, all.value.total));
}

/** Columns by what is compared. */
export function functionColumns(of: Builds): CsvColumn<FunctionRow>[] {
  const { candidate, reference } = nameBuilds(of);
  const place = [
    ...placeColumns<FunctionRow>(({ key }) => key),
    { head: 'kind', cell: ({ kind }: FunctionRow) => kind },
  ];
  const ours = costColumns(candidate, (row) => row.candidate);
  if (reference === null) return [...place, ...ours];
  return [
    ...place,
    { head: `paired with in ${reference}`, cell: (row) => row.partner?.key.function ?? null },
    ...ours,
    ...costColumns(reference, (row) => row.reference),
    { head: 'self difference ms/op (cpu pass)', cell: (row) => row.differenceMs },
    { head: 'difference 95 % low ms/op', cell: (row) => row.differenceCi95Ms?.[0] ?? null },
    { head: 'difference 95 % high ms/op', cell: (row) => row.differenceCi95Ms?.[1] ?? null },
    { head: 'within the noise', cell: (row) => writeYes(row.insideNoise) },
    {
      head: `${candidate} run would cost ms (cpu pass)`,
      cell: (row) => row.headroom?.wouldCostMs ?? null,
    },
  ];
}

function costColumns(
  build: string,
  read: (row: FunctionRow) => FunctionCost | null,
): CsvColumn<FunctionRow>[] {
  const column = (head: string, value: (cost: FunctionCost) => number | null) => ({
    head: `${build} ${head}`,
    cell: (row: FunctionRow) => {
      const cost = read(row);
      return cost === null ? null : value(cost);
    },
  });
  return [
    column('self ms (cpu pass)', (cost) => cost.selfMs),
    column('self share', (cost) => cost.selfShare),
    column('total ms (cpu pass)', (cost) => cost.totalMs),
    column('total share', (cost) => cost.totalShare),
    column('calls (calls pass)', (cost) => cost.calls),
    column('calls/op', (cost) => cost.callsPerOperation),
    column('allocated bytes (alloc pass)', (cost) => cost.allocatedBytes),
    ...growthColumns<FunctionRow>(`${build} `, (row) => read(row)?.growth),
  ];
}

/** Callers or callees of one function of one build. */
export function writeNeighbours(rows: readonly NeighbourRow[], build: string): CsvTable {
  return writeTable<NeighbourRow>(
    [
      ...placeColumns<NeighbourRow>(({ key }) => key),
      { head: `${build} ms (cpu pass)`, cell: ({ ms }) => ms },
      { head: `${build} share`, cell: ({ share }) => share },
    ],
    rows,
  );
}
