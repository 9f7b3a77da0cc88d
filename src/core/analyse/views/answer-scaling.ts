/** The scaling plot of one workload, and the functions ranked by growth. */
import { METRICS } from '../../model/answers';
import type { FrameGrowth, Metric } from '../../model/answers';
import type { KnownPairs } from '../../model/function-pairing';
import type { LoadedWorkload } from '../../model/loaded';
import type {
  FrameKey,
  ScalingAnswer,
  ScalingFrameRow,
  ScalingQuestion,
  ScalingSeries,
} from '../../model/view-answers';
import { buildLabels, findWorkload } from '../analysis-context';
import type { AnalysisContext } from '../analysis-context';
import { fitGrowthByMetric } from '../compare/build-view';
import { cpuTimes, peakSizes, wallTimes } from '../compare/measure-size';
import { alignFunctions, nameRows } from '../diff/align-functions';
import { findKnownPairs } from '../diff/match-functions';
import {
  allocationPoints,
  callPoints,
  cpuPoints,
  fitCalls,
  fitSampled,
} from '../functions/function-growth';
import { functionMatrixOf } from '../functions/function-matrix';
import { rankFrameGrowth } from '../functions/rank-frame-growth';
import { estimateMedian } from '../statistics/estimate-median';
import { keyText } from '../tree/function-list';
import { drawCurve } from './draw-curve';

const UNITS: Record<Metric, ScalingAnswer['unit']> = {
  wall: 'ms',
  cpu: 'ms',
  calls: 'count',
  allocated: 'bytes',
  syncs: 'count',
  peakRss: 'bytes',
  instructions: 'count',
};

/** Points, fit and curve of each build for one metric, of the whole run or of one function. */
export function answerScaling(question: ScalingQuestion, context: AnalysisContext): ScalingAnswer {
  const labels = buildLabels(context);
  const ours = findWorkload(context.candidate, question.workload);
  const theirs = findWorkload(context.reference, question.workload);
  const notes: string[] = [];
  const series: ScalingSeries[] = [];
  const metrics = new Set<Metric>();
  for (const side of ['candidate', 'reference'] as const) {
    const workload = side === 'candidate' ? ours : theirs;
    if (workload === null) {
      if (side === 'candidate' || context.reference !== null) {
        notes.push(`${labels[side]} has no data of ${question.workload}.`);
      }
      continue;
    }
    const growth = fitGrowthByMetric(workload.sizes);
    for (const metric of METRICS) if (growth[metric] !== undefined) metrics.add(metric);
    const drawn =
      question.frame === null
        ? seriesOfRun(workload, question.metric)
        : seriesOfFunction(workload, question.metric, question.frame, context, side);
    if (drawn === null) {
      notes.push(`${labels[side]} has no ${question.metric} of ${nameOf(question)}.`);
      continue;
    }
    series.push({ build: labels[side], side, ...drawn });
  }
  return {
    unit: UNITS[question.metric],
    perOperation: false,
    series,
    metrics: METRICS.filter((metric) => metrics.has(metric)),
    frames: rankFrames(ours, theirs, findKnownPairs(context, question.workload)),
    notes,
  };
}

function nameOf(question: ScalingQuestion): string {
  return question.frame === null ? question.workload : question.frame.function;
}

type Drawn = Pick<ScalingSeries, 'points' | 'fit' | 'curve'>;

function seriesOfRun(workload: LoadedWorkload, metric: Metric): Drawn | null {
  const fit = fitGrowthByMetric(workload.sizes)[metric];
  if (fit === undefined) return null;
  const values = { wall: wallTimes, cpu: cpuTimes, peakRss: peakSizes }[metric as string];
  const points = fit.points.map(({ n, value }) => {
    const size = workload.sizes.find(({ record }) => record.n === n);
    const estimate =
      values === undefined || size === undefined ? null : estimateMedian(values(size));
    const [lo, hi] = estimate?.ci95 ?? [value, value];
    return { n, value, lo, hi };
  });
  return { points, fit, curve: drawCurve(fit) };
}

function seriesOfFunction(
  workload: LoadedWorkload,
  metric: Metric,
  frame: FrameKey,
  context: AnalysisContext,
  side: 'candidate' | 'reference',
): Drawn | null {
  const matrix = functionMatrixOf(workload);
  const series =
    matrix.rows.find(({ key }) => keyText(key) === keyText(frame)) ??
    (side === 'reference' ? counterpartOf(workload, frame, context) : undefined);
  if (series === undefined) return null;
  const points =
    metric === 'calls'
      ? callPoints(matrix, series)
      : metric === 'allocated'
        ? allocationPoints(matrix, series)
        : metric === 'cpu' || metric === 'wall'
          ? cpuPoints(matrix, series, (costs) => costs.totalMs)
          : [];
  if (points.length === 0) return null;
  const fit = metric === 'calls' ? fitCalls(points) : fitSampled(points);
  return {
    points: points.map(({ n, value }) => ({ n, value, lo: value, hi: value })),
    fit,
    curve: drawCurve(fit),
  };
}

function counterpartOf(reference: LoadedWorkload, frame: FrameKey, context: AnalysisContext) {
  const candidate = findWorkload(context.candidate, reference.record.name);
  if (candidate === null) return undefined;
  const pairs = findKnownPairs(context, reference.record.name);
  const { pair } = pairRows(candidate, reference, pairs);
  const row = functionMatrixOf(candidate).rows.findIndex(
    ({ key }) => keyText(key) === keyText(frame),
  );
  return row < 0 ? undefined : pair(row);
}

function pairRows(candidate: LoadedWorkload, reference: LoadedWorkload, pairs: KnownPairs) {
  const ours = functionMatrixOf(candidate).rows;
  const theirs = functionMatrixOf(reference).rows;
  const alignment = alignFunctions(nameRows(ours), nameRows(theirs), pairs);
  const byGroup = new Map<number, (typeof theirs)[number]>();
  alignment.reference.forEach((group, row) => {
    if (!byGroup.has(group)) byGroup.set(group, theirs[row]!);
  });
  return { pair: (row: number) => byGroup.get(alignment.candidate[row]!) };
}

/** The candidate's ranking with the same functions of the reference beside it. */
function rankFrames(
  ours: LoadedWorkload | null,
  theirs: LoadedWorkload | null,
  known: KnownPairs,
): ScalingFrameRow[] {
  if (ours === null) return [];
  const matrix = functionMatrixOf(ours);
  const pairs = theirs === null ? null : pairRows(ours, theirs, known);
  const rows = new Map(matrix.rows.map(({ key }, row) => [keyText(key), row]));
  return rankFrameGrowth(matrix).map((frame) => {
    const key = { function: frame.function, file: frame.file, line: frame.line };
    const row = rows.get(keyText(key));
    const partner = row === undefined ? undefined : pairs?.pair(row);
    return {
      key,
      metric: frame.metric,
      candidate: frame.fit,
      reference:
        partner === undefined || theirs === null ? null : fitPartner(theirs, partner, frame.metric),
      share: frame.share,
      perOperation: frame.perOperation,
    };
  });
}

function fitPartner(
  workload: LoadedWorkload,
  partner: ReturnType<typeof functionMatrixOf>['rows'][number],
  metric: FrameGrowth['metric'],
) {
  const matrix = functionMatrixOf(workload);
  if (metric === 'calls') return fitCalls(callPoints(matrix, partner));
  if (metric === 'allocated') return fitSampled(allocationPoints(matrix, partner));
  return fitSampled(cpuPoints(matrix, partner, (costs) => costs.ownedMs));
}
