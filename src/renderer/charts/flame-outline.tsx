/**
 * The frames of a painted flame graph as elements without pixels: what a screen reader reads, what a magnifier follows. Only
 * frames in sight that have room for a name, the widest first, so that their number stays small.
 */
import { useEffect, useState } from 'react';
import type { FlameAnswer } from '../../core/model/view-answers';
import { FLAME_ROW_PX, lineOf, type FlameRows } from './flame-geometry';
import type { Viewport } from './use-viewport';

/** More frames than are ever read one by one; building them takes about 3 ms. */
const MOST = 120;

/** Frames without room for a name in CSS pixels. */
const NARROWEST_PX = 18;

/** Milliseconds without a change until the frames are listed: listing them must not hold up scrolling or zooming. */
const PAUSE_MS = 120;

interface OutlineProps {
  id: string;
  answer: FlameAnswer;
  rows: FlameRows;
  upwards: boolean;
  selected: number;
  viewport: Viewport;
  describe: ((row: number) => string) | undefined;
}

/** Id of the element that stands for a row. */
export function outlineId(id: string, row: number): string {
  return `${id}frame${row}`;
}

/** See the head of this file. */
export function FlameOutline(props: OutlineProps) {
  const { answer, rows, upwards, viewport, selected } = props;
  const [listed, setListed] = useState<{ answer: FlameAnswer; shown: number[] } | null>(null);
  useEffect(() => {
    const timer = setTimeout(
      () => setListed({ answer, shown: listWidest(answer, rows, upwards, viewport) }),
      PAUSE_MS,
    );
    return () => clearTimeout(timer);
  }, [answer, rows, upwards, viewport]);
  // The selected frame is there at once, and a tree is never without its root.
  const shown = new Set(listed?.answer === answer ? listed.shown : []);
  if (answer.length > 0) shown.add(0);
  if (selected >= 0 && selected < answer.length) shown.add(selected);
  return [...shown].map((row) => <OutlineItem key={row} {...props} row={row} />);
}

function OutlineItem(props: OutlineProps & { row: number }) {
  const { id, answer, rows, upwards, selected, viewport, describe, row } = props;
  const name = answer.names[answer.frame[row]!] ?? '';
  return (
    <div
      id={outlineId(id, row)}
      className="flame-item"
      role="treeitem"
      aria-level={answer.depth[row]! + 1}
      aria-selected={row === selected}
      aria-label={describe?.(row) ?? name}
      data-match={answer.match[row] === 1 ? '' : undefined}
      style={{
        left: answer.x0[row]! * viewport.width,
        width: (answer.x1[row]! - answer.x0[row]!) * viewport.width,
        top: lineOf(answer.depth[row]!, rows, upwards) * FLAME_ROW_PX,
        height: FLAME_ROW_PX,
      }}
    />
  );
}

function listWidest(
  answer: FlameAnswer,
  rows: FlameRows,
  upwards: boolean,
  { width, height, scrollTop }: Viewport,
): number[] {
  const found: number[] = [];
  for (let depth = 0; depth < rows.depth; depth++) {
    const top = lineOf(depth, rows, upwards) * FLAME_ROW_PX;
    if (top + FLAME_ROW_PX <= scrollTop || top >= scrollTop + height) continue;
    for (let row = rows.starts[depth]!; row < rows.starts[depth + 1]!; row++) {
      if ((answer.x1[row]! - answer.x0[row]!) * width >= NARROWEST_PX) found.push(row);
    }
  }
  const wide = (row: number) => answer.x1[row]! - answer.x0[row]!;
  return found
    .sort((a, b) => wide(b) - wide(a) || a - b)
    .slice(0, MOST)
    .sort((a, b) => a - b);
}
