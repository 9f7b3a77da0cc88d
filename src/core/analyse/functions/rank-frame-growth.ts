/** Functions ranked by how they grow and what they cost. */
import type { FrameGrowth } from '../../model/answers';
import { allocationPoints, callPoints, cpuPoints, fitCalls, fitSampled } from './function-growth';
import type { CostPoint } from './function-growth';
import type { FunctionMatrix, FunctionSeries } from './function-matrix';

/** More frames than this are a list, not a ranking. */
const MOST_FRAMES = 40;
/** A function below this share of every metric is not ranked. */
const LEAST_SHARE = 0.01;

const known = new WeakMap<FunctionMatrix, FrameGrowth[]>();

/** What the run time does is done for the code that calls it, which can be changed: its own functions come before. */
const RUN_TIME_WEIGHT = 0.25;

/**
 * Fastest growing and most costly first: ordered by exponent times share, functions of the language's run time at a
 * quarter of that. Empty with fewer than two sizes.
 */
export function rankFrameGrowth(matrix: FunctionMatrix): FrameGrowth[] {
  const before = known.get(matrix);
  if (before !== undefined) return before;
  const ranked = matrix.sizes.length < 2 ? [] : rank(matrix);
  known.set(matrix, ranked);
  return ranked;
}

function rank(matrix: FunctionMatrix): FrameGrowth[] {
  const frames = matrix.rows
    .filter(({ kind }) => kind !== 'idle' && kind !== 'synthetic')
    .flatMap((series) =>
      growthsOf(matrix, series).map((frame) => ({
        frame,
        weight:
          Math.max(0.05, frame.fit.exponent) *
          frame.share *
          (series.kind === 'runtime' ? RUN_TIME_WEIGHT : 1),
      })),
    );
  return frames
    .sort((a, b) => b.weight - a.weight)
    .slice(0, MOST_FRAMES)
    .map(({ frame }) => frame);
}

function growthsOf(matrix: FunctionMatrix, series: FunctionSeries): FrameGrowth[] {
  const { function: name, file, line } = series.key;
  const last = matrix.sizes.at(-1)!;
  const metrics = [
    { metric: 'calls', points: callPoints(matrix, series), whole: last.calls, fit: fitCalls },
    {
      metric: 'cpu-self',
      points: cpuPoints(matrix, series, (costs) => costs.ownedMs),
      whole: last.cpuMs,
      fit: fitSampled,
    },
    {
      metric: 'allocated',
      points: allocationPoints(matrix, series),
      whole: last.allocatedBytes,
      fit: fitSampled,
    },
  ] as const;
  return metrics.flatMap(({ metric, points, whole, fit }): FrameGrowth[] => {
    const share = shareOf(points, last.n, whole);
    if (share < LEAST_SHARE) return [];
    const value = points[points.length - 1]!;
    return [
      {
        function: name,
        file,
        line,
        metric,
        fit: fit(points),
        perOperation: value.value / value.operations,
        share,
      },
    ];
  });
}

function shareOf(points: readonly CostPoint[], n: number, whole: number | null): number {
  const last = points[points.length - 1];
  if (last?.n !== n || whole === null || whole <= 0) return 0;
  return last.value / whole;
}
