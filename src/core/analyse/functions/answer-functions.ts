/** Rows of the functions table. */
import { formatCount } from '../format-figure';
import type { KnownPairs } from '../../model/function-pairing';
import type { FrameKind } from '../../model/profile';
import type { GrowthFit } from '../../model/answers';
import type {
  FunctionColumn,
  FunctionCost,
  FunctionRow,
  FunctionsAnswer,
  FunctionsQuestion,
} from '../../model/function-answers';
import type { FrameKey } from '../../model/view-answers';
import { buildLabels, findSize, findWorkload } from '../analysis-context';
import type { AnalysisContext } from '../analysis-context';
import { alignFunctions, nameRows } from '../diff/align-functions';
import { describePairing } from '../diff/describe-pairing';
import { findKnownPairs } from '../diff/match-functions';
import { parseSearch } from '../flame/search-pattern';
import { compareCosts } from './cost-noise';
import { headroomOf } from './estimate-headroom';
import { callPoints, cpuPoints, fitCalls, fitSampled } from './function-growth';
import { isCut, listWholePasses } from '../part/cut-context';
import { keyText } from '../tree/function-list';
import { functionMatrixOf } from './function-matrix';
import type { FunctionMatrix, FunctionSeries, SizeTotals } from './function-matrix';

/** A function of either build before its growth is fitted, which is done for the rows of the page alone. */
interface Draft {
  key: FrameKey;
  kind: FrameKind;
  candidate: FunctionSeries | null;
  reference: FunctionSeries | null;
}

interface Side {
  matrix: FunctionMatrix;
  /** Size asked for. */
  index: number;
  growthOf: (series: FunctionSeries) => GrowthFit | null;
  /** Passes whose costs say whether a function was seen: of a part of a run only those that were cut to it. */
  counts: { calls: boolean; cpu: boolean; alloc: boolean };
}

/** One page of the functions of one place, ordered and filtered. Functions without any cost there are not listed. */
export function answerFunctions(
  question: FunctionsQuestion,
  context: AnalysisContext,
): FunctionsAnswer {
  const ours = openSide(question, context, 'candidate');
  const theirs = openSide(question, context, 'reference');
  const notes = listNotes(question, context, ours, theirs);
  const pairs = findKnownPairs(context, question.workload);
  const drafts = listDrafts(ours, theirs, pairs).filter(
    ({ candidate, reference }) => isSeen(candidate, ours) || isSeen(reference, theirs),
  );
  const search = parseSearch(question.search);
  if (search?.note != null) notes.push(search.note);
  const matching = drafts.filter(
    ({ key, kind }) =>
      (!question.onlyOwnCode || kind === 'own') &&
      (search === null || search.matches(key.function) || search.matches(key.file ?? '')),
  );
  const columnOf = readColumn(question.sort, ours, theirs);
  const sorted = matching
    .map((draft) => ({ draft, by: columnOf(draft) }))
    .sort((a, b) => compareCells(a.by, b.by, question.descending))
    .map(({ draft }) => draft);
  const from = Math.max(0, question.offset);
  const page = sorted.slice(from, from + Math.max(0, question.count));
  return {
    rows: page.map((draft) => finishRow(draft, ours, theirs, pairs)),
    matching: matching.length,
    all: drafts.length,
    notes,
  };
}

function openSide(
  question: FunctionsQuestion,
  context: AnalysisContext,
  side: 'candidate' | 'reference',
): Side | null {
  const workload = findWorkload(context[side], question.workload);
  if (workload === null) return null;
  const matrix = functionMatrixOf(workload);
  const index = matrix.sizes.findIndex(({ n }) => n === question.n);
  if (index < 0) return null;
  if (context.whole === undefined) {
    const counts = { calls: true, cpu: true, alloc: true };
    return { matrix, index, counts, growthOf: (series) => fitGrowth(series, matrix) };
  }
  const size = findSize(context[side], question.workload, question.n);
  const byAlloc = question.sort === 'allocated';
  const byCalls = ['calls', 'callsPerOperation', 'referenceCalls'].includes(question.sort);
  const cpu = isCut(size, 'cpu');
  return {
    matrix,
    index,
    growthOf: growthInWhole(context.whole[side], question.workload),
    counts: {
      calls: byCalls || size?.cpu == null,
      cpu: cpu || size?.calls == null,
      alloc: byAlloc || isCut(size, 'alloc'),
    },
  };
}

/** Growth is over the sizes of whole runs, also where a part of one is shown. */
function growthInWhole(
  recording: AnalysisContext['reference'],
  name: string,
): (series: FunctionSeries) => GrowthFit | null {
  const workload = findWorkload(recording, name);
  if (workload === null) return () => null;
  const matrix = functionMatrixOf(workload);
  const rows = new Map(matrix.rows.map((row) => [keyText(row.key), row]));
  return ({ key }) => {
    const row = rows.get(keyText(key));
    return row === undefined ? null : fitGrowth(row, matrix);
  };
}

function listNotes(
  question: FunctionsQuestion,
  context: AnalysisContext,
  ours: Side | null,
  theirs: Side | null,
): string[] {
  const labels = buildLabels(context);
  const notes: string[] = [];
  const check = (label: string, side: Side | null) => {
    if (side === null) {
      notes.push(`${label} has no data of ${question.workload} at n = ${formatCount(question.n)}.`);
      return;
    }
    const { calls, cpuMs, allocatedBytes } = side.matrix.sizes[side.index]!;
    const missing = [
      ...(cpuMs === null ? ['cpu'] : []),
      ...(calls === null ? ['calls'] : []),
      ...(allocatedBytes === null ? ['alloc'] : []),
    ];
    if (missing.length > 0) notes.push(`${label} has no ${missing.join(', ')} pass here.`);
  };
  check(labels.candidate, ours);
  if (context.reference !== null) check(labels.reference, theirs);
  if (context.whole !== undefined) {
    notes.push(
      ...listWholePasses(context, question, ['cpu', 'alloc']),
      'Calls and growth are of whole runs: exact counts have no times.',
    );
  }
  return notes;
}

function listDrafts(ours: Side | null, theirs: Side | null, pairs: KnownPairs): Draft[] {
  const rowsOf = (side: Side | null) => nameRows(side?.matrix.rows ?? []);
  const alignment = alignFunctions(rowsOf(ours), rowsOf(theirs), pairs);
  const partners = new Map<number, number[]>();
  alignment.reference.forEach((group, row) => {
    partners.set(group, [...(partners.get(group) ?? []), row]);
  });
  const drafts: Draft[] = [];
  ours?.matrix.rows.forEach((series, row) => {
    // A group may hold more rows on one side: the first takes the first, the others stand alone.
    const partner = partners.get(alignment.candidate[row]!)?.shift();
    drafts.push({
      key: series.key,
      kind: series.kind,
      candidate: series,
      reference: partner === undefined ? null : theirs!.matrix.rows[partner]!,
    });
  });
  for (const rows of partners.values()) {
    for (const row of rows) {
      const series = theirs!.matrix.rows[row]!;
      drafts.push({ key: series.key, kind: series.kind, candidate: null, reference: series });
    }
  }
  return drafts;
}

function isSeen(series: FunctionSeries | null, side: Side | null): boolean {
  if (series === null || side === null) return false;
  const costs = series.costs[side.index]!;
  const { counts } = side;
  return (
    (counts.calls && costs.calls > 0) ||
    (counts.cpu && costs.totalMs > 0) ||
    (counts.alloc && costs.allocatedBytes > 0)
  );
}

type Cell = string | number | null;

function readColumn(
  column: FunctionColumn,
  ours: Side | null,
  theirs: Side | null,
): (draft: Draft) => Cell {
  const cost = (series: FunctionSeries | null, side: Side | null) =>
    series === null || side === null ? null : series.costs[side.index]!;
  switch (column) {
    case 'function':
      return ({ key }) => key.function;
    case 'file':
      return ({ key }) =>
        key.file === null ? null : `${key.file}:${String(key.line).padStart(7)}`;
    case 'self':
      return ({ candidate }) => cost(candidate, ours)?.selfMs ?? null;
    case 'total':
      return ({ candidate }) => cost(candidate, ours)?.totalMs ?? null;
    case 'calls':
    case 'callsPerOperation':
      return ({ candidate }) => cost(candidate, ours)?.calls ?? null;
    case 'allocated':
      return ({ candidate }) => cost(candidate, ours)?.allocatedBytes ?? null;
    case 'growth':
      return ({ candidate, reference }) =>
        (candidate === null ? growthOn(theirs, reference) : growthOn(ours, candidate))?.exponent ??
        null;
    case 'referenceSelf':
      return ({ reference }) => cost(reference, theirs)?.selfMs ?? null;
    case 'referenceTotal':
      return ({ reference }) => cost(reference, theirs)?.totalMs ?? null;
    case 'referenceCalls':
      return ({ reference }) => cost(reference, theirs)?.calls ?? null;
    case 'difference':
      return (draft) => differenceOf(draft, ours, theirs);
  }
}

/** Empty cells stand last in either direction; equal ones keep their order. */
function compareCells(a: Cell, b: Cell, descending: boolean): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const order =
    typeof a === 'string' || typeof b === 'string'
      ? String(a) < String(b)
        ? -1
        : Number(String(a) > String(b))
      : a - b;
  return descending ? -order : order;
}

function differenceOf(draft: Draft, ours: Side | null, theirs: Side | null): number | null {
  if (ours === null || theirs === null) return null;
  const [a, b] = [ours.matrix.sizes[ours.index]!, theirs.matrix.sizes[theirs.index]!];
  if (a.cpuMs === null || b.cpuMs === null) return null;
  const above = (draft.candidate?.costs[ours.index]!.selfMs ?? 0) / a.operations;
  const below = (draft.reference?.costs[theirs.index]!.selfMs ?? 0) / b.operations;
  return above - below;
}

function finishRow(
  draft: Draft,
  ours: Side | null,
  theirs: Side | null,
  pairs: KnownPairs,
): FunctionRow {
  const { candidate, reference } = draft;
  const pairing =
    candidate === null || reference === null
      ? null
      : describePairing(candidate.key, reference.key, pairs);
  return {
    key: draft.key,
    kind: draft.kind,
    candidate: costOf(draft.candidate, ours),
    reference: costOf(draft.reference, theirs),
    differenceMs: differenceOf(draft, ours, theirs),
    ...(pairing === null || pairing.by === 'name'
      ? {}
      : { partner: { key: reference!.key, ...pairing } }),
    ...judgeRow(draft, ours, theirs),
  };
}

/** Interval of the difference, and what the run would cost with the reference's cost of this function. */
function judgeRow(
  draft: Draft,
  ours: Side | null,
  theirs: Side | null,
): Pick<FunctionRow, 'differenceCi95Ms' | 'insideNoise' | 'headroom'> {
  if (ours === null || theirs === null) return {};
  const [a, b] = [ours.matrix.sizes[ours.index]!, theirs.matrix.sizes[theirs.index]!];
  if (a.cpuMs === null || b.cpuMs === null) return {};
  const costOfSide = (series: FunctionSeries | null, index: number, size: SizeTotals) => ({
    cost: (series?.costs[index]?.selfMs ?? 0) / size.operations,
    quantum: size.cpuQuantumMs / size.operations,
  });
  const { ci95, insideNoise } = compareCosts(
    costOfSide(draft.candidate, ours.index, a),
    costOfSide(draft.reference, theirs.index, b),
  );
  const headroom =
    draft.candidate === null || draft.reference === null
      ? null
      : headroomOf({
          candidate: draft.candidate,
          reference: draft.reference,
          candidateIndex: ours.index,
          referenceIndex: theirs.index,
          candidateTotals: a,
          referenceTotals: b,
        });
  return { differenceCi95Ms: ci95, insideNoise, ...(headroom === null ? {} : { headroom }) };
}

function costOf(series: FunctionSeries | null, side: Side | null): FunctionCost | null {
  if (series === null || side === null) return null;
  const size = side.matrix.sizes[side.index]!;
  const costs = series.costs[side.index]!;
  const shareOf = (ms: number) =>
    size.cpuMs === null ? null : size.cpuMs > 0 ? ms / size.cpuMs : 0;
  return {
    selfMs: size.cpuMs === null ? null : costs.selfMs,
    totalMs: size.cpuMs === null ? null : costs.totalMs,
    selfShare: shareOf(costs.selfMs),
    totalShare: shareOf(costs.totalMs),
    calls: size.calls === null ? null : costs.calls,
    callsPerOperation: size.calls === null ? null : costs.calls / size.operations,
    allocatedBytes: size.allocatedBytes === null ? null : costs.allocatedBytes,
    growth: side.growthOf(series),
  };
}

function growthOn(side: Side | null, series: FunctionSeries | null): GrowthFit | null {
  return side === null || series === null ? null : side.growthOf(series);
}

/** Growth of the calls where they were counted, else of the total time. */
function fitGrowth(series: FunctionSeries, matrix: FunctionMatrix): GrowthFit | null {
  const calls = callPoints(matrix, series);
  if (calls.some(({ value }) => value > 0)) return fitCalls(calls);
  const times = cpuPoints(matrix, series, (costs) => costs.totalMs);
  return times.some(({ value }) => value > 0) ? fitSampled(times) : null;
}
