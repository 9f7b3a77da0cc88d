/** Which snapshots are shown where nobody chose, and what they are called. */
import type { HeapCapture } from '../../../core/model/heap';
import { keyOfHeap } from '../../state/heap-store';

/** The one shown, and the one that it is compared with; null where there is none. */
export interface ChosenCaptures {
  shown: HeapCapture | null;
  against: HeapCapture | null;
}

/**
 * The chosen ones. Else the candidate's last; against it the reference's last, or in a recording the one before of the
 * same process, which is where growth shows.
 */
export function chooseCaptures(
  captures: readonly HeapCapture[],
  chosen: { snapshot: string | null; against: string | null },
): ChosenCaptures {
  const find = (key: string | null): HeapCapture | undefined =>
    captures.find(({ place }) => keyOfHeap(place) === key);
  const shown =
    find(chosen.snapshot) ??
    captures.findLast(({ role }) => role === 'candidate') ??
    captures.at(-1) ??
    null;
  const others = captures.filter((capture) => capture !== shown);
  const named = find(chosen.against);
  const earlier = captures.slice(0, shown === null ? 0 : captures.indexOf(shown));
  const against =
    (named === shown ? undefined : named) ??
    others.findLast(({ role }) => role !== shown?.role) ??
    earlier.findLast(({ pid }) => pid === shown?.pid) ??
    others.find(({ pid }) => pid === shown?.pid) ??
    others[0] ??
    null;
  return { shown, against };
}

/** Build, process where a build has several, and moment, e.g. `candidate, main, at the end`. */
export function nameCapture(capture: HeapCapture, all: readonly HeapCapture[]): string {
  const { build, process, pid, label } = capture;
  const own = all.filter(({ role }) => role === capture.role);
  const words = [build];
  if (own.some((other) => other.pid !== pid)) words.push(`${process ?? 'process'} ${pid}`);
  // An opened file tells neither thread nor moment.
  if (own.length > 1 || label !== 'main') words.push(label);
  return words.join(', ');
}
