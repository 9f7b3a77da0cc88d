/** The cost of a run grows faster than its size, seen without a reference. */
import type { GrowthFit } from '../../model/answers';
import type { Instrument } from '../../model/instrument';
import { formatCount } from '../format-figure';
import { callPoints, cpuPoints, measureRise } from '../functions/function-growth';
import type { BuildView } from '../compare/build-view';
import { fact, frameOf, MOST_FRAMES } from './rule';
import type { RecordingRule } from './rule';
import { THRESHOLDS } from './thresholds';

const { superlinear } = THRESHOLDS;

const METRICS = [
  { metric: 'calls', noun: 'number of calls', pass: 'calls' },
  { metric: 'instructions', noun: 'number of instructions', pass: 'calls' },
  { metric: 'cpu', noun: 'CPU time', pass: 'time' },
  { metric: 'wall', noun: 'wall time', pass: 'time' },
] as const satisfies readonly { metric: string; noun: string; pass: Instrument }[];

/** Exact counts first; times only with an interval clear of n log n. */
export const superlinearGrowth: RecordingRule = (view) => {
  for (const { metric, noun, pass } of METRICS) {
    const fit = view.growth[metric];
    if (fit === undefined || !isSuperlinear(fit, pass === 'calls')) continue;
    const sizes = fit.points.map(({ n }) => n);
    return {
      id: 'superlinear-growth',
      severity: 'medium',
      confidence: fit.confidence,
      workload: view.workload.record.name,
      title: `The ${noun} of ${view.label} on ${view.workload.record.name} grows as ${fit.class!}.`,
      headline: {
        value: fit.exponent,
        unit: 'exponent',
        caption: `${fit.class!} over ${fit.sizes} sizes`,
      },
      evidence: [
        fact(
          `From n = ${formatCount(sizes[0]!)} to ${sizes[sizes.length - 1]!} the ${noun} of ${view.label} grows with exponent ${formatCount(fit.exponent)} (95 % interval ${formatCount(fit.ci95[0])} to ${formatCount(fit.ci95[1])}).`,
          fit.exponent,
          'exponent',
          pass,
        ),
      ],
      frames: rankGrowing(view),
      refutedBy: 'More and larger sizes with an exponent near 1.',
      advice:
        'Look for a loop inside a loop over the same data: a search that a map or an index would answer at once.',
    };
  }
  return null;
};

function isSuperlinear(fit: GrowthFit, exact: boolean): boolean {
  if (fit.class === null || fit.confidence === 'low') return false;
  if (fit.exponent < superlinear.exponent) return false;
  return exact || fit.ci95[0] >= superlinear.exponentLow;
}

function rankGrowing(view: BuildView) {
  const { matrix } = view;
  const last = matrix.sizes.length - 1;
  return matrix.rows
    .flatMap((series) => {
      const calls = measureRise(callPoints(matrix, series).map((p) => ({ ...p, operations: 1 })));
      const time = measureRise(
        cpuPoints(matrix, series, (costs) => costs.ownedMs).map((p) => ({ ...p, operations: 1 })),
      );
      const costs = series.costs[last]!;
      const exponent = Math.max(
        calls !== null && calls.lastTotal > THRESHOLDS.grows.calls ? calls.exponent : 0,
        time !== null && time.lastTotal > THRESHOLDS.frames.ownMsAlone ? time.exponent : 0,
      );
      return exponent < superlinear.exponent ? [] : [{ series, exponent, costs }];
    })
    .sort((a, b) => b.costs.ownedMs - a.costs.ownedMs || b.costs.calls - a.costs.calls)
    .slice(0, MOST_FRAMES)
    .map(({ series, exponent }) => frameOf(series, exponent, null));
}
