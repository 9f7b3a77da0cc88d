import { NO_STACK, type FrameIndex, type StackIndex } from '../../model/profile';
import type { StackHash } from './stack-hash';

/** Given for a frame that is left out: its stack is that of its caller. */
export const FOLDED: FrameIndex = -1;

const UNRESOLVED = -2;
const BROKEN = -3;

/**
 * Stacks of a file's own stack table, whose rows may stand in any order. A row whose chain of callers runs in a circle
 * or names a frame that is not there has no stack; such rows are counted in `broken`.
 */
export function resolveStacks(
  length: number,
  parentOf: (row: number) => number,
  frameOf: (row: number) => FrameIndex | null,
  stacks: StackHash,
): { stacks: Int32Array; broken: number } {
  const resolved = new Int32Array(length).fill(UNRESOLVED);
  const path: number[] = [];
  let broken = 0;
  for (let row = 0; row < length; row++) {
    // Up to the first row that is known, then down again. A row on the way is marked, so that a circle ends.
    let place = row;
    let above: StackIndex = NO_STACK;
    while (place >= 0) {
      const known = place < length ? resolved[place]! : BROKEN;
      if (known !== UNRESOLVED) {
        above = known;
        break;
      }
      resolved[place] = BROKEN;
      path.push(place);
      place = parentOf(place);
    }
    for (let next = path.pop(); next !== undefined; next = path.pop()) {
      const frame = above === BROKEN ? null : frameOf(next);
      if (frame === null) above = BROKEN;
      else if (frame !== FOLDED) above = stacks.add(above, frame);
      resolved[next] = above;
      if (above === BROKEN) broken++;
    }
  }
  return { stacks: resolved.map((stack) => (stack === BROKEN ? NO_STACK : stack)), broken };
}
