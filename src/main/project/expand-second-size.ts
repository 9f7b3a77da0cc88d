/** A workload of two sizes → workloads of one: growth in n, in m, and in their product. */
import type { ProjectFile, SizePoint, WorkloadSpec } from '../../core/model/project';

/**
 * A workload with values of m becomes three: by n with m fixed, by m with n fixed, and by both, whose size is their product. A
 * cost of n · m grows as O(n) in all three; one of n + m is flatter in the product. What is fixed is the middle value.
 */
export function expandSecondSizes(file: ProjectFile): ProjectFile {
  const workloads: Record<string, WorkloadSpec> = {};
  for (const [name, workload] of Object.entries(file.workloads)) {
    if (workload.m === undefined || workload.sizes.length === 0) workloads[name] = workload;
    else Object.assign(workloads, expand(name, workload, workload.m));
  }
  return { ...file, workloads };
}

function expand(
  name: string,
  workload: WorkloadSpec,
  others: readonly number[],
): Record<string, WorkloadSpec> {
  const ns = workload.sizes.toSorted((a, b) => a - b);
  const ms = others.toSorted((a, b) => a - b);
  const [n, m] = [middleOf(ns), middleOf(ms)];
  // The shorter list decides: the largest values go together, and so on down.
  const pairs = Math.min(ns.length, ms.length);
  const both = Array.from({ length: pairs }, (_, index) => {
    const point = { n: ns[ns.length - pairs + index]!, m: ms[ms.length - pairs + index]! };
    return { size: point.n * point.m, ...point };
  });
  const withPoints = (points: readonly SizePoint[]): WorkloadSpec => ({
    ...workload,
    m: undefined,
    sizes: points.map(({ size }) => size),
    points,
  });
  return {
    [`${name} by n`]: withPoints(ns.map((size) => ({ size, n: size, m }))),
    [`${name} by m`]: withPoints(ms.map((size) => ({ size, n, m: size }))),
    [`${name} by n and m`]: withPoints(both),
  };
}

function middleOf(sorted: readonly number[]): number {
  return sorted[sorted.length >> 1]!;
}

/** Values of n and m at a size of a workload; a workload of one size has no m. */
export function pointAt(workload: Pick<WorkloadSpec, 'points'>, size: number): SizePoint {
  return workload.points?.find((point) => point.size === size) ?? { size, n: size, m: null };
}
