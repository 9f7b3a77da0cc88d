/** Functions by own time at the largest size of the CPU pass. */
import type { HotFunction } from '../../model/answers';
import type { FunctionMatrix } from '../functions/function-matrix';

const MOST = 20;

/** At most 20, the most costly first; empty without a CPU pass. */
export function listHottest(matrix: FunctionMatrix): HotFunction[] {
  const index = matrix.sizes.findLastIndex((size) => size.cpuMs !== null);
  const whole = matrix.sizes[index]?.cpuMs;
  if (whole == null || whole <= 0) return [];
  return matrix.rows
    .map(({ key, costs }) => ({ key, cost: costs[index]! }))
    .filter(({ cost }) => cost.selfMs > 0)
    .sort((a, b) => b.cost.selfMs - a.cost.selfMs)
    .slice(0, MOST)
    .map(({ key, cost }) => ({
      function: key.function,
      file: key.file,
      line: key.line,
      selfMs: cost.selfMs,
      totalMs: cost.totalMs,
      selfShare: cost.selfMs / whole,
      totalShare: cost.totalMs / whole,
    }));
}
