/** The whole of a flame graph in a strip, with the part that the large picture shows. For the pointer alone: the way to a frame, in words, serves everyone else. */
import { useLayoutEffect, useMemo, useRef, type MouseEvent } from 'react';
import type { FlameAnswer } from '../../core/model/view-answers';
import { FlameColours, useThemeName } from './flame-colours';
import { findBox, indexRows, type FlameRows } from './flame-geometry';
import { computeTones, type FlameColour, type FlamePalette } from './flame-tone';
import { prepareCanvas } from './paint-flame';
import { useViewport, type Viewport } from './use-viewport';

/** What the large picture shows: edges as fractions of the whole width, and depths. */
export interface ShownPart {
  x0: number;
  x1: number;
  fromDepth: number;
  toDepth: number;
}

/** See the head of this file. */
export function FlameMinimap(props: {
  /** The whole, not zoomed. */
  answer: FlameAnswer;
  palette: FlamePalette;
  colour: FlameColour;
  part: ShownPart;
  onZoom: (node: number | null) => void;
}) {
  const { answer, palette, colour, part, onZoom } = props;
  const host = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const { viewport } = useViewport(host);
  const theme = useThemeName();
  const rows = useMemo(() => indexRows(answer), [answer]);
  const tones = useMemo(() => computeTones(answer, palette, colour), [answer, palette, colour]);
  const { x0, x1, fromDepth, toDepth } = part;
  useLayoutEffect(() => {
    if (canvas.current === null || host.current === null || viewport.width === 0) return;
    const context = prepareCanvas(canvas.current, viewport);
    if (context === null) return;
    const colours = new FlameColours(host.current);
    paintWhole(context, answer, rows, tones, colours);
    markPart(context, rows, { x0, x1, fromDepth, toDepth }, colours, viewport);
  }, [answer, rows, tones, theme, viewport, x0, x1, fromDepth, toDepth]);

  const zoomTo = (event: MouseEvent) => {
    const place = event.currentTarget.getBoundingClientRect();
    const x = (event.clientX - place.left) / place.width;
    let line = Math.floor(((event.clientY - place.top) / place.height) * rows.depth);
    // Below a column's end its last frame is meant.
    while (line > 0 && findBox(answer, rows, false, x, line) < 0) line--;
    const row = findBox(answer, rows, false, x, line);
    if (row < 0) return;
    const node = answer.node[row]! >= 0 ? answer.node[row]! : answer.node[answer.parent[row]!]!;
    onZoom(row === 0 ? null : node);
  };

  return (
    <div
      ref={host}
      className="flame-minimap"
      aria-hidden="true"
      title="The whole; click to zoom to a part of it"
      onClick={zoomTo}
    >
      <canvas ref={canvas} />
    </div>
  );
}

function paintWhole(
  context: CanvasRenderingContext2D,
  answer: FlameAnswer,
  rows: FlameRows,
  tones: readonly string[],
  colours: FlameColours,
): void {
  const { width, height } = context.canvas;
  let painted = -1;
  for (let depth = 0; depth < rows.depth; depth++) {
    const top = Math.floor((depth / rows.depth) * height);
    // Several depths may share a line of pixels: the first of them is painted.
    if (top === painted) continue;
    painted = top;
    const tall = Math.max(1, Math.floor(((depth + 1) / rows.depth) * height) - top);
    for (let row = rows.starts[depth]!; row < rows.starts[depth + 1]!; row++) {
      const x = Math.round(answer.x0[row]! * width);
      context.fillStyle = colours.fill(tones[row]!);
      context.fillRect(x, top, Math.max(1, Math.round(answer.x1[row]! * width) - x), tall);
    }
  }
}

/** Veils what the large picture does not show, and frames the rest. */
function markPart(
  context: CanvasRenderingContext2D,
  rows: FlameRows,
  part: ShownPart,
  colours: FlameColours,
  { pixelRatio }: Viewport,
): void {
  const { width, height } = context.canvas;
  const left = Math.round(part.x0 * width);
  const right = Math.max(left + 2, Math.round(part.x1 * width));
  const top = Math.round((part.fromDepth / rows.depth) * height);
  const bottom = Math.max(
    top + 2,
    Math.round((Math.min(part.toDepth, rows.depth) / rows.depth) * height),
  );
  if (left === 0 && right >= width && top === 0 && bottom >= height) return;
  context.fillStyle = colours.token('--ground');
  context.globalAlpha = 0.62;
  context.fillRect(0, 0, width, top);
  context.fillRect(0, bottom, width, height - bottom);
  context.fillRect(0, top, left, bottom - top);
  context.fillRect(right, top, width - right, bottom - top);
  context.globalAlpha = 1;
  const line = Math.max(1, Math.round(pixelRatio));
  context.strokeStyle = colours.token('--accent');
  context.lineWidth = line;
  context.strokeRect(left + line / 2, top + line / 2, right - left - line, bottom - top - line);
}
