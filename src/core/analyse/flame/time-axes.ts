/** The moments behind the width of a picture in the order of time, by which a part of the run is chosen in it. */
import type { TimeAxis } from '../../model/view-answers';
import { lastAtMost, type TimeOrderIndex } from './index-time-order';

/** Where moments of a pass lie in the run that parts are chosen in. */
export type ToRun = (passMs: number) => number;

/**
 * Axes of the stretches from `first` to before `end`, one a thread, with a point for each pixel and at both of its edges. Where no
 * cost passes but time does, e.g. a sleep without samples, the time lies between two points. Empty without times.
 */
export function computeTimeAxes(
  index: TimeOrderIndex,
  { first, end }: { first: number; end: number },
  widthPx: number,
  toRun: ToRun,
): TimeAxis[] {
  const { start, moment, threads, length } = index;
  if (moment === null) return [];
  const origin = start[first]!;
  const whole = start[end]! - origin;
  if (!(whole > 0)) return [];
  const steps = Math.max(1, Math.round(widthPx));
  const axes: TimeAxis[] = [];
  threads.forEach((thread, row) => {
    const endOfThread = threads[row + 1]?.first ?? length;
    const from = Math.max(first, thread.first);
    const to = Math.min(end, endOfThread);
    if (from >= to) return;
    const edgeOf = (stretch: number) => (start[stretch]! - origin) / whole;
    const [left, right] = [edgeOf(from), edgeOf(to)];
    // Narrower than a pixel nothing can be chosen in it.
    if (right - left < 1 / steps) return;
    const endMs = to === endOfThread ? thread.endMs : moment[to]!;
    const x: number[] = [left];
    const ms: number[] = [moment[from]!];
    let at = from;
    for (let step = Math.floor(left * steps) + 1; step < right * steps; step += 1) {
      const cost = origin + (step / steps) * whole;
      at = lastAtMost(start, at, to - 1, cost);
      const next = at + 1 < to ? moment[at + 1]! : endMs;
      const lasts = start[at + 1]! - start[at]!;
      const share = lasts > 0 ? Math.min(1, Math.max(0, (cost - start[at]!) / lasts)) : 0;
      x.push(step / steps);
      ms.push(moment[at]! + share * (next - moment[at]!));
    }
    x.push(right);
    ms.push(endMs);
    axes.push({ x: Float64Array.from(x), ms: Float64Array.from(ms, toRun) });
  });
  return axes;
}
