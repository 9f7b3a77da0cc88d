/** Whether all growth lies in one function of the candidate that costs the reference next to nothing. */
import type { CommonSize, ComparedView } from '../compare/compared-view';
import type { BuildView } from '../compare/build-view';
import type { FunctionSeries } from '../functions/function-matrix';
import type { GrowthContrast } from './growth-contrast';
import type { GrowthDrivers } from './growth-drivers';
import { THRESHOLDS } from './thresholds';

const { grows } = THRESHOLDS;
/** Samples of neighbouring moments are alike, so that they scatter more than independent ones. */
const OVERDISPERSION = 1.5;
/** What one instrumented run differs from the next by, relative: caches, the collector, neighbours. */
const RUN_ERROR = 0.1;

/**
 * A run's own noise may be as large as a tenth of what the candidate has grown by; the samples under one function hold no process start. The
 * counterpart, or where there is none all that the reference has grown by, has to be small against it, and the function's time for each
 * operation has to grow beyond the scatter of its samples.
 */
export function isOneFunction(
  view: ComparedView,
  size: CommonSize,
  { loops }: GrowthDrivers,
  { referencePart }: Pick<GrowthContrast, 'referencePart'>,
): boolean {
  const [loop] = loops;
  const { matrix } = view.candidate;
  const cpuMs = matrix.sizes[size.candidateIndex]!.cpuMs;
  if (loop === undefined || cpuMs === null) return false;
  if (loop.exponent < grows.exponent || loop.ms < grows.loopShare * cpuMs) return false;
  const slope = fitSampledSlope(listPoints(view.candidate, matrix.rows[loop.row]!));
  if (loop.referenceMs !== null) {
    return (
      loop.referenceMs <= grows.referenceSlope * loop.ms ||
      isSteeperThanCounterpart(view, loop.row, slope)
    );
  }
  if (slope === null || slope.exponent < grows.exponent || slope.low < grows.exponent / 2)
    return false;
  // Of builds without names in common neither proves anything by itself: that the reference's own code stays flat, and its whole runs too, does.
  if (!view.sharesSymbols)
    return referencePart <= grows.referenceStranger && isSteeperThanAll(view, slope);
  if (isSteeperThanAll(view, slope)) return true;
  const first = view.common.find(({ reference }) => reference.cpuMs !== null)?.reference.cpuMs;
  const last = size.reference.cpuMs;
  const ours = size.candidate.cpuMs;
  if (first == null || last === null || ours === null) return false;
  // The CPU pass runs once, perhaps beside others: its share of the medians of the time pass is what can be compared.
  const loopMs = (loop.ms / cpuMs) * ours.median;
  return last.median - first.median <= grows.referenceGrowth * loopMs;
}

/** Exponent with its 95 % interval. */
export interface SampledSlope {
  exponent: number;
  low: number;
  high: number;
}

/** A function's time at one size, and what it was sampled from. */
export interface SampledPoint {
  n: number;
  operations: number;
  ms: number;
  /** Of all functions. */
  totalMs: number;
  samples: number;
}

/** Whether the function grows half an order faster than its counterpart, beyond the scatter of both. */
function isSteeperThanCounterpart(
  view: ComparedView,
  row: number,
  ours: SampledSlope | null,
): boolean {
  const partner = view.namesakeOf(row);
  if (partner === null || ours === null) return false;
  const theirs = fitSampledSlope(listPoints(view.reference, partner));
  if (theirs === null) return false;
  return ours.exponent - theirs.exponent >= grows.exponent && ours.low > theirs.high;
}

/** The same against all code of the reference, where none of its functions is the counterpart: samples hold no process start. */
function isSteeperThanAll(view: ComparedView, ours: SampledSlope): boolean {
  const { matrix } = view.reference;
  const theirs = fitSampledSlope(
    listTimes(view.reference, (index) =>
      matrix.rows.reduce(
        (sum, { kind, costs }) =>
          kind === 'own' || kind === 'library' ? sum + costs[index]!.ownedMs : sum,
        0,
      ),
    ),
  );
  if (theirs === null) return false;
  return ours.exponent - theirs.exponent >= grows.exponent && ours.low > theirs.high;
}

function listPoints(build: BuildView, series: FunctionSeries): SampledPoint[] {
  return listTimes(build, (index) => series.costs[index]!.totalMs);
}

function listTimes(build: BuildView, msAt: (index: number) => number): SampledPoint[] {
  return build.matrix.sizes.flatMap(({ n, operations, cpuMs }, index) => {
    const threads = build.sizes[index]!.cpu?.threads ?? [];
    const samples = threads.reduce((sum, thread) => sum + thread.samples.length, 0);
    if (cpuMs === null || cpuMs <= 0 || samples === 0) return [];
    return [{ n, operations, ms: msAt(index), totalMs: cpuMs, samples }];
  });
}

/**
 * Slope of the time for each operation over n in logarithms, with its 95 % interval. A share p of k samples has the relative
 * variance (1 − p) / (p k), binomial; one sample more or less is always possible. Null with fewer than three sizes.
 */
export function fitSampledSlope(points: readonly SampledPoint[]): SampledSlope | null {
  if (points.length < 3) return null;
  const rows = points.map(({ n, operations, ms, totalMs, samples }) => {
    // Half a sample where there is none, so that the logarithm stays finite.
    const share = Math.max(ms / totalMs, 0.5 / samples);
    const hits = share * samples;
    const variance = Math.max(0, 1 - share) / hits + 1 / hits ** 2 + RUN_ERROR ** 2;
    return { x: Math.log(n), y: Math.log((share * totalMs) / operations), weight: 1 / variance };
  });
  const weights = rows.reduce((sum, { weight }) => sum + weight, 0);
  const meanX = rows.reduce((sum, { x, weight }) => sum + weight * x, 0) / weights;
  const meanY = rows.reduce((sum, { y, weight }) => sum + weight * y, 0) / weights;
  const xx = rows.reduce((sum, { x, weight }) => sum + weight * (x - meanX) ** 2, 0);
  if (!(xx > 0)) return null;
  const exponent =
    rows.reduce((sum, { x, y, weight }) => sum + weight * (x - meanX) * (y - meanY), 0) / xx;
  const error = (2 * OVERDISPERSION) / Math.sqrt(xx);
  return { exponent, low: exponent - error, high: exponent + error };
}
