/** Tables of the summary as they leave: the numbers of all sizes, the hottest functions, the ledger. */
import type {
  BuildNumbers,
  ComparisonAnswer,
  GrowthByMetric,
  HotFunction,
  LedgerEntry,
  MedianEstimate,
  ProfileAnswer,
  RatioEstimate,
} from '../../../core/model/answers';
import {
  nameBuilds,
  placeColumns,
  writeTable,
  writeYes,
  type CsvColumn,
  type CsvTable,
} from '../parts/csv-table';
import { growthColumns } from '../scaling/growth-csv';

interface SizeRow {
  workload: string;
  n: number;
  operations: number;
  candidate: BuildNumbers;
  reference: BuildNumbers | null;
  growth: { candidate: GrowthByMetric; reference: GrowthByMetric | null };
  wallRatio: RatioEstimate | null;
}

/** All sizes of all workloads; growth, which belongs to a workload, stands in each of its rows. */
export function writeNumbers(answer: ProfileAnswer | ComparisonAnswer): CsvTable {
  const { candidate, reference } = nameBuilds(
    answer.kind === 'comparison'
      ? { candidate: answer.candidate.name, reference: answer.reference.name }
      : { candidate: answer.build.name, reference: null },
  );
  const columns: CsvColumn<SizeRow>[] = [
    { head: 'workload', cell: ({ workload }) => workload },
    { head: 'n', cell: ({ n }) => n },
    { head: 'operations', cell: ({ operations }) => operations },
    ...numberColumns(
      candidate,
      (row) => row.candidate,
      (row) => row.growth.candidate,
    ),
  ];
  if (reference !== null) {
    columns.push(
      ...numberColumns(
        reference,
        (row) => row.reference,
        (row) => row.growth.reference,
      ),
      {
        head: `wall ratio ${candidate} / ${reference}`,
        cell: (row) => row.wallRatio?.value ?? null,
      },
      { head: 'wall ratio 95 % low', cell: (row) => row.wallRatio?.ci95[0] ?? null },
      { head: 'wall ratio 95 % high', cell: (row) => row.wallRatio?.ci95[1] ?? null },
      { head: 'within the noise', cell: (row) => writeYes(row.wallRatio?.insideNoise) },
    );
  }
  return writeTable(columns, listSizes(answer));
}

function listSizes(answer: ProfileAnswer | ComparisonAnswer): SizeRow[] {
  if (answer.kind === 'comparison') {
    return answer.workloads.flatMap(({ name, sizes, growth }) =>
      sizes.map(({ n, operations, candidate, reference, ratio }) => ({
        ...{ workload: name, n, operations, candidate, reference, growth },
        wallRatio: ratio.wall,
      })),
    );
  }
  return answer.workloads.flatMap(({ name, sizes, growth }) =>
    sizes.map(({ n, operations, numbers }) => ({
      ...{ workload: name, n, operations, candidate: numbers, reference: null },
      growth: { candidate: growth, reference: null },
      wallRatio: null,
    })),
  );
}

function numberColumns(
  build: string,
  numbersOf: (row: SizeRow) => BuildNumbers | null,
  growthOf: (row: SizeRow) => GrowthByMetric | null,
): CsvColumn<SizeRow>[] {
  const column = (head: string, read: (numbers: BuildNumbers) => number | null | undefined) => ({
    head: `${build} ${head}`,
    cell: (row: SizeRow) => {
      const numbers = numbersOf(row);
      return numbers === null ? null : (read(numbers) ?? null);
    },
  });
  const median = (
    what: string,
    unit: string,
    read: (numbers: BuildNumbers) => MedianEstimate | null,
  ) => [
    column(`${what} ${unit} (time pass; median)`, (numbers) => read(numbers)?.median),
    column(`${what} 95 % low ${unit}`, (numbers) => read(numbers)?.ci95[0]),
    column(`${what} 95 % high ${unit}`, (numbers) => read(numbers)?.ci95[1]),
  ];
  return [
    ...median('wall', 'ms', ({ wallMs }) => wallMs),
    column('runs', ({ wallMs }) => wallMs?.runs),
    ...median('CPU', 'ms', ({ cpuMs }) => cpuMs),
    ...median('peak memory', 'bytes', ({ peakRssBytes }) => peakRssBytes),
    column('calls/op (calls pass)', ({ callsPerOperation }) => callsPerOperation),
    column('syncs/op (syscalls pass)', ({ syncsPerOperation }) => syncsPerOperation),
    column('bytes/op (alloc pass)', (numbers) => numbers.allocatedBytesPerOperation),
    ...growthColumns<SizeRow>(`${build} wall `, (row) => growthOf(row)?.wall),
    ...growthColumns<SizeRow>(`${build} calls `, (row) => growthOf(row)?.calls),
  ];
}

/** Functions of one build by their own time. */
export function writeHottest(rows: readonly HotFunction[], build: string): CsvTable {
  return writeTable<HotFunction>(
    [
      ...placeColumns<HotFunction>((row) => row),
      { head: `${build} self ms (cpu pass)`, cell: ({ selfMs }) => selfMs },
      { head: `${build} self share`, cell: ({ selfShare }) => selfShare },
      { head: `${build} total ms (cpu pass)`, cell: ({ totalMs }) => totalMs },
      { head: `${build} total share`, cell: ({ totalShare }) => totalShare },
    ],
    rows,
  );
}

/** What each pass did, in the order of the ledger. */
export function writeLedger(entries: readonly LedgerEntry[]): CsvTable {
  return writeTable<LedgerEntry>(
    [
      { head: 'build', cell: ({ build }) => build },
      { head: 'workload', cell: ({ workload }) => workload },
      { head: 'n', cell: ({ n }) => n },
      { head: 'pass', cell: ({ instrument }) => instrument },
      { head: 'wall ms', cell: ({ wallMs }) => wallMs },
      { head: 'overhead over the time pass', cell: ({ overhead }) => overhead },
      { head: 'samples', cell: ({ samples }) => samples },
      { head: 'samples lost', cell: ({ lostSamples }) => lostSamples },
      { head: 'how', cell: ({ mechanism }) => mechanism },
      { head: 'command', cell: ({ command }) => command.join(' ') },
      { head: 'failure', cell: ({ failure }) => failure?.message ?? null },
      { head: 'notes', cell: ({ notes }) => notes.join(' ') },
    ],
    entries,
  );
}
