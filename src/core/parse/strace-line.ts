/** What stands before each call in strace's output, whatever its options for threads (-f) and moments (-t, -tt, -ttt, -r). */

/** A line in its parts. */
export interface StraceLine {
  /** Thread; 0 without -f. */
  tid: number;
  /** The moment as written; undefined without one. */
  time: string | undefined;
  /** The call, its resumption, a signal or an exit. */
  rest: string;
}

/** `[pid 12] `, `12 ` or nothing; seconds, `h:m:s` or nothing; with both -t and -r the difference in brackets. */
const PREFIX =
  /^\s*(?:(?:\[pid\s+)?(\d+)\]?\s+)?(?:(\d+\.\d+|\d\d:\d\d:\d\d(?:\.\d+)?)\s+)?(?:\(\+\s*\d+\.\d+\)\s+)?/;

/** What may follow: a call, one that goes on, a signal, an exit. */
const REST = /^(?:[a-z_][a-z0-9_]*\(|<\.\.\. [a-z_]|---|\+\+\+)/;

/** The line's parts; null where it is none of strace's. */
export function splitStraceLine(line: string): StraceLine | null {
  const [prefix = '', tid, time] = PREFIX.exec(line) ?? [];
  const rest = line.slice(prefix.length);
  return REST.test(rest) ? { tid: Number(tid ?? 0), time, rest } : null;
}

/** A whole call with its answer: without a moment before it, a name and a bracket alone may be any text's. */
const ANSWERED = /^[a-z_][a-z0-9_]*\(.*(?:\)\s+= (?:\?|-?\d|0x)|<unfinished \.\.\.>)/;

/** True where a text has strace's calls in it. */
export function recognisesStrace(head: string): boolean {
  let from = 0;
  for (let lines = 0; lines < MOST_LINES && from < head.length; lines++) {
    const newline = head.indexOf('\n', from);
    const end = newline < 0 ? head.length : newline;
    const found = splitStraceLine(head.slice(from, Math.min(end, from + LONGEST_LINE)));
    from = end + 1;
    if (found !== null && (found.time !== undefined || ANSWERED.test(found.rest))) return true;
  }
  return false;
}

/** A program's own output may stand before the first call. */
const MOST_LINES = 200;
const LONGEST_LINE = 4000;

const DAY_MS = 86_400_000;

/** Moments in milliseconds, out of whatever strace was told to write. */
export class StraceClock {
  /** What the first moment was: since 1970, of a day, or since the line before. */
  #kind: 'none' | 'epoch' | 'day' | 'relative' = 'none';
  #first = 0;
  #last = 0;

  /** Since the first moment; NaN where the line has none. */
  since(time: string | undefined): number {
    if (time === undefined) return Number.NaN;
    if (time.includes(':')) return this.#sinceMidnight(time);
    const [seconds = '0', fraction = '0'] = time.split('.');
    if (this.#kind === 'none') {
      // The first line of -r is 0 after itself; the epoch is not.
      this.#kind = Number(time) === 0 ? 'relative' : 'epoch';
      this.#first = this.#kind === 'epoch' ? Number(seconds) : 0;
    }
    // Seconds are kept apart from their fraction: the whole would lose the microseconds in a double's 53 bits.
    const ms = (Number(seconds) - this.#first) * 1000 + Number(`0.${fraction}`) * 1000;
    if (this.#kind !== 'relative') return ms;
    this.#last += ms;
    return this.#last;
  }

  #sinceMidnight(time: string): number {
    const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number);
    let ms = (hours * 60 + minutes) * 60_000 + seconds * 1000;
    if (this.#kind === 'none') [this.#kind, this.#first] = ['day', ms];
    ms -= this.#first;
    // Past midnight; a call that was interrupted is written a little late, never half a day.
    while (ms < this.#last - DAY_MS / 2) ms += DAY_MS;
    this.#last = ms;
    return ms;
  }

  /** What to say of the moments; null where they are the usual ones. */
  get note(): string | null {
    if (this.#kind !== 'none') return null;
    return 'The trace has no times (strace -ttt writes them): its calls stand in the order of their lines.';
  }
}
