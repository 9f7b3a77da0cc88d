/** Values over time in lanes that share one axis; a drag chooses a range, the arrow keys move a cursor. */
import { scaleLinear } from 'd3-scale';
import { area, curveLinear, curveStepAfter, curveStepBefore, line } from 'd3-shape';
import { useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { formatTime } from '../../core/model/format-quantity';
import type { TimelineLane, TimelineMark } from '../../core/model/view-answers';
import { formatTick } from './format-tick';
import './timeline-plot.css';

/** A stretch of the run, in milliseconds since its start. */
export interface TimeRange {
  fromMs: number;
  toMs: number;
}

/** See the head of this file. */
export interface TimelinePlotProps {
  lanes: readonly { lane: TimelineLane; label: string; hint: string }[];
  marks: readonly TimelineMark[];
  range: TimeRange;
  width: number;
  formatValue: (value: number, unit: TimelineLane['unit']) => string;
  onChoose: (range: TimeRange) => void;
  onWhole: () => void;
}

const LABEL_PX = 148;
const VALUE_PX = 132;
const LANE_PX = 52;
const GAP_PX = 8;
const MARKS_PX = 22;
const AXIS_PX = 22;

/** A drag shorter than this is a click. */
const LEAST_DRAG_PX = 4;

/** See the head of this file. */
export function TimelinePlot(props: TimelinePlotProps) {
  const { lanes, marks, range, width, formatValue, onChoose, onWhole } = props;
  const [cursor, setCursor] = useState<number | null>(null);
  const [drag, setDrag] = useState<number | null>(null);
  const svg = useRef<SVGSVGElement>(null);
  const right = Math.max(LABEL_PX + 60, width - VALUE_PX);
  const x = scaleLinear([range.fromMs, range.toMs], [LABEL_PX, right]);
  const marksPx = marks.length > 0 ? MARKS_PX : 0;
  const top = marksPx + 4;
  const height = top + lanes.length * (LANE_PX + GAP_PX) + AXIS_PX;

  const timeAt = (event: PointerEvent) => {
    const left = svg.current?.getBoundingClientRect().left ?? 0;
    const time = x.invert(event.clientX - left);
    return Math.min(Math.max(time, range.fromMs), range.toMs);
  };
  const press = (event: PointerEvent<SVGSVGElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    setDrag(timeAt(event));
  };
  const release = (event: PointerEvent) => {
    const end = timeAt(event);
    const start = drag;
    setDrag(null);
    if (start === null || Math.abs(x(end) - x(start)) < LEAST_DRAG_PX) return;
    onChoose({ fromMs: Math.min(start, end), toMs: Math.max(start, end) });
  };
  const pressKey = (event: KeyboardEvent) => {
    const span = range.toMs - range.fromMs;
    const at = cursor ?? range.fromMs + span / 2;
    const step = span / (event.shiftKey ? 10 : 100);
    const around = (factor: number) => {
      const half = (span * factor) / 2;
      onChoose({ fromMs: Math.max(0, at - half), toMs: at + half });
    };
    switch (event.key) {
      case 'ArrowLeft':
        setCursor(Math.max(range.fromMs, at - step));
        break;
      case 'ArrowRight':
        setCursor(Math.min(range.toMs, at + step));
        break;
      case '+':
      case '=':
        around(0.5);
        break;
      case '-':
        around(2);
        break;
      case 'Escape':
        onWhole();
        break;
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <svg
      ref={svg}
      className="timeline-plot"
      width={width}
      height={height}
      tabIndex={0}
      role="application"
      aria-roledescription="timeline"
      aria-label={`Timeline from ${formatTime(range.fromMs)} to ${formatTime(range.toMs)}: arrow keys move, plus and minus zoom, Escape shows all`}
      onPointerDown={press}
      onPointerMove={(event) => setCursor(timeAt(event))}
      onPointerUp={release}
      onPointerLeave={() => setCursor(null)}
      onDoubleClick={onWhole}
      onKeyDown={pressKey}
    >
      <defs>
        <clipPath id="timeline-range">
          <rect x={LABEL_PX} y={0} width={Math.max(0, right - LABEL_PX)} height={height} />
        </clipPath>
      </defs>
      {marks.length > 0 && (
        <g clipPath="url(#timeline-range)" aria-hidden="true">
          {marks.map((mark, index) => (
            <Mark key={index} mark={mark} x={x} height={marksPx} bottom={height - AXIS_PX} />
          ))}
        </g>
      )}
      {lanes.map(({ lane, label, hint }, index) => (
        <Lane
          key={lane.id}
          lane={lane}
          label={label}
          hint={hint}
          top={top + index * (LANE_PX + GAP_PX)}
          x={x}
          right={right}
          cursor={cursor}
          format={(value) => formatValue(value, lane.unit)}
        />
      ))}
      {x.ticks(Math.max(2, Math.floor((right - LABEL_PX) / 110))).map((tick) => (
        <text key={tick} x={x(tick)} y={height - 6} textAnchor="middle">
          {formatTick(tick)}
        </text>
      ))}
      {drag !== null && cursor !== null && (
        <rect
          className="chosen"
          x={Math.min(x(drag), x(cursor))}
          y={0}
          width={Math.abs(x(cursor) - x(drag))}
          height={height - AXIS_PX}
        />
      )}
      {cursor !== null && (
        <g aria-hidden="true">
          <line className="cursor" x1={x(cursor)} x2={x(cursor)} y1={0} y2={height - AXIS_PX} />
          <text className="cursor-time" x={x(cursor)} y={height - 6} textAnchor="middle">
            {formatTime(cursor)}
          </text>
        </g>
      )}
    </svg>
  );
}

/** What is summed over a stretch of time holds for all of it: back to the moment before, or on to the next. */
function curveOf({ id }: TimelineLane) {
  if (id === 'syncs') return curveStepAfter;
  const isSum = ['cpu', 'run-queue', 'loop-delay', 'read', 'written'].includes(id);
  return isSum ? curveStepBefore : curveLinear;
}

type Scale = ReturnType<typeof scaleLinear<number, number>>;

function Lane(props: {
  lane: TimelineLane;
  label: string;
  hint: string;
  top: number;
  x: Scale;
  right: number;
  cursor: number | null;
  format: (value: number) => string;
}) {
  const { lane, label, hint, top, x, right, cursor, format } = props;
  const max = Math.max(...lane.series.map((one) => one.max));
  const y = scaleLinear([0, max > 0 ? max : 1], [top + LANE_PX, top + 4]);
  return (
    <g>
      <title>{hint}</title>
      <text className="lane-name" x={0} y={top + 16}>
        {label}
      </text>
      <text x={0} y={top + 32}>
        to {format(max)}
      </text>
      <line className="grid" x1={LABEL_PX} x2={right} y1={top + LANE_PX} y2={top + LANE_PX} />
      {lane.series.map((one, index) => {
        const rows = Array.from(one.time, (_, row) => row);
        const draw = line<number>(
          (row) => x(one.time[row]!),
          (row) => y(one.value[row]!),
        ).curve(curveOf(lane));
        const fill = area<number>(
          (row) => x(one.time[row]!),
          y(0),
          (row) => y(one.value[row]!),
        ).curve(curveOf(lane));
        const value = cursor === null ? one.max : valueAt(one, cursor);
        return (
          <g key={one.side} className={`series-${one.side}`}>
            <g clipPath="url(#timeline-range)">
              <path className="fill" d={fill(rows) ?? undefined} />
              <path className="line" d={draw(rows) ?? undefined} />
            </g>
            <text className="value" x={right + 12} y={top + 18 + index * 18}>
              {value === null ? 'ended' : `${cursor === null ? 'max ' : ''}${format(value)}`}
            </text>
          </g>
        );
      })}
    </g>
  );
}

function Mark(props: { mark: TimelineMark; x: Scale; height: number; bottom: number }) {
  const { mark, x, height, bottom } = props;
  const from = x(mark.fromMs);
  const width = Math.max(1, x(mark.fromMs + mark.durationMs) - from);
  const duration = mark.durationMs > 0 ? `, ${formatTime(mark.durationMs)}` : '';
  return (
    <g className={`mark ${mark.kind} series-${mark.side}`}>
      <title>{`${mark.name} at ${formatTime(mark.fromMs)}${duration}`}</title>
      <rect x={from} y={mark.kind === 'marker' ? 0 : height - 8} width={width} height={8} />
      {mark.kind === 'marker' && <line x1={from} x2={from} y1={0} y2={bottom} />}
    </g>
  );
}

/** The last value at or before a moment; null after the end of the series. */
function valueAt(series: TimelineLane['series'][number], time: number): number | null {
  const { time: times, value } = series;
  const last = times[times.length - 1];
  if (last === undefined || time > last) return null;
  let low = 0;
  let high = times.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (times[middle]! <= time) low = middle;
    else high = middle - 1;
  }
  return value[low] ?? null;
}
