/** Lines of `perf script`, one kind a function. */

/** A frame as one line of the text has it. */
export interface FrameLine {
  object: string;
  address: string;
  symbol: string;
  /** Written by perf itself where it resolved inlined functions. */
  inlined: boolean;
  sourceFile: string | null;
  sourceLine: number;
}

/** What a sample's first line says. */
export interface Heading {
  comm: string;
  pid: number;
  tid: number;
  timeMs: number;
  period: number;
  event: string;
}

/** `comm pid/tid [cpu] time: period event: …`; fields but the name may be missing. */
export const HEADING =
  /^\s*(.+?)\s+(-?\d+)(?:\/(-?\d+))?\s+(?:\[\d+\]\s+)?(?:[a-zA-Z.]{3,6}\s+)?(\d+\.\d+):\s+(?:(\d+)\s+)?(\S+):(?:\s+(.*)|\s*)$/;

const FRAME = /^\s*([0-9a-f]+)\s+(.*)$/;

/** The fields of a line that HEADING matches, and what stands behind the event. */
export function readHeading(found: RegExpExecArray): { heading: Heading; rest: string } {
  const pid = Number(found[2]);
  const heading: Heading = {
    comm: found[1]!,
    pid,
    tid: found[3] === undefined ? pid : Number(found[3]),
    timeMs: Number(found[4]) * 1000,
    period: found[5] === undefined ? 1 : Number(found[5]),
    event: found[6]!.replace(/:[a-zA-Z]*$/, ''),
  };
  return { heading, rest: found[7] ?? '' };
}

/** A line of address, symbol and object; null for another. */
export function parseFrameLine(line: string): FrameLine | null {
  const found = FRAME.exec(line);
  if (found === null) return null;
  const rest = found[2]!.trimEnd();
  const open = rest.lastIndexOf(' (');
  const inside = open >= 0 && rest.endsWith(')') ? rest.slice(open + 2, -1) : '';
  return {
    object: inside === 'inlined' ? '' : inside,
    address: found[1]!,
    symbol: (open >= 0 ? rest.slice(0, open) : rest).replace(/\+0x[0-9a-f]+$/, ''),
    inlined: inside === 'inlined',
    sourceFile: null,
    sourceLine: 0,
  };
}

/** True where a text looks like the output of perf script. */
export function recognisesPerfScript(head: string): boolean {
  let headings = 0;
  for (const line of head.split('\n', 200)) {
    if (line.startsWith('#') || line.includes('PERF_RECORD_')) continue;
    if (headings > 0 && /^\s+[0-9a-f]+ .+ \(.+\)\s*$/.test(line)) return true;
    if (HEADING.test(line)) headings++;
  }
  return false;
}
