/** The moments along the width of a flame graph in the order of time; a drag, or the keys, choose a stretch of them. */
import { useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { formatTick } from './format-tick';
import { axisAt, keepOn, listTicks, momentAt, type Stretch } from './time-axis';
import './time-ruler.css';
import type { StretchChoice } from './use-stretch';
import { useViewport } from './use-viewport';

const HEIGHT_PX = 24;

/** Width of a letter of the ruler in CSS pixels. */
const LETTER_PX = 6.7;

/** One press of an arrow key as a fraction of the width, and of a page key. */
const STEP = 0.01;
const PAGE = 0.1;

/** See the head of this file. */
export function TimeRuler(props: {
  choice: StretchChoice;
  /** Whose run it is. */
  build: string;
  /** Two moments of the run in words. */
  say: (fromMs: number, toMs: number) => string;
}) {
  const { choice, build, say } = props;
  const { axes, stretch } = choice;
  const host = useRef<HTMLDivElement>(null);
  const { viewport } = useViewport(host);
  const { width } = viewport;
  const [pointed, setPointed] = useState<number | null>(null);
  const [cursor, setCursor] = useState<number | null>(null);

  const walk = (to: number, stretches: boolean) => {
    const at = cursor ?? axes[0]!.x[0]!;
    const axis = stretches ? (stretch?.axis ?? axisAt(axes, at)) : axisAt(axes, to);
    if (axis === null) return;
    const next = keepOn(axis, to);
    setCursor(next);
    choice.show(stretches ? { axis, from: stretch?.from ?? keepOn(axis, at), to: next } : null);
  };
  const pressKey = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const at = cursor ?? axes[0]!.x[0]!;
    const steps: Partial<Record<string, number>> = {
      ArrowLeft: at - STEP,
      ArrowRight: at + STEP,
      PageUp: at - PAGE,
      PageDown: at + PAGE,
      Home: 0,
      End: 1,
    };
    const to = steps[event.key];
    if (to !== undefined) walk(to, event.shiftKey);
    else if (event.key === 'Enter' && stretch !== null) choice.choose();
    else if (event.key === 'Escape' && stretch !== null) choice.show(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const point = (event: PointerEvent) => {
    choice.move(event);
    const { left } = event.currentTarget.getBoundingClientRect();
    setPointed(width > 0 ? Math.min(1, Math.max(0, (event.clientX - left) / width)) : null);
  };

  const first = axes[0]!;
  const last = axes[axes.length - 1]!;
  const ends = [first.ms[0]!, last.ms[last.ms.length - 1]!] as const;
  const here = pointed ?? cursor;
  return (
    <div
      ref={host}
      className="time-ruler"
      role="application"
      aria-roledescription="time ruler"
      aria-label={`Time of ${build}, ${say(Math.min(...ends), Math.max(...ends))}: Shift with the arrow keys marks a part of the run, Enter shows it alone`}
      tabIndex={0}
      title="Drag to show a part of the run alone, in every view"
      onPointerDown={(event) => {
        if (event.button === 0) choice.press(event, width);
      }}
      onPointerMove={point}
      onPointerUp={choice.release}
      onPointerLeave={() => setPointed(null)}
      onBlur={() => setCursor(null)}
      onKeyDown={pressKey}
    >
      <span className="visually-hidden" role="status">
        {stretch !== null ? sayStretch(stretch, say) : ''}
      </span>
      <svg width={width} height={HEIGHT_PX} aria-hidden="true">
        <line x1={0} x2={width} y1={HEIGHT_PX - 0.5} y2={HEIGHT_PX - 0.5} />
        {axes.map((axis, index) => (
          <g key={axis.x[0]}>
            {index > 0 && (
              <line
                className="thread-edge"
                x1={axis.x[0]! * width}
                x2={axis.x[0]! * width}
                y1={0}
                y2={HEIGHT_PX}
              />
            )}
            {listTicks(axis, width).map(({ ms, x }) => (
              <g key={ms}>
                <line x1={x * width + 0.5} x2={x * width + 0.5} y1={6} y2={HEIGHT_PX} />
                <text x={x * width + 5} y={15}>
                  {formatTick(ms)}
                </text>
              </g>
            ))}
          </g>
        ))}
        {stretch !== null ? (
          <Chosen stretch={stretch} width={width} text={sayStretch(stretch, say)} />
        ) : (
          here !== null && <Here choice={choice} x={here} width={width} say={say} />
        )}
      </svg>
    </div>
  );
}

function sayStretch({ axis, from, to }: Stretch, say: (fromMs: number, toMs: number) => string) {
  const moments = [momentAt(axis, from), momentAt(axis, to)] as const;
  return say(Math.min(...moments), Math.max(...moments));
}

function Chosen({ stretch, width, text }: { stretch: Stretch; width: number; text: string }) {
  const left = Math.min(stretch.from, stretch.to) * width;
  const right = Math.max(stretch.from, stretch.to) * width;
  return (
    <>
      <rect className="chosen" x={left} y={0} width={right - left} height={HEIGHT_PX} />
      <Said x={(left + right) / 2} width={width} text={text} />
    </>
  );
}

function Here(props: {
  choice: StretchChoice;
  x: number;
  width: number;
  say: (fromMs: number, toMs: number) => string;
}) {
  const { choice, x, width } = props;
  const axis = axisAt(choice.axes, x);
  if (axis === null) return null;
  const at = keepOn(axis, x);
  return (
    <>
      <line className="cursor" x1={at * width} x2={at * width} y1={0} y2={HEIGHT_PX} />
      <Said x={at * width} width={width} text={formatTick(momentAt(axis, at))} />
    </>
  );
}

/** Text around a place, kept inside the ruler, on a ground that hides the ticks below it. */
function Said({ x, width, text }: { x: number; width: number; text: string }) {
  const half = (text.length * LETTER_PX) / 2 + 6;
  const middle = Math.min(Math.max(x, half), Math.max(half, width - half));
  return (
    <>
      <rect className="said-ground" x={middle - half} y={2} width={2 * half} height={18} rx={3} />
      <text className="said" x={middle} y={15} textAnchor="middle">
        {text}
      </text>
    </>
  );
}
