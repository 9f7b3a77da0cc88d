/** Turns a laid-out flame graph into the nested form that the drawing library wants, places kept. */
import type { FlameAnswer } from '../../core/model/view-answers';

/** One box. `value` is its width as a fraction of the whole; a spacer has row -1 and an empty name. */
export interface FlameDatum {
  row: number;
  name: string;
  value: number;
  children: FlameDatum[];
}

/** Gaps below this fraction of the width are rounding, not time without a call. */
const MIN_GAP = 1e-6;

/**
 * The library puts children side by side from their parent's left edge. Where the answer leaves room before
 * a child (time order), a spacer keeps it.
 */
export function buildFlameTree(answer: FlameAnswer, label: (row: number) => string): FlameDatum {
  const data: FlameDatum[] = [];
  const filledTo = new Float64Array(answer.length);
  for (let row = 0; row < answer.length; row++) {
    const x0 = answer.x0[row]!;
    const x1 = answer.x1[row]!;
    const datum = { row, name: label(row), value: Math.max(x1 - x0, 0), children: [] };
    data.push(datum);
    filledTo[row] = x0;
    const parent = answer.parent[row]!;
    if (parent < 0) continue;
    const siblings = data[parent]!.children;
    const gap = x0 - filledTo[parent]!;
    if (gap > MIN_GAP) siblings.push({ row: -1, name: '', value: gap, children: [] });
    siblings.push(datum);
    filledTo[parent] = x1;
  }
  return data[0] ?? { row: -1, name: '', value: 1, children: [] };
}
