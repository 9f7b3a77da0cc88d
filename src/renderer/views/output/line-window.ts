/** The lines around a difference, and where in the line it starts. */

/** One line with its number; `differs` marks the first line that is not the same. */
export interface ShownLine {
  number: number;
  text: string;
  differs: boolean;
}

/** Lines before and after the first difference. */
const CONTEXT = 6;

/** A line longer than this is cut: one line of a megabyte must not stop the window. */
const MAX_LINE = 2000;

/** Lines around line `at` (1-based); the first lines where `at` is 0. */
export function selectLines(text: string, at: number): ShownLine[] {
  const lines = text.split('\n');
  if (lines[lines.length - 1] === '') lines.pop();
  const from = Math.max(at - 1 - CONTEXT, 0);
  const to = at === 0 ? CONTEXT * 4 : at + CONTEXT;
  return lines.slice(from, to).map((line, index) => ({
    number: from + index + 1,
    text: line.length > MAX_LINE ? `${line.slice(0, MAX_LINE)}…` : line,
    differs: from + index + 1 === at,
  }));
}

/** Length of what two lines begin with alike. */
export function commonPrefix(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}

/** Length of what two lines end with alike, beyond their common beginning. */
export function commonSuffix(a: string, b: string, prefix: number): number {
  let length = 0;
  const limit = Math.min(a.length, b.length) - prefix;
  while (length < limit && a[a.length - 1 - length] === b[b.length - 1 - length]) length++;
  return length;
}
