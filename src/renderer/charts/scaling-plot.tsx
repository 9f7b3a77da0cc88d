/** Log-log plot of a cost over the input size: points with intervals, fitted curves, extrapolation dashed. */
import { scaleLog } from 'd3-scale';
import { area, line } from 'd3-shape';
import { useId } from 'react';
import { formatCount } from '../../core/model/format-quantity';
import type { ScalingSeries } from '../../core/model/view-answers';
import { chooseLogTicks } from './plot-ticks';
import './scaling-plot.css';

/** See the head of this file. */
export interface ScalingPlotProps {
  series: readonly ScalingSeries[];
  width: number;
  height: number;
  /** Writes a value of the vertical axis with its unit. */
  format: (value: number) => string;
  /** Accessible name that says what is plotted. */
  label: string;
  /** Curves beyond the largest size measured. */
  showExtrapolation: boolean;
}

/** Height of a curve's name with its distance from the point. */
const NAME_PX = 16;

/** Between the end of a name and the bar of its point's interval. */
const NAME_GAP_PX = 6;

const MARGIN = { top: 14, right: 16, bottom: 36, left: 62 };

interface Range {
  n: [number, number];
  value: [number, number];
}

/** Range of everything drawn; null where no value is above zero, since a logarithm has no place for it. */
function rangeOf(series: readonly ScalingSeries[], extrapolation: boolean): Range | null {
  const all = series.flatMap((one) => [
    ...one.points.flatMap((p) => [p, { n: p.n, value: p.lo }, { n: p.n, value: p.hi }]),
    ...one.curve.filter((p) => extrapolation || !p.extrapolated),
  ]);
  const drawn = all.filter((p) => p.value > 0 && Number.isFinite(p.value) && p.n > 0);
  if (drawn.length === 0) return null;
  const ns = drawn.map((p) => p.n);
  const values = drawn.map((p) => p.value);
  const [lo, hi] = [Math.min(...values), Math.max(...values)];
  // A flat line must not fill the height with noise: at least one decade, centred.
  const missing = Math.max(0, 1 - Math.log10(hi / lo)) / 2;
  return {
    n: [Math.min(...ns), Math.max(...ns, Math.min(...ns) * 1.5)],
    value: [lo * 10 ** (-missing - 0.08), hi * 10 ** (missing + 0.04)],
  };
}

/** See the head of this file. */
export function ScalingPlot(props: ScalingPlotProps) {
  const { series, width, height, format, label, showExtrapolation } = props;
  const clip = useId();
  const range = rangeOf(series, showExtrapolation);
  if (range === null) {
    return (
      <p className="quiet">Every value is 0, so there is nothing to plot on a logarithmic axis.</p>
    );
  }
  const x = scaleLog(range.n, [MARGIN.left + 8, width - MARGIN.right]);
  // Room for a name above the topmost point.
  const y = scaleLog(range.value, [height - MARGIN.bottom, MARGIN.top + NAME_PX]);
  const measured = [...new Set(series.flatMap((one) => one.points.map((p) => p.n)))].sort(
    (a, b) => a - b,
  );
  const firstGuess = series
    .flatMap((one) => one.curve)
    .find((p) => p.extrapolated && showExtrapolation)?.n;
  const largest = measured[measured.length - 1];
  return (
    <svg className="scaling-plot" width={width} height={height} role="img" aria-label={label}>
      {/* The interval of an uncertain fit is wider than what was measured: it ends at the axes. */}
      <clipPath id={clip}>
        <rect
          x={MARGIN.left}
          y={MARGIN.top}
          width={Math.max(0, width - MARGIN.left - MARGIN.right)}
          height={Math.max(0, height - MARGIN.top - MARGIN.bottom)}
        />
      </clipPath>
      {chooseLogTicks(...range.value).map((tick) => (
        <g key={tick}>
          <line
            className="grid"
            x1={MARGIN.left}
            x2={width - MARGIN.right}
            y1={y(tick)}
            y2={y(tick)}
          />
          <text x={MARGIN.left - 8} y={y(tick) + 4} textAnchor="end">
            {formatTick(tick, format)}
          </text>
        </g>
      ))}
      {chooseSizeTicks(measured, range.n[1], (n) => x(n)).map((n) => (
        <text key={n} x={x(n)} y={height - MARGIN.bottom + 18} textAnchor="middle">
          {formatCount(n)}
        </text>
      ))}
      {firstGuess !== undefined && largest !== undefined && (
        <g>
          <line
            className="grid"
            x1={x(largest)}
            x2={x(largest)}
            y1={MARGIN.top}
            y2={height - MARGIN.bottom}
            strokeDasharray="2 3"
          />
          <text className="axis-title" x={x(largest) + 6} y={height - MARGIN.bottom - 6}>
            extrapolated
          </text>
        </g>
      )}
      <text className="axis-title" x={width - MARGIN.right} y={height - 2} textAnchor="end">
        n, input size
      </text>
      {series.map((one) => (
        <Series
          key={one.side}
          one={one}
          x={x}
          y={y}
          clip={`url(#${clip})`}
          showExtrapolation={showExtrapolation}
        />
      ))}
      {placeNames(series, (p) => [x(p.n), y(p.value)], MARGIN.top + 10).map((name) => (
        <g key={name.side} className={`series-${name.side}`}>
          <text className="series-name" x={name.x} y={name.y} textAnchor="end">
            {name.text}
          </text>
        </g>
      ))}
    </svg>
  );
}

function Series(props: {
  one: ScalingSeries;
  x: (n: number) => number;
  y: (value: number) => number;
  clip: string;
  showExtrapolation: boolean;
}) {
  const { one, x, y, clip, showExtrapolation } = props;
  type CurvePoint = ScalingSeries['curve'][number];
  const path = line<CurvePoint>(
    (p) => x(p.n),
    (p) => y(p.value),
  );
  const band = area<CurvePoint>(
    (p) => x(p.n),
    (p) => y(p.lo),
    (p) => y(p.hi),
  );
  const positive = one.curve.filter((p) => p.value > 0 && p.lo > 0);
  const fitted = positive.filter((p) => !p.extrapolated);
  const last = fitted[fitted.length - 1];
  const beyond = positive.filter((p) => p.extrapolated);
  const guess = last === undefined ? beyond : [last, ...beyond];
  const points = one.points.filter((p) => p.value > 0);
  const joined = points.map((p) => ({ ...p, extrapolated: false }));
  return (
    <g className={`series-${one.side}`}>
      <path
        className="band"
        clipPath={clip}
        d={band(showExtrapolation ? positive : fitted) ?? undefined}
      />
      <path className="curve" d={path(fitted.length > 0 ? fitted : joined) ?? undefined} />
      {showExtrapolation && <path className="curve extrapolated" d={path(guess) ?? undefined} />}
      {points.map((p) => (
        <g key={p.n}>
          {p.lo > 0 && <line className="error" x1={x(p.n)} x2={x(p.n)} y1={y(p.lo)} y2={y(p.hi)} />}
          <circle className="point" cx={x(p.n)} cy={y(p.value)} r={3.2} />
        </g>
      ))}
    </g>
  );
}

/** Sizes measured, and the end of the extrapolation; those that would touch are left out. */
function chooseSizeTicks(measured: number[], end: number, x: (n: number) => number): number[] {
  const largest = measured[measured.length - 1] ?? end;
  const wanted = end > largest * 1.9 ? [...measured, end] : measured;
  const kept: number[] = [];
  for (const n of [...wanted].reverse()) {
    const next = kept[kept.length - 1];
    if (next === undefined || x(next) - x(n) > 52) kept.push(n);
  }
  return kept.reverse();
}

/** `1 ms` instead of `1.00 ms`: a tick is exact. */
function formatTick(tick: number, format: (value: number) => string): string {
  return format(tick).replace(/\.0+(?=\D|$)/, '');
}

/** Names end above the last point: a curve that rises is below them. Moved apart where they would touch. */
function placeNames(
  series: readonly ScalingSeries[],
  place: (point: ScalingSeries['points'][number]) => [number, number],
  top: number,
) {
  const names = series.flatMap((one) => {
    const last = one.points.findLast((p) => p.value > 0);
    if (last === undefined) return [];
    const [x, y] = place(last);
    const growth = one.fit?.class ?? null;
    const text = growth === null ? one.build : `${one.build} ${growth}`;
    return [{ side: one.side, text, x: x - NAME_GAP_PX, y: Math.max(y - 12, top) }];
  });
  names.sort((a, b) => a.y - b.y);
  for (let i = 1; i < names.length; i++) {
    const above = names[i - 1]!;
    names[i]!.y = Math.max(names[i]!.y, above.y + 30);
  }
  return names;
}
