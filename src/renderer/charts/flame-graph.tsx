/**
 * Draws a laid-out flame graph: props in, pixels out. Layout, zoom and search are the engine's work. The boxes are painted on
 * canvas, of which only the part in sight exists; a tree of elements without pixels of their own stands for
 * them in front of screen readers.
 */
import {
  useCallback,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type MouseEvent,
} from 'react';
import type { FlameAnswer } from '../../core/model/view-answers';
import { FlameColours, useThemeName } from './flame-colours';
import { findBox, FLAME_ROW_PX, indexRows, lineOf } from './flame-geometry';
import './flame-graph.css';
import { findNeighbour, type FlameMove } from './flame-neighbours';
import { FlameOutline, outlineId } from './flame-outline';
import { computeTones, type FlameColour, type FlamePalette } from './flame-tone';
import { paintFlame, paintMarks, type FlameScene } from './paint-flame';
import type { Stretch } from './time-axis';
import type { StretchChoice } from './use-stretch';
import { useViewport } from './use-viewport';

/** See the head of this file. */
export interface FlameGraphProps {
  answer: FlameAnswer;
  palette: FlamePalette;
  colour?: FlameColour;
  /** Accessible name: metric, build and place. */
  label: string;
  /** Row under the keyboard; -1 for none. */
  selected: number;
  /** Row marked from a picture beside this one; -1 for none. */
  linked?: number;
  /** Callers grow upwards from a root at the bottom. */
  upwards?: boolean;
  /** A row in words, for screen readers. */
  describe?: (row: number) => string;
  onSelect: (row: number) => void;
  /** A node was chosen to fill the width; null for the whole. */
  onZoom: (node: number | null) => void;
  /** The pointer is over a row, at window coordinates; -1 when it left. */
  onHover: (row: number, x: number, y: number) => void;
  /** Where this picture is scrolled to, from outside; it tells by `onScroll` when it is scrolled itself. */
  scrollTop?: number;
  onScroll?: (top: number, height: number) => void;
  /** Of a picture in the order of time: a drag over empty room, or with Shift over frames, chooses a stretch of it. */
  choice?: StretchChoice | undefined;
}

const MOVES: Partial<Record<string, FlameMove>> = {
  ArrowUp: 'out',
  ArrowDown: 'in',
  ArrowLeft: 'before',
  ArrowRight: 'after',
};

const MOVES_UPWARDS: Partial<Record<string, FlameMove>> = {
  ...MOVES,
  ArrowUp: 'in',
  ArrowDown: 'out',
};

/** See the head of this file. */
export function FlameGraph(props: FlameGraphProps) {
  const { answer, palette, colour = 'kind', label, selected, linked = -1, upwards = false } = props;
  const { onSelect, onZoom, onHover, onScroll, choice } = props;
  const id = useId();
  const host = useRef<HTMLDivElement>(null);
  const boxes = useRef<HTMLCanvasElement>(null);
  const marks = useRef<HTMLCanvasElement>(null);
  // What the boxes were last painted from: the pointer and the keys change only the marks.
  const painted = useRef<unknown[]>([]);
  // Where this picture followed another one: to tell of that would hold the other back where this one is shorter.
  const followed = useRef(-1);
  const { viewport, readScroll } = useViewport(host);
  const theme = useThemeName();
  const [hovered, setHovered] = useState(-1);
  const [fontsReady, setFontsReady] = useState(false);
  const rows = useMemo(() => indexRows(answer), [answer]);
  const tones = useMemo(() => computeTones(answer, palette, colour), [answer, palette, colour]);
  const fullHeight = rows.depth * FLAME_ROW_PX;
  const height = Math.min(viewport.height, fullHeight);
  // Where less is drawn than before, the browser moves the scroll position only after this paint.
  const scrollTop = Math.max(0, Math.min(viewport.scrollTop, fullHeight - height));

  useLayoutEffect(() => {
    const element = host.current;
    if (element === null || boxes.current === null || marks.current === null) return;
    if (viewport.width === 0) return;
    const scene: FlameScene = {
      answer,
      rows,
      tones,
      colours: coloursOf(element, theme),
      outlineOnly: palette === 'difference',
      upwards,
      width: viewport.width,
      height,
      scrollTop,
      pixelRatio: viewport.pixelRatio,
      font: fontOf(element, viewport.pixelRatio),
    };
    const key = [answer, tones, theme, upwards, viewport, height, scrollTop, fontsReady];
    if (key.some((part, index) => part !== painted.current[index])) {
      paintFlame(boxes.current, scene);
      painted.current = key;
      // For measurements from outside; one mark is kept.
      performance.clearMarks('flame painted');
      performance.mark('flame painted');
    }
    paintMarks(marks.current, scene, { selected, hovered, linked });
  }, [
    answer,
    rows,
    tones,
    theme,
    fontsReady,
    palette,
    upwards,
    viewport,
    height,
    scrollTop,
    selected,
    hovered,
    linked,
  ]);

  // The typefaces may come after the first paint; the size of the letters is then another.
  useEffect(() => {
    void document.fonts.ready.then(() => setFontsReady(true));
  }, []);

  // Callers are read from the bottom, and stay there when the room for them changes.
  useLayoutEffect(() => {
    if (upwards && host.current !== null) host.current.scrollTop = host.current.scrollHeight;
  }, [upwards, answer, viewport.height]);

  const outsideTop = props.scrollTop;
  useLayoutEffect(() => {
    const element = host.current;
    if (outsideTop === undefined || element === null) return;
    if (Math.abs(element.scrollTop - outsideTop) <= 1) return;
    element.scrollTop = outsideTop;
    followed.current = element.scrollTop;
  }, [outsideTop]);

  useEffect(() => {
    const element = host.current;
    if (selected < 0 || selected >= answer.length || element === null) return;
    const top = lineOf(answer.depth[selected]!, rows, upwards) * FLAME_ROW_PX;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + FLAME_ROW_PX > element.scrollTop + element.clientHeight) {
      element.scrollTop = top + FLAME_ROW_PX - element.clientHeight;
    }
  }, [selected, answer, rows, upwards]);

  useEffect(() => {
    if (scrollTop !== followed.current) onScroll?.(scrollTop, height);
  }, [onScroll, scrollTop, height]);

  const rowAt = (event: MouseEvent): number => {
    const element = host.current;
    if (element === null || viewport.width === 0) return -1;
    const place = element.getBoundingClientRect();
    const line = Math.floor((event.clientY - place.top + element.scrollTop) / FLAME_ROW_PX);
    return findBox(answer, rows, upwards, (event.clientX - place.left) / viewport.width, line);
  };

  const zoomTo = (row: number) => {
    // A merged box is no node: what it stands for is seen best below its parent.
    const node = answer.node[row]! >= 0 ? answer.node[row]! : answer.node[answer.parent[row]!]!;
    onZoom(row === 0 ? null : node);
  };

  const pressKey = (event: KeyboardEvent) => {
    const move = (upwards ? MOVES_UPWARDS : MOVES)[event.key];
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (move !== undefined) onSelect(selected < 0 ? 0 : findNeighbour(answer, selected, move));
    else if (event.key === 'Enter' && selected >= 0) zoomTo(selected);
    else if (event.key === 'Home') onSelect(0);
    else if (event.key === 'Escape' && choice?.stretch != null) choice.show(null);
    // At the whole there is nothing to leave here: the key goes on to who else wants it.
    else if (event.key === 'Escape' && answer.breadcrumb.length > 1) onZoom(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const hover = useCallback(
    (row: number, x: number, y: number) => {
      setHovered(row);
      onHover(row, x, y);
    },
    [onHover],
  );

  return (
    <div
      ref={host}
      className="flame-graph"
      role="tree"
      aria-roledescription="flame graph"
      aria-label={label}
      aria-description="Arrow keys move between frames, Enter zooms in, Escape shows the whole."
      aria-activedescendant={selected >= 0 ? outlineId(id, selected) : undefined}
      tabIndex={0}
      data-frames={answer.length}
      data-linked={linked < 0 ? undefined : answer.names[answer.frame[linked]!]}
      onScroll={readScroll}
      onPointerDown={(event) => {
        if (choice === undefined || event.button !== 0) return;
        // Only the click of the drag's own end is none.
        choice.swallowClick();
        if (event.shiftKey || rowAt(event) < 0) choice.press(event, viewport.width);
      }}
      onPointerMove={choice?.move}
      onPointerUp={choice?.release}
      onClick={(event) => {
        const row = rowAt(event);
        if (choice?.swallowClick() === true || row < 0) return;
        onSelect(row);
        zoomTo(row);
      }}
      onContextMenuCapture={(event) => {
        // The menu key means the frame that is selected, wherever the pointer rests.
        const row = event.button === 2 || event.ctrlKey ? rowAt(event) : selected;
        if (row >= 0) onSelect(row);
        else event.stopPropagation();
      }}
      onMouseMove={(event) => {
        const row = choice?.stretch == null ? rowAt(event) : -1;
        hover(row, event.clientX, event.clientY);
      }}
      onMouseLeave={() => hover(-1, 0, 0)}
      onKeyDown={pressKey}
    >
      <div className="flame-space" style={{ height: fullHeight }} data-hover={hovered >= 0}>
        <div className="flame-canvases" style={{ height }}>
          <canvas ref={boxes} aria-hidden="true" />
          <canvas ref={marks} aria-hidden="true" />
          {choice?.stretch != null && <Chosen stretch={choice.stretch} />}
        </div>
        <FlameOutline
          id={id}
          answer={answer}
          rows={rows}
          upwards={upwards}
          selected={selected}
          viewport={viewport}
          describe={props.describe}
        />
      </div>
    </div>
  );
}

function Chosen({ stretch: { from, to } }: { stretch: Stretch }) {
  const [left, right] = [Math.min(from, to), Math.max(from, to)];
  const style = { left: `${left * 100}%`, width: `${(right - left) * 100}%` };
  return <div className="flame-stretch" style={style} />;
}

/** Colours are asked for anew with every theme: the style of an element is live, what was read of it is not. */
const colourSets = new WeakMap<Element, { theme: string; colours: FlameColours }>();

function coloursOf(element: Element, theme: string): FlameColours {
  const known = colourSets.get(element);
  if (known?.theme === theme) return known.colours;
  const colours = new FlameColours(element);
  colourSets.set(element, { theme, colours });
  return colours;
}

/** Asking an element for its style makes the browser settle all styles first: once for each size of a pixel. */
const fonts = new WeakMap<Element, { pixelRatio: number; font: string }>();

function fontOf(element: Element, pixelRatio: number): string {
  const known = fonts.get(element);
  if (known?.pixelRatio === pixelRatio) return known.font;
  const { fontSize, fontFamily } = getComputedStyle(element);
  const font = `400 ${parseFloat(fontSize) * pixelRatio}px ${fontFamily}`;
  fonts.set(element, { pixelRatio, font });
  return font;
}
