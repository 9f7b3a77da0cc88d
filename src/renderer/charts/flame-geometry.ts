/** Where the boxes of a laid-out flame graph are, and which one is under a point. */
import type { FlameAnswer } from '../../core/model/view-answers';

/** Height of a row in CSS pixels, its gap included. */
export const FLAME_ROW_PX = 21;

/** Rows of an answer by depth: those of depth d run from `starts[d]` to before `starts[d + 1]`, from left to right. */
export interface FlameRows {
  depth: number;
  starts: Int32Array;
}

/** Indexes the boxes of an answer, which are ordered by depth. */
export function indexRows(answer: FlameAnswer): FlameRows {
  const { length } = answer;
  const depth = length === 0 ? 0 : answer.depth[length - 1]! + 1;
  const starts = new Int32Array(depth + 1).fill(length);
  for (let row = length - 1; row >= 0; row--) starts[answer.depth[row]!] = row;
  return { depth, starts };
}

/** Row of boxes on which a depth is drawn, 0 at the top; callers stand upside down, the root at the bottom. */
export function lineOf(depth: number, rows: FlameRows, upwards: boolean): number {
  return upwards ? rows.depth - 1 - depth : depth;
}

/** The box at a fraction of the width and a line from the top; −1 where there is none. */
export function findBox(
  answer: FlameAnswer,
  rows: FlameRows,
  upwards: boolean,
  x: number,
  line: number,
): number {
  const depth = upwards ? rows.depth - 1 - line : line;
  if (depth < 0 || depth >= rows.depth) return -1;
  let low = rows.starts[depth]!;
  let high = rows.starts[depth + 1]!;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (answer.x0[middle]! <= x) low = middle + 1;
    else high = middle;
  }
  const row = low - 1;
  return row >= rows.starts[depth]! && x < answer.x1[row]! ? row : -1;
}

/** Left edge and width of a box in device pixels, at least one, with a crisp gap to its right neighbour where there is room. */
export function placeBox(
  answer: FlameAnswer,
  row: number,
  widthPx: number,
  gapPx: number,
): { x: number; width: number } {
  const x = Math.round(answer.x0[row]! * widthPx);
  const end = Math.round(answer.x1[row]! * widthPx);
  const width = end - x;
  // A gap in boxes that are hardly wider than it would be all that is seen of them.
  return { x, width: Math.max(width > 3 * gapPx ? width - gapPx : width, 1) };
}
