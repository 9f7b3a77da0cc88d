/** Whether each operation of the candidate does again what the reference does once in a run, under whatever names the project calls it. */
import { callPoints, cpuPoints } from '../functions/function-growth';
import type { CostPoint } from '../functions/function-growth';
import type { FunctionSeries } from '../functions/function-matrix';
import type { CommonSize, ComparedView } from '../compare/compared-view';
import { lastWhere } from './rule';
import { isSetupName } from './setup-candidates';
import { THRESHOLDS } from './thresholds';

const { setup, slower } = THRESHOLDS;

/** Calls that make up the repeated work. */
export interface RepeatedWork {
  size: CommonSize;
  /** Calls for each operation of functions that the reference calls as often in its whole run. */
  callsPerOperation: number;
  /** Their part of all calls of the candidate, 0 to 1. */
  share: number;
  /** Those called most. */
  functions: FunctionSeries[];
  /** How many times the reference does the work of one operation in its whole run. */
  times: number;
  /** CPU time over the reference's, lower end of its 95 % interval. */
  cpuRatioLow: number;
}

/**
 * A constructor of a library that is called inside of an operation has no counterpart among the project's functions, but what it calls has:
 * the reference makes a + b · operations calls of each function, the candidate (a + b) · operations. Where such functions make at least half of
 * the candidate's calls and a is nearly all of it, the reference proves by running that the work need not be repeated. Where it prepares d things in
 * a run (as many expressions as there are rules, say), it makes d · a + b · operations calls of each, with one d for all of the functions.
 */
export function findRepeatedWork(view: ComparedView): RepeatedWork | null {
  const size = lastWhere(
    view.common,
    ({ candidateSize, referenceSize }) =>
      candidateSize.calls !== null && referenceSize.calls !== null,
  );
  if (size === null) return null;
  const cpuRatioLow = view.sizes.find(({ n }) => n === size.n)?.ratio.cpu?.ci95[0] ?? 0;
  if (cpuRatioLow < slower.ratioLow) return null;
  const { matrix } = view.candidate;
  const all = matrix.sizes[size.candidateIndex]!.calls ?? 0;
  const candidates: { series: FunctionSeries; rate: number; times: number }[] = [];
  matrix.rows.forEach((series, row) => {
    const partner = view.namesakeOf(row);
    if (partner === null) return;
    const rate = steadyRate(callPoints(matrix, series));
    if (rate === null || rate < setup.callsPerOperation) return;
    const line = splitCalls(callPoints(view.reference.matrix, partner));
    if (line === null || line.each > setup.referenceShare * rate) return;
    candidates.push({ series, rate, times: line.once / (rate - line.each) });
  });
  const times = weightedMedian(candidates);
  if (times < 1 - setup.flatness || times > setup.distinctShare * size.operations) return null;
  const found = candidates.filter((each) => Math.abs(each.times - times) <= setup.flatness * times);
  if (times > 1 + setup.flatness && found.length < setup.agreeing) return null;
  const callsPerOperation = found.reduce((sum, { rate }) => sum + rate, 0);
  const share = all > 0 ? (callsPerOperation * size.operations) / all : 0;
  if (share < setup.workShare || callsPerOperation < setup.workCalls) return null;
  found.sort((a, b) => b.rate - a.rate);
  return {
    size,
    callsPerOperation,
    share,
    functions: found.map(({ series }) => series),
    times: Math.max(1, Math.round(times)),
    cpuRatioLow,
  };
}

/** Middle of what the functions say, each weighing as much as it is called; 0 without any. */
function weightedMedian(candidates: readonly { rate: number; times: number }[]): number {
  const whole = candidates.reduce((sum, { rate }) => sum + rate, 0);
  let passed = 0;
  for (const { rate, times } of [...candidates].sort((a, b) => a.times - b.times)) {
    passed += rate;
    if (2 * passed >= whole) return times;
  }
  return 0;
}

/** Calls for each operation where they are the same at the smallest and the largest size. */
function steadyRate(points: readonly CostPoint[]): number | null {
  const [first, last] = [points[0], points[points.length - 1]];
  if (first === undefined || last === undefined || first === last) return null;
  const [a, b] = [first.value / first.operations, last.value / last.operations];
  const slack = setup.flatness * Math.max(a, b) + 3 / first.operations;
  return Math.abs(a - b) <= slack ? b : null;
}

/** Calls as a line over the operations: once in a run, and for each of them. */
function splitCalls(points: readonly CostPoint[]): { once: number; each: number } | null {
  const [first, last] = [points[0], points[points.length - 1]];
  if (first === undefined || last === undefined || last.operations <= first.operations) return null;
  const each = (last.value - first.value) / (last.operations - first.operations);
  return { once: first.value - each * first.operations, each };
}

/** A preparation by its name, seen by samples alone. */
export interface SampledSetup {
  size: CommonSize;
  series: FunctionSeries;
  /** Of the candidate's CPU time, and of the reference's. */
  share: number;
  theirs: number;
  ms: number;
}

/**
 * Where no calls can be counted (Go under no counter that is known): a function whose name begins with a verb of preparation, of whatever
 * library, holds a large part of the CPU time at every size that is sampled well, and next to none of the reference's.
 */
export function findSampledSetup(view: ComparedView): SampledSetup | null {
  const isCounted = ({ candidateSize, referenceSize }: CommonSize) =>
    candidateSize.calls !== null || referenceSize.calls !== null;
  // Of a run time whose calls can be counted, its own start would stand for a preparation where that pass was not chosen.
  if (view.candidate.recording.recording.build.target !== 'native') return null;
  if (view.common.some(isCounted)) return null;
  const size = lastWhere(view.common, ({ candidateSize }) => candidateSize.cpu !== null);
  if (size === null) return null;
  const ratio = view.sizes.find(({ n }) => n === size.n)?.ratio.cpu;
  if (ratio == null || ratio.ci95[0] < slower.ratioLow) return null;
  const { matrix } = view.candidate;
  const whole = matrix.sizes[size.candidateIndex]!.cpuMs ?? 0;
  const theirWhole = view.reference.matrix.sizes[size.referenceIndex]!.cpuMs ?? 0;
  const found = matrix.rows.flatMap((series, row): SampledSetup[] => {
    if (!isSetupName(series.key.function)) return [];
    const ms = series.costs[size.candidateIndex]!.totalMs;
    const share = whole > 0 ? ms / whole : 0;
    if (share < setup.sampledShare || ms < 2 * setup.samples) return [];
    const points = cpuPoints(matrix, series, (costs) => costs.totalMs);
    const shares = points.map(({ value }, index) => value / (matrix.sizes[index]?.cpuMs ?? value));
    if (shares.some((each) => each < setup.sampledShare / 2)) return [];
    const partner = view.namesakeOf(row);
    const theirMs = partner?.costs[size.referenceIndex]!.totalMs ?? 0;
    if (theirMs > setup.referenceShare * ms) return [];
    const theirs = theirWhole > 0 ? theirMs / theirWhole : 0;
    return [{ size, series, share, theirs, ms }];
  });
  return found.sort((a, b) => b.share - a.share)[0] ?? null;
}
