/**
 * Draws a laid-out flame graph: props in, pixels out. Layout, zoom and search are the engine's work, so the
 * painter behind this component can be replaced without touching a view.
 *
 * d3-flame-graph keeps state in the data it is given; see the comments for what is avoided and why.
 */
import flamegraph, { type PlacedFrame } from 'd3-flame-graph';
import { select } from 'd3-selection';
import { useEffect, useMemo, useRef, type KeyboardEvent, type MouseEvent } from 'react';
import type { FlameAnswer } from '../../core/model/view-answers';
import { buildFlameTree, type FlameDatum } from './build-flame-tree';
import './flame-graph.css';
import { findNeighbour, type FlameMove } from './flame-neighbours';
import { computeTones, type FlamePalette } from './flame-tone';

/** Height of a row in CSS pixels. */
export const FLAME_ROW_PX = 21;

/** Labels of boxes narrower than this are not drawn at all. */
const MIN_FRAME_PX = 0.5;

/** Boxes narrower than this have no outline. */
const MIN_OUTLINED_PX = 14;

/** See the head of this file. */
export interface FlameGraphProps {
  answer: FlameAnswer;
  palette: FlamePalette;
  /** Accessible name: metric, build and place. */
  label: string;
  widthPx: number;
  /** Row under the keyboard; -1 for none. */
  selected: number;
  onSelect: (row: number) => void;
  /** A node was chosen to fill the width; null for the whole. */
  onZoom: (node: number | null) => void;
  /** The pointer is over a row, at window coordinates; -1 when it left. */
  onHover: (row: number, x: number, y: number) => void;
}

const MOVES: Partial<Record<string, FlameMove>> = {
  ArrowUp: 'out',
  ArrowDown: 'in',
  ArrowLeft: 'before',
  ArrowRight: 'after',
};

/** A frame's label: its name, and where it is when there is room to read it. */
function labelOf(answer: FlameAnswer, row: number): string {
  const frame = answer.frame[row]!;
  const name = answer.names[frame] ?? '';
  const file = answer.files[frame]?.split('/').pop();
  const line = answer.lines[frame] ?? 0;
  if (file === undefined || file === '') return name;
  return `${name} ${file}${line > 0 ? `:${line}` : ''}`;
}

/** See the head of this file. */
export function FlameGraph(props: FlameGraphProps) {
  const { answer, palette, label, widthPx, selected, onSelect, onZoom, onHover } = props;
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<ReturnType<typeof flamegraph<FlameDatum>> | null>(null);
  const tones = useMemo(() => computeTones(answer, palette), [answer, palette]);

  useEffect(() => {
    const element = host.current;
    if (element === null || answer.length === 0) return;
    const selection = select<HTMLDivElement, FlameDatum>(element);
    // Always fresh data: the library writes to it, and wraps what it has wrapped before a second time.
    const tree = buildFlameTree(answer, (row) => labelOf(answer, row));
    const colour = (frame: PlacedFrame<FlameDatum>) =>
      frame.data.row < 0 ? 'none' : `var(--flame-${tones[frame.data.row] ?? 'same'})`;
    if (chart.current === null) {
      chart.current = flamegraph<FlameDatum>()
        .cellHeight(FLAME_ROW_PX)
        .minFrameSize(MIN_FRAME_PX)
        // Frame ids are positions: with a transition, unrelated frames would morph into each other.
        .transitionDuration(0)
        .inverted(true)
        .sort(false)
        .getName((frame) => frame.data.name)
        .setLabelHandler(() => '')
        .width(widthPx)
        .setColorMapper(colour);
      selection.datum(tree);
      chart.current(selection);
    } else {
      // Without a new height the old one stays, and deeper frames are drawn outside of the picture.
      chart.current.width(widthPx).height(null).setColorMapper(colour).update(tree);
    }
    let depth = 0;
    const only = (row: number) => {
      if (palette !== 'difference') return null;
      if (answer.reference[row] === 0) return 'candidate';
      return answer.candidate[row] === 0 ? 'reference' : null;
    };
    selection.selectAll<SVGGElement, PlacedFrame<FlameDatum>>('g.frame').each(function (frame) {
      const { row } = frame.data;
      // New boxes would grow to their width and get their labels only after a transition of 250 ms.
      this.querySelector('rect')?.setAttribute('width', String((frame.x1 - frame.x0) * widthPx));
      const text = this.querySelector('.d3-flame-graph-label');
      if (text !== null) text.textContent = frame.data.name;
      depth = Math.max(depth, frame.depth);
      const mark = (name: string, value: string | null) =>
        value === null ? this.removeAttribute(name) : this.setAttribute(name, value);
      const tone = tones[row] ?? 'same';
      mark('data-row', row < 0 ? null : String(row));
      mark('data-tone', row < 0 ? null : tone);
      // Outlines of boxes that are hardly wider than a line would hide the picture.
      mark('data-wide', frame.data.value * widthPx >= MIN_OUTLINED_PX ? '' : null);
      mark('data-match', answer.match[row] === 1 ? '' : null);
      mark('data-only', row < 0 ? null : only(row));
    });
    selection
      .select('svg')
      .attr('height', (depth + 1) * FLAME_ROW_PX)
      .attr('aria-hidden', 'true');
    selection.selectAll('svg > text.title').remove();
  }, [answer, palette, tones, widthPx]);

  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    element.querySelector('[data-selected]')?.removeAttribute('data-selected');
    const frame = element.querySelector(`g.frame[data-row="${selected}"]`);
    if (frame === null) return;
    frame.setAttribute('data-selected', '');
    // Drawn last, so that its outline is not covered by its neighbours.
    frame.parentNode?.append(frame);
    frame.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [selected, answer, widthPx, tones]);

  useEffect(
    () => () => {
      chart.current?.destroy();
      chart.current = null;
    },
    [],
  );

  // The library's own click handler zooms by marking the data; the engine zooms here, so it never gets the click.
  const clickFrame = (event: MouseEvent) => {
    event.stopPropagation();
    const row = rowAt(event.target);
    if (row < 0) return;
    onSelect(row);
    if (event.detail === 0 || event.button === 0) onZoom(row === 0 ? null : answer.node[row]!);
  };

  const pressKey = (event: KeyboardEvent) => {
    const move = MOVES[event.key];
    if (move !== undefined && !event.altKey) {
      onSelect(selected < 0 ? 0 : findNeighbour(answer, selected, move));
    } else if (event.key === 'Enter' && selected >= 0) {
      onZoom(selected === 0 ? null : answer.node[selected]!);
    } else if (event.key === 'Home') {
      onSelect(0);
    } else if (event.key === 'Escape') {
      onZoom(null);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div
      ref={host}
      className="flame-graph"
      role="application"
      aria-roledescription="flame graph"
      aria-label={label}
      aria-description="Arrow keys move between frames, Enter zooms in, Escape shows the whole."
      tabIndex={0}
      data-searching={answer.match.length > 0 ? '' : undefined}
      onClickCapture={clickFrame}
      onContextMenuCapture={(event) => {
        const row = rowAt(event.target);
        if (row >= 0) onSelect(row);
      }}
      onMouseMove={(event) => onHover(rowAt(event.target), event.clientX, event.clientY)}
      onMouseLeave={() => onHover(-1, 0, 0)}
      onKeyDown={pressKey}
    />
  );
}

function rowAt(target: EventTarget): number {
  const frame = target instanceof Element ? target.closest('g.frame[data-row]') : null;
  return frame === null ? -1 : Number(frame.getAttribute('data-row'));
}
