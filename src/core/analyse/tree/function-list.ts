/** Functions of a profile: its frames merged by name, file and line, which is how a function is addressed everywhere. */
import { FRAME_KINDS } from '../../model/profile';
import type { FrameKind, FrameTable } from '../../model/profile';
import type { FrameKey } from '../../model/view-answers';

/** One row a function. Parallel columns. */
export interface FunctionList {
  readonly length: number;
  readonly keys: readonly FrameKey[];
  readonly kinds: readonly FrameKind[];
  /** Row of each frame of the table that the list was made from. */
  readonly ofFrame: Int32Array;
}

/** One text for one function; equal exactly where name, file and line are. */
export function keyText(key: FrameKey): string {
  return `${key.function}\u0000${key.file ?? ''}\u0000${key.line}`;
}

/** Lines that the instruments may differ by for one function: one counts from `function`, another from its parentheses. */
export const LINE_SLACK = 2;

/** Whether two keys are of one function, whose line another instrument may give otherwise. */
export function isSameFunction(a: FrameKey, b: FrameKey): boolean {
  return a.function === b.function && a.file === b.file && Math.abs(a.line - b.line) <= LINE_SLACK;
}

/** Merges frames that differ only by column. */
export function listFunctions(frames: FrameTable): FunctionList {
  const keys: FrameKey[] = [];
  const kinds: FrameKind[] = [];
  const ofFrame = new Int32Array(frames.length);
  const rows = new Map<string, number>();
  for (let frame = 0; frame < frames.length; frame += 1) {
    const key = {
      function: frames.name[frame]!,
      file: frames.file[frame] ?? null,
      line: frames.line[frame]!,
    };
    const text = keyText(key);
    let row = rows.get(text);
    if (row === undefined) {
      row = keys.length;
      rows.set(text, row);
      keys.push(key);
      kinds.push(FRAME_KINDS[frames.kind[frame]!] ?? 'synthetic');
    }
    ofFrame[frame] = row;
  }
  return { length: keys.length, keys, kinds, ofFrame };
}
