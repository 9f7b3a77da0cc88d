/** The numbers of an answer as tables: medians with intervals, every column naming its build and pass. */
import type {
  BuildNumbers,
  ComparisonAnswer,
  GrowthByMetric,
  MedianEstimate,
  ProfileAnswer,
  RatioEstimate,
} from '../model/answers';
import {
  formatBytes,
  formatCount,
  formatInterval,
  formatPerOperation,
  formatRatio,
  formatSpread,
  formatTime,
  NOT_MEASURED,
} from '../model/format-quantity';
import { cell, type Cell, type Column, type ReportTable } from './report-table';

/** Wall time, ratio, growth and the counts per operation; one row a size. */
export function tabulateNumbers(answer: ComparisonAnswer | ProfileAnswer): ReportTable {
  return answer.kind === 'comparison' ? tabulateComparison(answer) : tabulateProfile(answer);
}

/** CPU time and peak memory; one row a size. */
export function tabulateResources(answer: ComparisonAnswer | ProfileAnswer): ReportTable {
  const names = buildNames(answer);
  const columns: Column[] = [
    ...placeColumns,
    ...names.flatMap(({ name, role }) => [
      { label: `${name} CPU`, role, numeric: true },
      { label: `${name} peak memory`, role, numeric: true },
    ]),
  ];
  const rows = answer.workloads.flatMap((workload) =>
    workload.sizes.map((size) => [
      cell(workload.name),
      cell(formatCount(size.n)),
      ...('numbers' in size ? [size.numbers] : [size.candidate, size.reference]).flatMap(
        (numbers) => [timeCell(numbers.cpuMs), bytesCell(numbers.peakRssBytes)],
      ),
    ]),
  );
  return { columns, rows };
}

/** The builds of an answer with their roles; where both have one name, the role is added. */
export function buildNames(
  answer: ComparisonAnswer | ProfileAnswer,
): { name: string; role: 'candidate' | 'reference' }[] {
  if (answer.kind === 'recording') return [{ name: answer.build.name, role: 'candidate' }];
  const [candidate, reference] = [answer.candidate.name, answer.reference.name];
  const same = candidate === reference;
  return [
    { name: same ? `${candidate} (candidate)` : candidate, role: 'candidate' },
    { name: same ? `${reference} (reference)` : reference, role: 'reference' },
  ];
}

const placeColumns: readonly Column[] = [
  { label: 'workload', numeric: false },
  { label: 'n', numeric: true },
];

const countColumns: readonly Column[] = [
  { label: 'calls/op', numeric: true },
  { label: 'syncs/op', numeric: true },
  { label: 'bytes/op', numeric: true },
];

function tabulateComparison(answer: ComparisonAnswer): ReportTable {
  const columns: Column[] = [
    ...placeColumns,
    ...buildNames(answer).map(({ name, role }) => ({ label: name, role, numeric: true })),
    { label: 'ratio', numeric: true },
    { label: 'growth of run', numeric: true },
    ...countColumns,
  ];
  const rows = answer.workloads.flatMap((workload) =>
    workload.sizes.map((size, index) => {
      const { candidate, reference, ratio, n } = size;
      const pair = (of: (numbers: BuildNumbers) => string): Cell =>
        cell(joinPair(of(candidate), of(reference)));
      const isLast = index === workload.sizes.length - 1;
      const { growth } = workload;
      return [
        cell(workload.name),
        cell(formatCount(n)),
        timeCell(candidate.wallMs),
        timeCell(reference.wallMs),
        ratioCell(ratio.wall),
        isLast ? growthCell(growth.candidate, growth.reference) : cell(''),
        pair(callsText),
        pair(syncsText),
        pair(allocatedText),
      ];
    }),
  );
  return { columns, rows };
}

function tabulateProfile(answer: ProfileAnswer): ReportTable {
  const columns: Column[] = [
    ...placeColumns,
    { label: answer.build.name, role: 'candidate', numeric: true },
    { label: 'growth of run', numeric: true },
    ...countColumns,
  ];
  const rows = answer.workloads.flatMap((workload) =>
    workload.sizes.map(({ n, numbers }, index) => [
      cell(workload.name),
      cell(formatCount(n)),
      timeCell(numbers.wallMs),
      index === workload.sizes.length - 1 ? growthCell(workload.growth) : cell(''),
      cell(callsText(numbers)),
      cell(syncsText(numbers)),
      cell(allocatedText(numbers)),
    ]),
  );
  return { columns, rows };
}

function timeCell(estimate: MedianEstimate | null): Cell {
  if (estimate === null) return cell(NOT_MEASURED);
  const { median, ci95 } = estimate;
  return cell(formatTime(median), formatSpread(median, ci95, 'ms'));
}

function bytesCell(estimate: MedianEstimate | null): Cell {
  if (estimate === null) return cell(NOT_MEASURED);
  const { median, ci95 } = estimate;
  return cell(formatBytes(median), formatSpread(median, ci95, 'bytes'));
}

function ratioCell(ratio: RatioEstimate | null): Cell {
  if (ratio === null) return cell(NOT_MEASURED);
  const { value, ci95, insideNoise } = ratio;
  const interval = ci95.every(Number.isFinite) ? formatInterval(ci95) : '';
  return cell(formatRatio(value), insideNoise ? `${interval} inside the noise` : interval);
}

/** Steadiest first: counts do not jitter, CPU time less than wall time. With a word for a column and one for a sentence. */
export const GROWTH_METRICS = [
  { metric: 'calls', word: 'calls', noun: 'calls' },
  { metric: 'cpu', word: 'CPU', noun: 'CPU time' },
  { metric: 'wall', word: 'wall', noun: 'wall time' },
] as const;

/** The steadiest metric whose class is known for all builds; null where there is none. */
export function chooseGrowthMetric(
  builds: readonly GrowthByMetric[],
): (typeof GROWTH_METRICS)[number] | null {
  const isKnown = (growth: GrowthByMetric, metric: 'calls' | 'cpu' | 'wall') =>
    (growth[metric]?.class ?? null) !== null;
  return (
    GROWTH_METRICS.find(({ metric }) => builds.every((growth) => isKnown(growth, metric))) ?? null
  );
}

function growthCell(...builds: readonly GrowthByMetric[]): Cell {
  const found = chooseGrowthMetric(builds);
  if (found === null) return cell(NOT_MEASURED);
  return cell(builds.map((growth) => growth[found.metric]!.class).join(' / '), found.word);
}

function callsText({ callsPerOperation: value }: BuildNumbers): string {
  return value === null ? NOT_MEASURED : formatPerOperation(value);
}

function syncsText({ syncsPerOperation: value }: BuildNumbers): string {
  return value === null ? NOT_MEASURED : formatPerOperation(value);
}

function allocatedText({ allocatedBytesPerOperation: value }: BuildNumbers): string {
  return value === null ? NOT_MEASURED : formatBytes(value);
}

function joinPair(candidate: string, reference: string): string {
  return `${candidate} / ${reference}`;
}
