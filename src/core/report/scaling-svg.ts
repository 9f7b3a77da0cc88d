/** A scaling plot as SVG: both axes logarithmic, points with intervals, the fitted curve, extrapolation dashed. */
import { formatCount, formatQuantity } from '../model/format-quantity';
import type { ScalingAnswer, ScalingSeries } from '../model/view-answers';
import { escapeHtml } from './escape-html';

const WIDTH = 560;
const HEIGHT = 260;
const FRAME = { left: 88, right: 16, top: 14, bottom: 34 };

interface Scale {
  x(n: number): number;
  y(value: number): number;
}

/** Null where there is no point above 0 to plot. */
export function renderScalingSvg(answer: ScalingAnswer, workload: string): string | null {
  const all = answer.series.flatMap(({ points }) => points);
  const points = all.filter(({ n, value }) => n > 0 && value > 0);
  if (points.length === 0) return null;
  const xs = range(points.map(({ n }) => n));
  // An interval that reaches 0 has no place on a logarithmic axis: it is cut at the lowest point.
  const lows = points.map(({ lo, value }) => (lo > 0 ? lo : value));
  const ys = range([...lows, ...points.map(({ hi }) => hi)]);
  const scale: Scale = {
    x: (n) => FRAME.left + fraction(n, xs) * (WIDTH - FRAME.left - FRAME.right),
    y: (value) => HEIGHT - FRAME.bottom - fraction(value, ys) * (HEIGHT - FRAME.top - FRAME.bottom),
  };
  const unit = answer.perOperation ? 'per operation' : 'of the whole run';
  const label = `Scaling of ${workload}, ${unit}`;
  const sizes = [...new Set(points.map(({ n }) => n))].sort((a, b) => a - b);
  return [
    `<svg class="scaling" role="img" aria-label="${escapeHtml(label)}" viewBox="0 0 ${WIDTH} ${HEIGHT}">`,
    ...renderGrid(answer, ys, scale),
    ...thin(sizes, 6).map(
      (n) =>
        `<text class="axis" x="${round(scale.x(n))}" y="${HEIGHT - 14}" text-anchor="middle">${formatCount(n)}</text>`,
    ),
    ...answer.series.flatMap((series) => renderSeries(series, ys, scale)),
    '</svg>',
  ].join('');
}

function renderGrid(answer: ScalingAnswer, [lo, hi]: [number, number], scale: Scale): string[] {
  const lines = chooseTicks(lo, hi);
  return lines.flatMap((value) => {
    const y = round(scale.y(value));
    return [
      `<line class="grid" x1="${FRAME.left}" x2="${WIDTH - FRAME.right}" y1="${y}" y2="${y}"/>`,
      `<text class="axis" x="${FRAME.left - 6}" y="${y + 4}" text-anchor="end">${escapeHtml(formatQuantity(value, answer.unit))}</text>`,
    ];
  });
}

function renderSeries(series: ScalingSeries, ys: [number, number], scale: Scale): string[] {
  const inside = series.curve.filter(
    ({ value, extrapolated }) => !extrapolated && value >= ys[0] && value <= ys[1],
  );
  const curve = inside.map(({ n, value }) => `${round(scale.x(n))},${round(scale.y(value))}`);
  const points = series.points.filter(({ n, value }) => n > 0 && value > 0);
  const last = points.at(-1);
  const name = series.fit?.class == null ? series.build : `${series.build} ${series.fit.class}`;
  return [
    `<g class="${series.side}">`,
    curve.length > 1 ? `<polyline points="${curve.join(' ')}"/>` : '',
    ...points.map(({ n, value, lo, hi }) => {
      const x = round(scale.x(n));
      const bars = `<line x1="${x}" x2="${x}" y1="${round(scale.y(lo > 0 ? lo : ys[0]))}" y2="${round(scale.y(hi))}"/>`;
      return `${bars}<circle cx="${x}" cy="${round(scale.y(value))}" r="3.2"/>`;
    }),
    last === undefined
      ? ''
      : `<text x="${round(scale.x(last.n)) - 8}" y="${Math.max(round(scale.y(last.value)) - 8, 12)}" text-anchor="end">${escapeHtml(name)}</text>`,
    '</g>',
  ];
}

/** Powers of ten, and 2 and 5 times those where the range is short. */
function chooseTicks(lo: number, hi: number): number[] {
  const steps = hi / lo > 100 ? [1] : [1, 2, 5];
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(lo)); power <= Math.ceil(Math.log10(hi)); power += 1) {
    for (const step of steps) {
      const value = step * 10 ** power;
      if (value >= lo && value <= hi) ticks.push(value);
    }
  }
  return ticks.length >= 2 ? thin(ticks, 7) : [lo, hi];
}

/** From the smallest to the largest, a little wider, so that no point stands on the frame. */
function range(values: readonly number[]): [number, number] {
  const lo = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const hi = values.reduce((a, b) => Math.max(a, b), 0);
  return lo === hi ? [lo / 2, hi * 2] : [lo / 1.15, hi * 1.15];
}

function fraction(value: number, [lo, hi]: [number, number]): number {
  return (Math.log(value) - Math.log(lo)) / (Math.log(hi) - Math.log(lo));
}

function thin(values: readonly number[], most: number): number[] {
  const every = Math.ceil(values.length / most);
  return values.filter((_, index) => (values.length - 1 - index) % every === 0);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
