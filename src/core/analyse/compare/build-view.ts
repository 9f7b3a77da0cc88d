/** One build on one workload, as the rules and verdicts see it: numbers, growth and functions. */
import type { BuildNumbers, GrowthByMetric } from '../../model/answers';
import type { LoadedRecording, LoadedSize, LoadedWorkload } from '../../model/loaded';
import { fitExactGrowth } from '../growth/fit-exact-growth';
import { fitNoisyGrowth } from '../growth/fit-noisy-growth';
import { functionMatrixOf } from '../functions/function-matrix';
import type { FunctionMatrix } from '../functions/function-matrix';
import {
  cpuTimes,
  measureSize,
  peakSizes,
  sumCalls,
  sumColumn,
  syncsOf,
  wallTimes,
} from './measure-size';

/** See above. */
export interface BuildView {
  /** How sentences name the build. */
  label: string;
  recording: LoadedRecording;
  workload: LoadedWorkload;
  /** Ascending by n, as in the workload. */
  sizes: readonly LoadedSize[];
  numbers: readonly BuildNumbers[];
  growth: GrowthByMetric;
  matrix: FunctionMatrix;
}

/** Looks at one build. Work is done once for a workload; the answers of a window ask again and again. */
export function viewBuild(
  recording: LoadedRecording,
  workload: LoadedWorkload,
  label: string,
): BuildView {
  const { sizes } = workload;
  return {
    label,
    recording,
    workload,
    sizes,
    numbers: sizes.map((size) => measureSize(size, label)),
    growth: fitGrowthByMetric(sizes),
    matrix: functionMatrixOf(workload),
  };
}

/** Growth of every metric that was measured: counts by the exact fit, times and bytes by the noisy one. */
export function fitGrowthByMetric(sizes: readonly LoadedSize[]): GrowthByMetric {
  const growth: GrowthByMetric = {};
  const noisy = (values: (size: LoadedSize) => number[]) =>
    sizes
      .map((size) => ({ n: size.record.n, values: values(size) }))
      .filter((s) => s.values.length > 0);
  const exact = (value: (size: LoadedSize) => number | null) =>
    sizes.flatMap((size) => {
      const count = value(size);
      return count === null ? [] : [{ n: size.record.n, value: count }];
    });
  const wall = noisy(wallTimes);
  if (wall.length > 0) growth.wall = fitNoisyGrowth(wall);
  const cpu = noisy(cpuTimes);
  if (cpu.length > 0) growth.cpu = fitNoisyGrowth(cpu);
  const calls = exact(sumCalls);
  if (calls.length > 0) growth.calls = fitExactGrowth(calls);
  const instructions = exact((size) => size.calls?.instructions ?? null);
  if (instructions.length > 0) growth.instructions = fitExactGrowth(instructions);
  const allocated = noisy((size) => {
    const bytes = sumColumn(size.alloc, 'allocated');
    return bytes === null ? [] : [bytes];
  });
  if (allocated.length > 0) growth.allocated = fitNoisyGrowth(allocated);
  const syncs = exact((size) => syncsOf(size)?.count ?? null);
  if (syncs.length > 0) growth.syncs = fitExactGrowth(syncs);
  const peak = noisy(peakSizes);
  if (peak.length > 0) growth.peakRss = fitNoisyGrowth(peak);
  return growth;
}
