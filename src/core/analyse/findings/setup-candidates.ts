/**
 * Functions that look like setup repeated for each operation. What separates setup from an operation's normal work, which is
 * called once for each operation just as well:
 *
 * 1. Against a counterpart that runs (the reference has the same function and calls it, but a fixed number of times a run): the
 *    reference proves by running that the work need not be repeated. No other evidence is asked for.
 * 2. Without a counterpart, nothing proves it, so three things have to agree: the calls for each operation are a constant of at
 *    least one over all sizes; the time of a call does not depend on n, while an operation's work on its data usually does; and the
 *    name begins with a verb that says setup (parse, compile, load, open …), a convention of most languages, never a
 *    name of a certain program. A second workload in which the same holds raises the confidence.
 *
 * Functions on the way to syncs are left out in the first case (a commit once for each operation is another finding), and so is
 * whatever grows with n (growth is another finding too).
 */
import { callPoints, cpuPoints } from '../functions/function-growth';
import type { FunctionSeries } from '../functions/function-matrix';
import { fitExponent } from '../growth/fit-exponent';
import type { ComparedView } from '../compare/compared-view';
import { listSyncCallers } from './sync-frames';
import { THRESHOLDS } from './thresholds';

const { setup } = THRESHOLDS;

/** Verbs of preparation; `create` and `build` are left out, since each operation may create its own result. */
const SETUP_VERB =
  /^[#_$]*(parse|compile|tokeni[sz]e|lex|load|reload|init|initiali[sz]e|setup|set_up|configure|bootstrap|connect|open|prepare|plan|register|discover)(?![a-z])/;
/** The same with a capital or an underscore before it: `Catalog.load`, `doParse`. */
const SETUP_PART =
  /[.#_](parse|compile|tokeni[sz]e|load|reload|init|initiali[sz]e|setup|prepare|plan)(?![a-z])/;

/** A function called again for each operation. */
export interface SetupFunction {
  row: number;
  series: FunctionSeries;
  callsPerOperation: number;
  /** Null: no counterpart, or one that is never called. */
  referenceCallsPerOperation: number | null;
  /** Calls of the counterpart in a whole run. */
  referenceCalls: number | null;
  /** Highest share of CPU under it over the sizes, and where. */
  cpuShare: number;
  cpuMs: number;
  n: number;
  proof: 'counterpart' | 'name';
}

/** Whether a name begins with a verb of preparation. */
export function isSetupName(name: string): boolean {
  const last = name.split(' ').at(-1) ?? name;
  return SETUP_VERB.test(last) || SETUP_PART.test(last);
}

function isUnnamed(name: string): boolean {
  return name === '' || name.startsWith('(') || name.startsWith('<');
}

/** Setup repeated for each operation, the most costly first. */
export function findSetupFunctions(view: ComparedView): SetupFunction[] {
  const found = view.candidate.matrix.rows.flatMap((series, row): SetupFunction[] => {
    if (series.kind !== 'own' && series.kind !== 'library') return [];
    // A function without a name has no counterpart that can be told from its other namesakes.
    if (isUnnamed(series.key.function)) return [];
    const calls = measureCalls(view, series);
    if (calls === null) return [];
    const cost = highestCost(view, series);
    if (cost === null || cost.share < setup.cpuShare || cost.ms < setup.samples) return [];
    const partner = view.namesakeOf(row);
    const theirs = partner === null ? null : countCounterpart(view, partner);
    // What the reference does as often under another name is no setup that it spares.
    if (partner === null && view.counterpartOf(row) !== null) return [];
    const shared = {
      row,
      series,
      callsPerOperation: calls,
      cpuShare: cost.share,
      cpuMs: cost.ms,
      n: cost.n,
    };
    if (theirs !== null && theirs.total > 0) {
      if (theirs.perOperation > setup.referenceShare * calls) return [];
      if (leadsToSyncs(view, series) || costGrows(view, series)) return [];
      return [
        {
          ...shared,
          referenceCallsPerOperation: theirs.perOperation,
          referenceCalls: theirs.total,
          proof: 'counterpart',
        },
      ];
    }
    if (!isSetupName(series.key.function) || costGrows(view, series)) return [];
    if (!isCalledByCode(view, row, cost.index)) return [];
    return [{ ...shared, referenceCallsPerOperation: null, referenceCalls: null, proof: 'name' }];
  });
  // What is called more often belongs to a preparation if there is one, and is none by itself.
  const isPart = ({ callsPerOperation }: SetupFunction) =>
    callsPerOperation > setup.mostCallsPerOperation;
  if (found.every(isPart)) return [];
  return found.sort((a, b) => Number(isPart(a)) - Number(isPart(b)) || b.cpuShare - a.cpuShare);
}

/**
 * Whether most of its time lies below other code of the project or its packages. V8 counts a function that waits (`await`) once more each time it
 * goes on, and nothing stands above it then: a loop that loads all items is called once for each of them, and prepares nothing.
 */
function isCalledByCode(view: ComparedView, row: number, index: number): boolean {
  const { matrix } = view.candidate;
  const tree = matrix.cpuTrees[index];
  const rows = matrix.cpuRows[index];
  if (tree == null || rows == null) return true;
  /** 1 below code of the project, 2 below the function itself. */
  const below = new Uint8Array(tree.length);
  let all = 0;
  let called = 0;
  for (let node = 1; node < tree.length; node += 1) {
    const parent = tree.parent[node]!;
    const parentRow = parent === 0 ? -1 : rows[tree.func[parent]!]!;
    const kind = parentRow < 0 ? null : matrix.rows[parentRow]!.kind;
    const isCode = kind === 'own' || kind === 'library';
    below[node] = parentRow === row ? 2 : Math.max(below[parent]!, isCode ? 1 : 0);
    if (rows[tree.func[node]!] !== row || below[node] === 2) continue;
    all += tree.total[node]!;
    if (below[node] === 1) called += tree.total[node]!;
  }
  return called >= setup.calledShare * all;
}

/** Calls for each operation when they are a constant of about one or more; null otherwise. */
function measureCalls(view: ComparedView, series: FunctionSeries): number | null {
  const points = callPoints(view.candidate.matrix, series);
  if (points.length === 0) return null;
  const perOperation = points.map(({ value, operations }) => value / operations);
  const [low, high] = [Math.min(...perOperation), Math.max(...perOperation)];
  if (low < setup.callsPerOperation) return null;
  // With operations fixed, calls of the start are in every figure; with operations = n they fade.
  const slack = Math.max(...points.map(({ operations }) => 3 / operations));
  return high - low <= setup.flatness * high + slack
    ? perOperation[perOperation.length - 1]!
    : null;
}

/** Where the function holds most of the CPU: at the largest size a growing part may hide it. */
function highestCost(
  view: ComparedView,
  series: FunctionSeries,
): { share: number; ms: number; n: number; index: number } | null {
  let best: { share: number; ms: number; n: number; index: number } | null = null;
  view.candidate.matrix.sizes.forEach((size, index) => {
    if (size.cpuMs === null || size.cpuMs <= 0) return;
    const ms = series.costs[index]!.totalMs;
    const share = ms / size.cpuMs;
    if (ms >= setup.samples && (best === null || share > best.share))
      best = { share, ms, n: size.n, index };
  });
  return best;
}

function countCounterpart(view: ComparedView, partner: FunctionSeries) {
  const points = callPoints(view.reference.matrix, partner);
  const last = points[points.length - 1];
  if (last === undefined) return null;
  return { total: last.value, perOperation: last.value / last.operations };
}

/** Whether most syncs are asked for under this function. */
function leadsToSyncs(view: ComparedView, series: FunctionSeries): boolean {
  return view.candidate.sizes.some((size) => {
    const callers = listSyncCallers(size);
    const most = Math.max(0, ...callers.map(({ total }) => total));
    return callers.some(
      ({ key, total }) =>
        key.function === series.key.function && key.file === series.key.file && total * 2 > most,
    );
  });
}

/** Whether the time for each operation grows with n by more than sampling makes: an interval of the slope above a quarter. */
function costGrows(view: ComparedView, series: FunctionSeries): boolean {
  const points = cpuPoints(view.candidate.matrix, series, (costs) => costs.totalMs);
  const slope = fitExponent(
    points.map(({ n, value, operations }) => ({ n, value: value / operations })),
    0,
  );
  if (slope === null || slope.exponent < THRESHOLDS.grows.exponent) return false;
  return points.length < 3 || slope.ci95[0] > THRESHOLDS.grows.exponent / 2;
}
