/** From the width of a picture in the order of time to the moments behind it, and back. */
import { scaleLinear } from 'd3-scale';
import type { TimeAxis } from '../../core/model/view-answers';

/** A stretch of a picture's width inside one of its axes, as fractions; `from` may lie behind `to` while it is drawn. */
export interface Stretch {
  axis: TimeAxis;
  from: number;
  to: number;
}

/** Ticks closer than this in CSS pixels would run into each other. */
const TICK_PX = 76;

/** The axis at a fraction of the width; the nearest one where none is. Null without axes. */
export function axisAt(axes: readonly TimeAxis[], x: number): TimeAxis | null {
  const away = ({ x: edges }: TimeAxis) => Math.max(edges[0]! - x, x - edges[edges.length - 1]!, 0);
  return axes.reduce<TimeAxis | null>(
    (best, axis) => (best === null || away(axis) < away(best) ? axis : best),
    null,
  );
}

/** The fraction, kept on the axis. */
export function keepOn(axis: TimeAxis, x: number): number {
  return Math.min(Math.max(x, axis.x[0]!), axis.x[axis.x.length - 1]!);
}

/** Moment in milliseconds at a fraction of the width. */
export function momentAt(axis: TimeAxis, x: number): number {
  return interpolate(axis.x, axis.ms, x);
}

/** Fraction of the width at a moment. */
export function placeOf(axis: TimeAxis, ms: number): number {
  return interpolate(axis.ms, axis.x, ms);
}

/** Both columns ascend; beyond their ends the ends hold. */
function interpolate(from: Float64Array, to: Float64Array, at: number): number {
  let low = 0;
  let high = from.length - 1;
  if (at <= from[low]!) return to[low]!;
  if (at >= from[high]!) return to[high]!;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (from[middle]! <= at) low = middle;
    else high = middle;
  }
  const span = from[high]! - from[low]!;
  return span > 0 ? to[low]! + ((at - from[low]!) / span) * (to[high]! - to[low]!) : to[low]!;
}

/** Round moments with their fractions of the width, as many as have room. */
export function listTicks(axis: TimeAxis, widthPx: number): { ms: number; x: number }[] {
  const [left, right] = [axis.x[0]!, axis.x[axis.x.length - 1]!];
  const room = Math.floor(((right - left) * widthPx) / TICK_PX);
  if (room < 1) return [];
  const ticks: { ms: number; x: number }[] = [];
  // Where time passes without cost several ticks fall together: the first of them is written.
  let free = -Infinity;
  for (const ms of scaleLinear([axis.ms[0]!, axis.ms[axis.ms.length - 1]!], [0, 1]).ticks(room)) {
    const x = placeOf(axis, ms);
    if (x * widthPx < free || x * widthPx > right * widthPx - TICK_PX / 2) continue;
    ticks.push({ ms, x });
    free = x * widthPx + TICK_PX * 0.75;
  }
  return ticks;
}

/** The axis that a box lies in, as a stretch; null where it lies over several or none. */
export function stretchOfBox(axes: readonly TimeAxis[], from: number, to: number): Stretch | null {
  // Edges are computed by different sums.
  const slack = 1e-9;
  const axis = axes.find(
    ({ x }) => x[0]! <= from + slack && to <= x[x.length - 1]! + slack && to > from,
  );
  return axis === undefined ? null : { axis, from, to };
}
