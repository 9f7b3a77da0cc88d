import type { Failure } from '../model/failure';
import {
  NO_STACK,
  type FrameIndex,
  type Profile,
  type StackIndex,
  type ValueType,
} from '../model/profile';
import { fail, succeed, type Result } from '../model/result';
import { isStackCut } from '../model/stack-roots';
import { LineCache } from './line-cache';
import { frameOfObject, NativeSymbols } from './native-symbols';
import type { ParseContext } from './parse-context';
import { isPerfMap, parsePerfMapName } from './parse-perf-map-name';
import {
  HEADING,
  parseFrameLine,
  readHeading,
  type FrameLine,
  type Heading,
} from './perf-script-lines';
import { decodeUtf8 } from './registry/decode-utf8';
import { IndexColumn } from './registry/number-column';
import { StackHash } from './registry/stack-hash';
import { lineEnd, splitLines, textStart, withoutReturn } from './split-lines';
import { StackBuilder } from './stack-builder';

/** A sample as read: its frames as numbers of distinct frame lines, innermost first. */
interface RawSample {
  heading: Heading;
  /** Where its frames begin and end in the column of all. */
  from: number;
  end: number;
  /** How long the thread was off its processor; null where it was not seen to leave it of its own accord. */
  waitedMs: number | null;
}

const TAB = 9;

/** Of a line that is no frame. */
const NO_FRAME = -1;

/** Events whose period is CPU time in nanoseconds. */
const CLOCK = /^(cpu-clock|task-clock)/;

/** Why a stack may be cut, by the way it was walked. */
const WHY_CUT: Readonly<Record<string, string>> = {
  dwarf: 'it was deeper than what is copied at a sample',
  go: 'it was deeper than what is copied at a sample',
  'frame-pointers': 'code without frame pointers ran, e.g. assembly of a cipher',
};

/** Parses the text of `perf script`, with or without what Touchstone's capture appends to it. */
export function parsePerfScript(
  text: string | Uint8Array,
  context: ParseContext,
): Result<Profile, Failure> {
  const reader = new PerfScriptReader(context);
  const broken = typeof text === 'string' ? readText(text, reader) : readBytes(text, reader);
  if (broken === null) return reader.finish();
  return fail({
    kind: 'file-invalid',
    message: `This is not the output of perf script: ${broken.problem}.`,
    remedy:
      'Make it anew by `perf script --no-inline > FILE`, with comm, pid, tid, time, event, ip, sym and dso among its fields.',
    where: `line ${broken.line}`,
  });
}

/** What is wrong with a line, and its number. */
interface BrokenLine {
  problem: string;
  line: number;
}

function readText(text: string, reader: PerfScriptReader): BrokenLine | null {
  let number = 0;
  for (const line of splitLines(text)) {
    number++;
    const problem = reader.read(line);
    if (problem !== null) return { problem, line: number };
  }
  return null;
}

/** Nine lines of ten are frames that were there before: those are found by their bytes, and no text is made of them. */
function readBytes(bytes: Uint8Array, reader: PerfScriptReader): BrokenLine | null {
  const cache = new LineCache(bytes);
  const frames = new Int32Array(LineCache.size);
  let number = 0;
  for (let start = textStart(bytes); start < bytes.length;) {
    const end = lineEnd(bytes, start);
    const stop = withoutReturn(bytes, start, end);
    number++;
    // What does not begin with a tab may be a heading, which is never there twice.
    const place = bytes[start] === TAB ? cache.place(start, stop) : Number.NaN;
    const known = place >= 0 ? frames[place]! : NO_FRAME;
    if (known === NO_FRAME || !reader.repeatFrame(known)) {
      const problem = reader.read(decodeUtf8(bytes, start, stop));
      if (problem !== null) return { problem, line: number };
      if (place < 0) frames[-1 - place] = reader.frameRead;
      else if (place >= 0) frames[place] = reader.frameRead;
    }
    start = end + 1;
  }
  return null;
}

class PerfScriptReader {
  readonly #context: ParseContext;
  readonly #symbols: NativeSymbols;
  readonly #frameLines: FrameLine[] = [];
  readonly #frameByText = new Map<string, number>();
  readonly #samples: RawSample[] = [];
  /** Frames of all samples. */
  readonly #stacks = new IndexColumn();
  /** Texts that stand in headings, each once: a piece of a line would keep the whole line. */
  readonly #texts = new Map<string, string>();
  /** Number of the frame that the last line was, NO_FRAME for another line. */
  frameRead = NO_FRAME;
  #current: RawSample | null = null;
  #head: { tool?: string; hz?: number; walk?: string; waits?: boolean } = {};
  /** Of each thread the switch that took it off its processor. */
  readonly #leaving = new Map<number, RawSample>();
  readonly #leaves: ({ frame: FrameIndex; line: number } | null | undefined)[] = [];
  #lost = 0;
  #lastFrame: FrameLine | null = null;

  constructor(context: ParseContext) {
    this.#context = context;
    this.#symbols = new NativeSymbols(context.ownFolders);
  }

  /** Takes a line in; says what is wrong with it, or null. */
  read(line: string): string | null {
    this.frameRead = NO_FRAME;
    if (line === '') {
      this.#current = null;
      return null;
    }
    // Nearly all lines are frames.
    if (this.#current !== null && line.charCodeAt(0) === 9) {
      return this.#readFrame(line, this.#current);
    }
    if (line.startsWith('#')) return this.#readComment(line);
    // A heading may start with blanks too: perf aligns the names of commands.
    const found = line.startsWith('\t') ? null : HEADING.exec(line);
    if (found === null && this.#current !== null && /^[\t ]/.test(line)) {
      return this.#readFrame(line, this.#current);
    }
    if (line.includes('PERF_RECORD_')) {
      this.#lost += Number(/PERF_RECORD_LOST\D*(\d+)\s*$/.exec(line)?.[1] ?? 0);
      this.#current = null;
      this.#readSwitch(line);
      return null;
    }
    if (found === null) return `"${line.slice(0, 80)}" is neither a sample's heading nor a frame`;
    const { heading, rest } = readHeading(found);
    heading.comm = this.#once(heading.comm);
    heading.event = this.#once(heading.event);
    const from = this.#stacks.length;
    this.#current = { heading, from, end: from, waitedMs: null };
    this.#samples.push(this.#current);
    this.#leaving.set(heading.tid, this.#current);
    // Without a call graph the only frame stands on the heading's own line.
    if (/^[0-9a-f]+ .+\)$/.test(rest)) return this.#readFrame(rest, this.#current);
    return null;
  }

  /** Takes in a frame that was read before. False where no sample is open that it could belong to. */
  repeatFrame(frame: number): boolean {
    if (this.#current === null) return false;
    this.#addFrame(frame, this.#current);
    return true;
  }

  #addFrame(frame: number, sample: RawSample): void {
    this.#stacks.push(frame);
    sample.end = this.#stacks.length;
    this.frameRead = frame;
    this.#lastFrame = this.#frameLines[frame]!;
  }

  #once(text: string): string {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    this.#texts.set(text, text);
    return text;
  }

  /** `PERF_RECORD_SWITCH OUT preempt`, `… OUT`, `… IN`: a thread that was pushed off waits for nothing. */
  #readSwitch(line: string): void {
    const found = /\/(-?\d+)\s+(?:\[\d+\]\s+)?(\d+\.\d+): PERF_RECORD_SWITCH (.*?)\s*$/.exec(line);
    if (found === null) return;
    const tid = Number(found[1]);
    const left = this.#leaving.get(tid);
    if (left === undefined) return;
    if (found[3] === 'IN') left.waitedMs = Number(found[2]) * 1000 - left.heading.timeMs;
    if (found[3] !== 'OUT') this.#leaving.delete(tid);
  }

  #readComment(line: string): null {
    if (line.startsWith('# touchstone ')) {
      try {
        const head: unknown = JSON.parse(line.slice(13));
        if (typeof head === 'object' && head !== null) this.#head = head;
      } catch {
        // A comment like any other.
      }
    } else this.#symbols.read(line);
    return null;
  }

  #readFrame(line: string, sample: RawSample): string | null {
    const known = this.#frameByText.get(line);
    if (known !== undefined) {
      this.#addFrame(known, sample);
      return null;
    }
    const frame = parseFrameLine(line);
    if (frame === null) {
      // With `-F +srcline` the place follows on a line of its own.
      const source = /^\s+(\S.*):(\d+)(?: \(discriminator \d+\))?$/.exec(line);
      if (source !== null && this.#lastFrame !== null) {
        this.#lastFrame.sourceFile = source[1]!;
        this.#lastFrame.sourceLine = Number(source[2]);
        return null;
      }
      return /^\s+\S/.test(line) && !line.includes('(')
        ? null
        : `"${line.slice(0, 80)}" is no frame`;
    }
    this.#frameByText.set(line, this.#frameLines.length);
    this.#addFrame(this.#frameLines.push(frame) - 1, sample);
    return null;
  }

  finish(): Result<Profile, Failure> {
    if (this.#samples.length === 0) {
      return fail({
        kind: 'file-invalid',
        message: 'There is no sample in this output of perf script.',
        remedy:
          'Record again with a larger workload; the program may have used too little CPU time.',
      });
    }
    const isWaits = this.#head.waits === true;
    const builder = new StackBuilder();
    const seen = [...new Set(this.#samples.map((sample) => sample.heading.event))];
    const scaled = seen.map((event) => ({ event, scale: this.#scaleOf(event) }));
    // Time first, whichever event came first in the file: it is what a profile is opened for.
    scaled.sort((a, b) => Number(b.scale.unit === 'ms') - Number(a.scale.unit === 'ms'));
    const events = scaled.map(({ event }) => event);
    const scales = scaled.map(({ scale }) => scale);
    const valueTypes: ValueType[] = isWaits
      ? [
          { name: 'waiting', unit: 'ms' },
          { name: 'waits', unit: 'count' },
        ]
      : events.map((event, index) =>
          scales[index]!.unit === 'ms'
            ? { name: index === 0 ? 'cpu' : event, unit: 'ms' }
            : { name: event, unit: 'count' },
        );
    // Stacks are shared: the same frame lines on the same stack are expanded once.
    const known = new StackHash();
    const expanded = new IndexColumn();
    const lastComm = new Map<number, string>();
    let cut = 0;
    for (const { heading, from, end, waitedMs } of this.#samples) {
      if (isWaits && waitedMs === null) continue;
      let place: StackIndex = NO_STACK;
      if (isStackCut(this.#frameAt(from, end - 1), this.#frameAt(from, end - 2))) cut++;
      for (let at = end - 1; at >= from; at--) {
        const line = this.#stacks.at(at);
        // An address returned to may have another line than the same one that runs.
        const isReturn = at > from;
        const found = known.add(place, 2 * line + (isReturn ? 1 : 0));
        if (found === expanded.length) {
          for (const frame of this.#expand(builder, this.#frameLines[line]!, isReturn)) {
            place = builder.stack(place, frame.frame);
          }
          expanded.push(place);
        } else place = expanded.at(found);
      }
      if (place === NO_STACK) {
        place = builder.stack(NO_STACK, builder.frame(frameOfObject('', null)));
      }
      const column = events.indexOf(heading.event);
      const value = isWaits ? waitedMs! : heading.period * scales[column]!.factor;
      const values = isWaits
        ? [value, 1]
        : events.map((_, index) => (index === column ? value : 0));
      const isMain = heading.pid === heading.tid;
      const name = isMain ? 'main' : heading.comm;
      if (isMain) lastComm.set(heading.pid, heading.comm);
      const thread = { pid: heading.pid, tid: heading.tid, name, processName: heading.comm };
      builder.sample(thread, place, heading.timeMs, values);
      if (!isMain)
        builder.nameThread(
          heading.pid,
          heading.tid,
          name,
          lastComm.get(heading.pid) ?? heading.comm,
        );
      else builder.nameThread(heading.pid, heading.tid, name, heading.comm);
      if (column === 0 && end > from) {
        const leaf = this.#leafOf(builder, this.#stacks.at(from));
        if (leaf !== null && leaf.line > 0) builder.line(leaf.frame, leaf.line, value);
      }
    }
    const notes: string[] = [];
    if (this.#lost > 0) notes.push(`${this.#lost} samples were lost: the buffer was full.`);
    const why = WHY_CUT[this.#head.walk ?? ''];
    if (why !== undefined && cut * 100 > this.#samples.length) {
      notes.push(
        `${cut} of ${this.#samples.length} samples have a stack cut at its outer end: ${why}.`,
      );
    }
    const source = { format: 'perf script', tool: this.#head.tool ?? null };
    return succeed(builder.finish(source, valueTypes, notes));
  }

  /** A frame line of a sample; undefined beyond its ends. */
  #frameAt(from: number, at: number): FrameLine | undefined {
    return at < from ? undefined : this.#frameLines[this.#stacks.at(at)];
  }

  /** The innermost function of a frame line at a sample's leaf. */
  #leafOf(builder: StackBuilder, line: number): { frame: FrameIndex; line: number } | null {
    let leaf = this.#leaves[line];
    if (leaf === undefined) {
      leaf = this.#expand(builder, this.#frameLines[line]!, false).at(-1) ?? null;
      this.#leaves[line] = leaf;
    }
    return leaf;
  }

  /** The functions of a frame line, outermost first, each with the line of it that runs. */
  #expand(
    builder: StackBuilder,
    line: FrameLine,
    isReturn: boolean,
  ): { frame: FrameIndex; line: number }[] {
    const known = this.#symbols.at(line.object, line.address, isReturn);
    if (known !== null) {
      return known
        .map((found) => ({
          frame: builder.frame(found),
          line: found.currentLine,
        }))
        .reverse();
    }
    const found = isPerfMap(line.object)
      ? parsePerfMapName(line.symbol, this.#context)
      : frameOfObject(line.symbol, line.object);
    if (line.sourceFile !== null) found.file = line.sourceFile;
    return [{ frame: builder.frame(found), line: line.sourceLine }];
  }

  /** How a period becomes a value. Counters have no time of their own: their samples share the sampled time. */
  #scaleOf(event: string): { factor: number; unit: 'ms' | 'count' } {
    if (CLOCK.test(event)) return { factor: 1e-6, unit: 'ms' };
    const { hz } = this.#head;
    if (hz === undefined || !/^(cycles|cpu-cycles)/.test(event))
      return { factor: 1, unit: 'count' };
    let count = 0;
    let sum = 0;
    for (const { heading } of this.#samples) {
      if (heading.event !== event) continue;
      count++;
      sum += heading.period;
    }
    return sum > 0
      ? { factor: (count * 1000) / hz / sum, unit: 'ms' }
      : { factor: 1, unit: 'count' };
  }
}
