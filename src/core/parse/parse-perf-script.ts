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
import { frameOfObject, NativeSymbols } from './native-symbols';
import type { ParseContext } from './parse-context';
import { isPerfMap, parsePerfMapName } from './parse-perf-map-name';
import { splitLines } from './split-lines';
import { StackBuilder } from './stack-builder';

/** A frame as one line of the text has it. */
interface FrameLine {
  object: string;
  address: string;
  symbol: string;
  /** Written by perf itself where it resolved inlined functions. */
  inlined: boolean;
  sourceFile: string | null;
  sourceLine: number;
}

interface Heading {
  comm: string;
  pid: number;
  tid: number;
  timeMs: number;
  period: number;
  event: string;
  rest: string;
}

/** A sample as read: its frames as numbers of distinct frame lines, innermost first. */
interface RawSample {
  heading: Heading;
  stack: number[];
  /** How long the thread was off its processor; null where it was not seen to leave it of its own accord. */
  waitedMs: number | null;
}

/** `comm pid/tid [cpu] time: period event: …`; fields but the name may be missing. */
const HEADING =
  /^\s*(.+?)\s+(-?\d+)(?:\/(-?\d+))?\s+(?:\[\d+\]\s+)?(?:[a-zA-Z.]{3,6}\s+)?(\d+\.\d+):\s+(?:(\d+)\s+)?(\S+):(?:\s+(.*)|\s*)$/;

const FRAME = /^\s*([0-9a-f]+)\s+(.*)$/;

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
  let number = 0;
  for (const line of splitLines(text)) {
    number++;
    const problem = reader.read(line);
    if (problem !== null) {
      return fail({
        kind: 'file-invalid',
        message: `This is not the output of perf script: ${problem}.`,
        remedy:
          'Make it anew by `perf script --no-inline > FILE`, with comm, pid, tid, time, event, ip, sym and dso among its fields.',
        where: `line ${number}`,
      });
    }
  }
  return reader.finish();
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

class PerfScriptReader {
  readonly #context: ParseContext;
  readonly #symbols: NativeSymbols;
  readonly #frameLines: FrameLine[] = [];
  readonly #frameByText = new Map<string, number>();
  readonly #samples: RawSample[] = [];
  #current: RawSample | null = null;
  #head: { tool?: string; hz?: number; walk?: string; waits?: boolean } = {};
  /** Of each thread the switch that took it off its processor. */
  readonly #leaving = new Map<number, RawSample>();
  #lost = 0;
  #lastFrame: FrameLine | null = null;

  constructor(context: ParseContext) {
    this.#context = context;
    this.#symbols = new NativeSymbols(context.ownFolders);
  }

  /** Takes a line in; says what is wrong with it, or null. */
  read(line: string): string | null {
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
    const pid = Number(found[2]);
    const heading: Heading = {
      comm: found[1]!,
      pid,
      tid: found[3] === undefined ? pid : Number(found[3]),
      timeMs: Number(found[4]) * 1000,
      period: found[5] === undefined ? 1 : Number(found[5]),
      event: found[6]!.replace(/:[a-zA-Z]*$/, ''),
      rest: found[7] ?? '',
    };
    this.#current = { heading, stack: [], waitedMs: null };
    this.#samples.push(this.#current);
    this.#leaving.set(heading.tid, this.#current);
    // Without a call graph the only frame stands on the heading's own line.
    if (/^[0-9a-f]+ .+\)$/.test(heading.rest)) return this.#readFrame(heading.rest, this.#current);
    return null;
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
      sample.stack.push(known);
      this.#lastFrame = this.#frameLines[known]!;
      return null;
    }
    const found = FRAME.exec(line);
    if (found === null) {
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
    const rest = found[2]!.trimEnd();
    const open = rest.lastIndexOf(' (');
    const inside = open >= 0 && rest.endsWith(')') ? rest.slice(open + 2, -1) : '';
    const symbol = (open >= 0 ? rest.slice(0, open) : rest).replace(/\+0x[0-9a-f]+$/, '');
    const frame: FrameLine = {
      object: inside === 'inlined' ? '' : inside,
      address: found[1]!,
      symbol,
      inlined: inside === 'inlined',
      sourceFile: null,
      sourceLine: 0,
    };
    this.#frameByText.set(line, this.#frameLines.length);
    sample.stack.push(this.#frameLines.length);
    this.#frameLines.push(frame);
    this.#lastFrame = frame;
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
    const events = [...new Set(this.#samples.map((sample) => sample.heading.event))];
    const scales = events.map((event) => this.#scaleOf(event));
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
    const expanded = [new Map<number, StackIndex>(), new Map<number, StackIndex>()];
    const lastComm = new Map<number, string>();
    let cut = 0;
    for (const { heading, stack, waitedMs } of this.#samples) {
      if (isWaits && waitedMs === null) continue;
      let place: StackIndex = NO_STACK;
      const outermost = this.#frameLines[stack.at(-1) ?? -1];
      if (isStackCut(outermost, this.#frameLines[stack.at(-2) ?? -1])) cut++;
      for (let depth = stack.length - 1; depth >= 0; depth--) {
        const line = stack[depth]!;
        const cache = expanded[depth === 0 ? 0 : 1]!;
        const key = (place + 1) * this.#frameLines.length + line;
        const known = cache.get(key);
        if (known !== undefined) place = known;
        else {
          for (const frame of this.#expand(builder, this.#frameLines[line]!, depth > 0)) {
            place = builder.stack(place, frame.frame);
          }
          cache.set(key, place);
        }
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
      if (column === 0 && stack.length > 0) {
        const leaf = this.#expand(builder, this.#frameLines[stack[0]!]!, false).at(-1);
        if (leaf !== undefined && leaf.line > 0) builder.line(leaf.frame, leaf.line, value);
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
