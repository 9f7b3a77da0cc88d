/** Where the arrow keys lead in a flame graph. */
import type { FlameAnswer } from '../../core/model/view-answers';

/** A key's direction: `out` is towards the caller, `in` towards the callees. */
export type FlameMove = 'out' | 'in' | 'before' | 'after';

/** The row to select next; the same row where that way ends. */
export function findNeighbour(answer: FlameAnswer, row: number, move: FlameMove): number {
  if (answer.length === 0) return -1;
  if (row < 0 || row >= answer.length) return 0;
  if (move === 'out') return Math.max(answer.parent[row]!, 0);
  if (move === 'in') return widestChild(answer, row);
  return nearestAtDepth(answer, row, move);
}

function widestChild(answer: FlameAnswer, row: number): number {
  let best = row;
  let width = -1;
  for (let child = row + 1; child < answer.length; child++) {
    if (answer.parent[child] !== row) continue;
    const own = answer.x1[child]! - answer.x0[child]!;
    if (own > width) [best, width] = [child, own];
  }
  return best;
}

function nearestAtDepth(answer: FlameAnswer, row: number, move: 'before' | 'after'): number {
  const from = answer.x0[row]!;
  let best = row;
  let distance = Infinity;
  for (let other = 0; other < answer.length; other++) {
    if (other === row || answer.depth[other] !== answer.depth[row]) continue;
    const away = move === 'after' ? answer.x0[other]! - from : from - answer.x0[other]!;
    if (away > 0 && away < distance) [best, distance] = [other, away];
  }
  return best;
}
