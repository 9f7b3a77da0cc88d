/** What is known of one build's functions besides their names: exact counts, who calls them, which syncs they ask for. */
import type { LoadedWorkload } from '../../model/loaded';
import { functionMatrixOf } from '../functions/function-matrix';
import type { FunctionMatrix, FunctionSeries } from '../functions/function-matrix';
import { findSyncAskers } from './sync-askers';
import type { SyncEvidence } from './sync-askers';

/** The caller of what is called by the part of a program that runs once, or by nothing. */
export const ENTRY = -1;
/** The caller of what was in no sample, or has callers of about equal weight. */
export const UNKNOWN = -2;

/** Evidence of one build; rows are those of its matrix. */
export interface MatchEvidence {
  rows: readonly FunctionSeries[];
  /** Rows that may be paired: the project's own functions, or native ones in a build without any. */
  eligible: readonly number[];
  /** Calls for each operation at each shared size; null where they were not counted or none was made. */
  calls: readonly (readonly number[] | null)[];
  /** Equal exactly where `calls` are; null with them. */
  signatures: readonly (string | null)[];
  /** True where a count is one that unrelated functions may have as well. */
  common: readonly boolean[];
  /** Row of the caller, ENTRY or UNKNOWN. */
  callers: Int32Array;
  /** True for what runs once or twice, whatever the operations. */
  ofRun: readonly boolean[];
  /** Share of the CPU time at the largest shared size under a function. */
  shares: Float64Array;
  /** Files synced and how often for each operation, of the function that asks; null for most. */
  syncs: readonly (SyncEvidence | null)[];
}

/** A caller of fewer than nine tenths of the time is not the caller. */
const CALLER_SHARE = 0.9;
/** Whole numbers up to this many are counts that any function may have: one a column, eight a row, two a node. */
const COMMON_FACTOR = 16;
/** Fewer calls coincide by chance. */
const LEAST_CALLS = 100;
/** A function called this often in a run is the run, not an operation. */
const RUN_CALLS = 2;

/** Sizes at which the calls of both were counted, where there are two or more; a count that was ended spoils its size alone. */
export function findSharedSizes(candidate: LoadedWorkload, reference: LoadedWorkload): number[] {
  const theirs = new Map(functionMatrixOf(reference).sizes.map((size) => [size.n, size]));
  const shared = functionMatrixOf(candidate).sizes.filter(({ n }) => theirs.has(n));
  const counted = shared.filter(({ n, calls }) => calls !== null && theirs.get(n)!.calls !== null);
  return (counted.length > 1 ? counted : shared).map(({ n }) => n);
}

/** Gathers the evidence at the sizes of `shared`, ascending. */
export function gatherEvidence(workload: LoadedWorkload, shared: readonly number[]): MatchEvidence {
  const matrix = functionMatrixOf(workload);
  const places = shared.map((n) => matrix.sizes.findIndex((size) => size.n === n));
  const calls = matrix.rows.map((series) => callsOf(matrix, series, places));
  const ofRun = matrix.rows.map((series) => isOfRun(matrix, series, places));
  const own = rowsOfKind(matrix, 'own');
  const eligible = own.length > 0 ? own : rowsOfKind(matrix, 'native');
  const last = places.at(-1) ?? -1;
  const cpuMs = matrix.sizes[last]?.cpuMs ?? 0;
  return {
    rows: matrix.rows,
    eligible,
    calls,
    signatures: calls.map((each) => each && each.map((rate) => rate.toPrecision(9)).join(' ')),
    common: calls.map((each) => each === null || isCommon(matrix, each, places)),
    callers: findCallers(matrix, places, new Set(eligible), ofRun),
    ofRun,
    shares: Float64Array.from(matrix.rows, ({ costs }) =>
      cpuMs > 0 ? costs[last]!.totalMs / cpuMs : 0,
    ),
    syncs: findSyncAskers(workload, matrix, places),
  };
}

function rowsOfKind({ rows }: FunctionMatrix, kind: FunctionSeries['kind']): number[] {
  return rows.flatMap((series, row) => (series.kind === kind ? [row] : []));
}

function callsOf(
  { sizes }: FunctionMatrix,
  { costs }: FunctionSeries,
  places: readonly number[],
): number[] | null {
  if (places.some((place) => sizes[place]?.calls == null)) return null;
  const rates = places.map((place) => costs[place]!.calls / sizes[place]!.operations);
  return rates.length > 0 && rates.some((rate) => rate > 0) ? rates : null;
}

/** Whether a function belongs to the part that runs once, whatever the operations; false where that is not counted. */
function isOfRun(
  { sizes }: FunctionMatrix,
  { costs, key }: FunctionSeries,
  places: readonly number[],
): boolean {
  if (places.some((place) => sizes[place]?.calls == null)) return isEntryName(key.function);
  const totals = places.map((place) => costs[place]!.calls);
  const [first = 0] = totals;
  // V8 counts a module's own code once, callgrind the start of a program not at all.
  if (totals.every((total) => total === 0)) return isEntryName(key.function);
  return first <= RUN_CALLS && totals.every((total) => total === first);
}

function isEntryName(name: string): boolean {
  return name === 'main' || name === '<module>' || name === '_start' || name === '(anonymous)';
}

/** Whether calls of an operation, or of a run, are a small whole number, or that many for each of n items. */
function isCommon(
  { sizes }: FunctionMatrix,
  rates: readonly number[],
  places: readonly number[],
): boolean {
  const ns = places.map((place) => sizes[place]!.n);
  const totals = rates.map((rate, index) => rate * sizes[places[index]!]!.operations);
  if (rates.length < 3 || totals.at(-1)! < LEAST_CALLS) return true;
  return isSmallLine(ns, rates) || isSmallLine(ns, totals);
}

/** Whether values are a·n + b with small whole a and b. */
function isSmallLine(ns: readonly number[], values: readonly number[]): boolean {
  const last = ns.length - 1;
  const slope = (values[last]! - values[0]!) / (ns[last]! - ns[0]!);
  const start = values[0]! - slope * ns[0]!;
  const isSmall = (value: number) =>
    Math.abs(value - Math.round(value)) < 1e-6 && Math.abs(value) <= COMMON_FACTOR;
  return (
    isSmall(slope) &&
    isSmall(start) &&
    values.every((value, index) => Math.abs(value - slope * ns[index]! - start) < 1e-6)
  );
}

/** The caller of each row among the eligible ones; what belongs to the run stands for the entry. */
function findCallers(
  matrix: FunctionMatrix,
  places: readonly number[],
  eligible: ReadonlySet<number>,
  ofRun: readonly boolean[],
): Int32Array {
  const weights = matrix.rows.map(() => new Map<number, number>());
  for (const place of places) {
    const tree = matrix.cpuTrees[place];
    const rows = matrix.cpuRows[place];
    if (tree == null || rows == null) continue;
    // The nearest eligible row at or above each node; a parent stands before its children.
    const nearest = new Int32Array(tree.length).fill(ENTRY);
    for (let node = 1; node < tree.length; node += 1) {
      const row = rows[tree.func[node]!]!;
      const above = nearest[tree.parent[node]!]!;
      const isPlace = row >= 0 && eligible.has(row);
      nearest[node] = !isPlace ? above : ofRun[row] === true ? ENTRY : row;
      // Recursion is no caller.
      if (!isPlace || above === row) continue;
      const edges = weights[row]!;
      edges.set(above, (edges.get(above) ?? 0) + tree.total[node]!);
    }
  }
  return Int32Array.from(weights, (edges) => {
    let whole = 0;
    for (const weight of edges.values()) whole += weight;
    for (const [caller, weight] of edges) {
      if (weight >= CALLER_SHARE * whole && weight > 0) return caller;
    }
    return UNKNOWN;
  });
}
