/** How long calls took: one bar a power of two, both builds side by side. */
import { formatCount, formatTime } from '../../core/model/format-quantity';
import './latency-histogram.css';

/** Counts of one build in buckets of powers of two from `fromMs`. */
export interface LatencyBars {
  side: 'candidate' | 'reference';
  build: string;
  fromMs: number;
  counts: readonly number[];
}

/** See the head of this file. */
export interface LatencyHistogramProps {
  bars: readonly LatencyBars[];
  width: number;
  height: number;
  label: string;
}

const MARGIN = { top: 16, bottom: 22 };

/** See the head of this file. */
export function LatencyHistogram({ bars, width, height, label }: LatencyHistogramProps) {
  const exponents = bars.flatMap((one) =>
    one.counts.flatMap((count, i) => (count > 0 ? [Math.round(Math.log2(one.fromMs)) + i] : [])),
  );
  if (exponents.length === 0) return null;
  const first = Math.min(...exponents);
  const buckets = Math.max(...exponents) - first + 1;
  const most = Math.max(...bars.flatMap((one) => one.counts));
  const bucketWidth = Math.min(width / buckets, 72);
  const barWidth = Math.max(Math.min((bucketWidth - 6) / bars.length, 28), 2);
  const base = height - MARGIN.bottom;
  const every = Math.ceil(64 / bucketWidth);
  return (
    <svg className="latency-histogram" width={width} height={height} role="img" aria-label={label}>
      <line className="base" x1={0} x2={bucketWidth * buckets} y1={base} y2={base} />
      {Array.from({ length: buckets }, (_, bucket) => (
        <g key={bucket} transform={`translate(${bucket * bucketWidth},0)`}>
          {bucket % every === 0 && (
            <text x={0} y={height - 6}>
              {formatTime(2 ** (first + bucket)).replace(/\.0+(?=\D|$)/, '')}
            </text>
          )}
          {bars.map((one, place) => {
            const count = one.counts[first + bucket - Math.round(Math.log2(one.fromMs))] ?? 0;
            if (count === 0) return null;
            const tall = Math.max(((base - MARGIN.top) * count) / most, 2);
            return (
              <g key={one.side} transform={`translate(${3 + place * barWidth},${base - tall})`}>
                <rect className={`bar-${one.side}`} width={barWidth - 1} height={tall} rx={1.5} />
                <text x={barWidth / 2} y={-4} textAnchor="middle">
                  {formatCount(count)}
                </text>
              </g>
            );
          })}
        </g>
      ))}
    </svg>
  );
}
