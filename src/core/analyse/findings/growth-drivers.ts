/**
 * The functions that make a candidate grow faster than its reference: those called ever more often for each operation, and
 * those that hold the loop. A scan is called once a lookup and calls its callee n times: its own count is flat, so it is found
 * by the edge to what grows, or by its own time where the loop is a builtin without frames (a regular expression).
 */
import type { FindingFrame } from '../../model/finding';
import type { CommonSize, ComparedView } from '../compare/compared-view';
import { callPoints, cpuPoints, measureRise } from '../functions/function-growth';
import type { FunctionCosts, FunctionSeries } from '../functions/function-matrix';
import { findOwners } from '../tree/call-tree';
import { frameOf, MOST_FRAMES } from './rule';
import { THRESHOLDS } from './thresholds';

const { grows, frames: least } = THRESHOLDS;

/** A function whose calls for each operation grow faster than its counterpart's. */
export interface GrowingFunction {
  row: number;
  series: FunctionSeries;
  exponent: number;
  /** Null: no counterpart. */
  referenceExponent: number | null;
  callsPerOperation: number;
  referenceCallsPerOperation: number | null;
}

/** A function under which time grows although it is called no more often. */
export interface GrowthLoop {
  row: number;
  ms: number;
  exponent: number;
  referenceExponent: number | null;
  /** CPU time of its namesake in the whole run of the reference, of the same kind; null where it has none. */
  referenceMs: number | null;
}

/** What drives the growth. */
export interface GrowthDrivers {
  growing: GrowingFunction[];
  /** Loops, the most costly first: rows of the matrix. */
  loops: GrowthLoop[];
  /** Share of CPU at the largest size under growing functions and loops; null without a CPU pass. */
  cpuShare: number | null;
  /** Share of all calls at the largest size that growing functions make; null without counts. */
  callsShare: number | null;
  frames: FindingFrame[];
}

/** Finds the drivers at the largest common size. */
export function findGrowthDrivers(view: ComparedView, size: CommonSize): GrowthDrivers {
  const growing = findGrowing(view);
  const rows = new Map(growing.map((each) => [each.row, each]));
  const index = size.candidateIndex;
  const { matrix } = view.candidate;
  const cpuMs = matrix.sizes[index]!.usedCpuMs;
  const edges = cpuMs === null ? null : walkTree(view, index, new Set(rows.keys()));
  const loops = edges === null ? [] : findLoops(view, edges.loopMs, rows, cpuMs ?? 0);
  const allCalls = matrix.sizes[index]!.calls;
  const growingCalls = growing.reduce((sum, { series }) => sum + series.costs[index]!.calls, 0);
  const loopOwnMs = loops
    .filter(({ row }) => !isExpression(matrix.rows[row]!))
    .reduce((sum, { row }) => sum + ownRise(view, row), 0);
  const cost = ({ series }: GrowingFunction) => series.costs[index]!.totalMs;
  const isMajor = ({ ms }: GrowthLoop) => ms >= least.majorLoop * loops[0]!.ms;
  const frameOfLoop = ({ row, exponent, referenceExponent }: GrowthLoop) =>
    frameOf(matrix.rows[row]!, exponent, referenceExponent);
  const ranked = [...growing].sort(
    (a, b) =>
      foreign(a.series) - foreign(b.series) ||
      cost(b) - cost(a) ||
      b.callsPerOperation - a.callsPerOperation,
  );
  return {
    growing: ranked,
    loops,
    cpuShare:
      edges === null || cpuMs === null || cpuMs <= 0
        ? null
        : Math.min(1, (edges.coveredMs + loopOwnMs) / cpuMs),
    callsShare: allCalls === null || allCalls <= 0 ? null : growingCalls / allCalls,
    frames: withCaller(
      view,
      index,
      [
        ...loops.filter(isMajor).map(frameOfLoop),
        ...ranked.map((each) => frameOf(each.series, each.exponent, each.referenceExponent)),
        ...loops.filter((loop) => !isMajor(loop)).map(frameOfLoop),
      ],
      loops[0]?.row ?? ranked[0]?.row ?? -1,
    ),
  };
}

/** A compiled regular expression, by the name that V8 gives its frame. */
function isExpression({ kind, key }: FunctionSeries): boolean {
  return kind === 'native' && key.function.startsWith('RegExp: ');
}

/** At most eight frames, the last of them the project's own function that called a guilty package, where none is own. */
function withCaller(
  view: ComparedView,
  index: number,
  frames: FindingFrame[],
  guilty: number,
): FindingFrame[] {
  const { matrix } = view.candidate;
  const rows = matrix.cpuRows[index];
  const tree = matrix.cpuTrees[index];
  if (tree == null || rows == null || matrix.rows[guilty]?.kind !== 'library')
    return frames.slice(0, MOST_FRAMES);
  const callers = new Map<number, number>();
  for (let node = 1; node < tree.length; node += 1) {
    if (rows[tree.func[node]!] !== guilty) continue;
    let above = node;
    while (above > 0 && tree.functions.kinds[tree.func[above]!] !== 'own')
      above = tree.parent[above]!;
    if (above === 0) continue;
    const row = rows[tree.func[above]!]!;
    callers.set(row, (callers.get(row) ?? 0) + tree.total[node]!);
  }
  const [caller] = [...callers].sort((a, b) => b[1] - a[1]);
  if (caller === undefined) return frames.slice(0, MOST_FRAMES);
  const series = matrix.rows[caller[0]]!;
  if (frames.some((each) => each.function === series.key.function && each.file === series.key.file))
    return frames.slice(0, MOST_FRAMES);
  const rise = measureRise(cpuPoints(matrix, series, (costs) => costs.totalMs));
  return [...frames.slice(0, MOST_FRAMES - 1), frameOf(series, rise?.exponent ?? 0, null)];
}

/** The project's own functions and its packages' stand before those of the run time, which somebody called. */
function foreign(series: FunctionSeries): number {
  return series.kind === 'own' || series.kind === 'library' ? 0 : 1;
}

/** How the calls of all the reference's functions grow for each operation; 0 where they were not counted. */
function referenceExponent(view: ComparedView): number {
  const points = view.common.flatMap(({ n, operations, reference }) =>
    reference.calls === null ? [] : [{ n, operations, value: reference.calls }],
  );
  return Math.max(0, measureRise(points)?.exponent ?? 0);
}

function findGrowing(view: ComparedView): GrowingFunction[] {
  const { matrix } = view.candidate;
  const shared = new Set(view.common.map(({ n }) => n));
  // Where the reference goes through all items too, a function called for each of them costs more, but grows no faster.
  const floor = referenceExponent(view);
  return matrix.rows.flatMap((series, row): GrowingFunction[] => {
    const ours = measureRise(callPoints(matrix, series).filter(({ n }) => shared.has(n)));
    if (ours === null || ours.exponent - floor < grows.exponent || ours.lastTotal < grows.calls)
      return [];
    const partner = view.counterpartOf(row);
    const theirs =
      partner === null
        ? null
        : measureRise(callPoints(view.reference.matrix, partner).filter(({ n }) => shared.has(n)));
    if (theirs !== null) {
      if (ours.exponent - theirs.exponent < grows.exponent) return [];
      if (ours.last < grows.callsRatio * theirs.last) return [];
    }
    return [
      {
        row,
        series,
        exponent: ours.exponent,
        referenceExponent: theirs === null ? null : theirs.exponent,
        callsPerOperation: ours.last,
        referenceCallsPerOperation: theirs === null ? null : theirs.last,
      },
    ];
  });
}

/**
 * Time under growing functions in all, and by the flat function whose call it is (the loop): the innermost one, for a wrapper that all
 * functions of a library share grows as well, and stands around the call that begins all of them.
 */
function walkTree(view: ComparedView, index: number, growing: ReadonlySet<number>) {
  const { matrix } = view.candidate;
  const tree = matrix.cpuTrees[index]!;
  const rows = matrix.cpuRows[index]!;
  const owners = findOwners(tree);
  const loopMs = new Map<number, number>();
  const loops = new Int32Array(tree.length).fill(-1);
  const inside = new Uint8Array(tree.length);
  let coveredMs = 0;
  for (let node = 1; node < tree.length; node += 1) {
    const parent = tree.parent[node]!;
    const grows = growing.has(rows[tree.func[node]!]!);
    const owner = parent === 0 ? -1 : rows[owners[parent]!]!;
    if (grows && inside[parent] === 0) coveredMs += tree.total[node]!;
    inside[node] = grows ? 1 : inside[parent]!;
    const loop = grows && !growing.has(owner) ? owner : loops[parent]!;
    loops[node] = loop;
    if (loop >= 0) loopMs.set(loop, (loopMs.get(loop) ?? 0) + tree.self[node]!);
  }
  return { loopMs, coveredMs };
}

function findLoops(
  view: ComparedView,
  loopMs: ReadonlyMap<number, number>,
  growing: ReadonlyMap<number, GrowingFunction>,
  cpuMs: number,
): GrowthDrivers['loops'] {
  const { matrix } = view.candidate;
  const loops: GrowthDrivers['loops'] = [];
  matrix.rows.forEach((series, row) => {
    if (growing.has(row) || series.kind === 'gc' || series.kind === 'synthetic') return;
    const calledMs = loopMs.get(row) ?? 0;
    const ms = calledMs + ownRise(view, row);
    if (ms < least.loop * cpuMs || ms <= 0) return;
    const own = measureRise(cpuPoints(matrix, series, (costs) => costs.totalMs));
    const partner = view.counterpartOf(row);
    const theirs =
      partner === null
        ? null
        : measureRise(cpuPoints(view.reference.matrix, partner, (costs) => costs.totalMs));
    // A loop in the function itself is set against the counterpart's own time: what that calls may be another's start.
    const namesake = view.namesakeOf(row);
    const peers =
      namesake === null
        ? null
        : measureRise(
            cpuPoints(view.reference.matrix, namesake, (costs) =>
              calledMs > 0 ? costs.totalMs : costs.ownedMs,
            ),
          );
    loops.push({
      row,
      ms,
      exponent: own?.exponent ?? 0,
      referenceExponent: theirs?.exponent ?? null,
      referenceMs: peers?.lastTotal ?? null,
    });
  });
  // An expression holds at most what its function holds, and stands behind it.
  const expression = ({ row }: (typeof loops)[number]) => Number(isExpression(matrix.rows[row]!));
  return loops.sort((a, b) => b.ms - a.ms || expression(a) - expression(b));
}

/** Milliseconds at the largest size that a function's own time has grown by, if it grows faster than its counterpart's. */
function ownRise(view: ComparedView, row: number): number {
  const { matrix } = view.candidate;
  const series = matrix.rows[row]!;
  const isCode = series.kind === 'own' || series.kind === 'library';
  if (!isCode && !isExpression(series)) return 0;
  const costOf = (costs: FunctionCosts) => (isCode ? costs.ownedMs : costs.selfMs);
  const ours = measureRise(cpuPoints(matrix, series, costOf));
  if (ours === null || ours.exponent < grows.exponent || ours.lastTotal < least.ownMs) return 0;
  const partner = view.counterpartOf(row);
  const theirs =
    partner === null ? null : measureRise(cpuPoints(view.reference.matrix, partner, costOf));
  if (theirs !== null && ours.last < grows.callsRatio * theirs.last) return 0;
  return ours.lastTotal * (1 - ours.first / ours.last);
}
