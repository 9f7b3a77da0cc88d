import {
  FRAME_KINDS,
  NO_STACK,
  type FrameIndex,
  type FrameKind,
  type FrameTable,
  type LineTable,
  type Profile,
  type SampleTable,
  type StackIndex,
  type StackTable,
  type Thread,
  type ValueType,
} from '../model/profile';

/** A function as a parser found it. */
export interface FoundFrame {
  name: string;
  file: string | null;
  line: number;
  column?: number;
  kind: FrameKind;
}

/** Samples of one thread while they are collected. */
interface ThreadInMaking {
  pid: number;
  tid: number;
  name: string;
  processName: string;
  stack: number[];
  time: number[];
  values: number[][];
}

/** Collects frames, stacks and samples, each distinct one once, into the columns of a profile. */
export class StackBuilder {
  readonly #names: string[] = [];
  readonly #files: (string | null)[] = [];
  readonly #lines: number[] = [];
  readonly #columns: number[] = [];
  readonly #kinds: number[] = [];
  readonly #frameByKey = new Map<string, FrameIndex>();
  readonly #stackFrame: number[] = [];
  readonly #stackParent: number[] = [];
  /** Children of each stack, by frame; index 0 holds the outermost frames. */
  readonly #children: (Map<FrameIndex, StackIndex> | null)[] = [null];
  readonly #threads = new Map<string, ThreadInMaking>();
  #lastThread: ThreadInMaking | undefined;
  #unsound = 0;
  readonly #lineFrame: number[] = [];
  readonly #lineLine: number[] = [];
  readonly #lineValue: number[] = [];
  readonly #lineByKey = new Map<string, number>();

  /** Index of a frame; the same for the same name, file, line and column. */
  frame(found: FoundFrame): FrameIndex {
    const column = found.column ?? 0;
    const key = `${found.name}\0${found.file ?? ''}\0${found.line}\0${column}`;
    const known = this.#frameByKey.get(key);
    if (known !== undefined) return known;
    const index = this.#names.length;
    this.#names.push(found.name);
    this.#files.push(found.file);
    this.#lines.push(found.line);
    this.#columns.push(column);
    this.#kinds.push(FRAME_KINDS.indexOf(found.kind));
    this.#frameByKey.set(key, index);
    return index;
  }

  /** Index of the stack that has a frame on top of another stack. */
  stack(parent: StackIndex, frame: FrameIndex): StackIndex {
    const children = (this.#children[parent + 1] ??= new Map<FrameIndex, StackIndex>());
    const known = children.get(frame);
    if (known !== undefined) return known;
    const index = this.#stackFrame.length;
    this.#stackFrame.push(frame);
    this.#stackParent.push(parent);
    this.#children.push(null);
    children.set(frame, index);
    return index;
  }

  /** Index of the stack with these frames, outermost first. */
  stackOf(frames: Iterable<FrameIndex>): StackIndex {
    let stack = NO_STACK;
    for (const frame of frames) stack = this.stack(stack, frame);
    return stack;
  }

  /** Adds a sample; `time` is NaN where the format has none. A value that is negative or no number counts as 0. */
  sample(
    thread: { pid: number; tid: number; name: string; processName: string },
    stack: StackIndex,
    time: number,
    values: readonly number[],
  ): void {
    let found = this.#findThread(thread.pid, thread.tid);
    if (found === undefined) {
      found = { ...thread, stack: [], time: [], values: values.map(() => []) };
      this.#threads.set(`${thread.pid}:${thread.tid}`, found);
    }
    found.stack.push(stack);
    found.time.push(time);
    for (let column = 0; column < values.length; column++) {
      const value = values[column]!;
      const isSound = value >= 0 && value < Infinity;
      if (!isSound) this.#unsound++;
      found.values[column]!.push(isSound ? value : 0);
    }
  }

  /** Names of a thread and its process, when the last is truer than the first: a process gets its own at exec. */
  nameThread(pid: number, tid: number, name: string, processName: string): void {
    const found = this.#findThread(pid, tid);
    if (found === undefined) return;
    found.name = name;
    found.processName = processName;
  }

  /** A sample's thread is mostly that of the sample before, for which no key need be made. */
  #findThread(pid: number, tid: number): ThreadInMaking | undefined {
    const last = this.#lastThread;
    if (last?.pid === pid && last.tid === tid) return last;
    return (this.#lastThread = this.#threads.get(`${pid}:${tid}`));
  }

  /** Adds cost of a line within a function. */
  line(frame: FrameIndex, line: number, value: number): void {
    const key = `${frame}:${line}`;
    const known = this.#lineByKey.get(key);
    if (known !== undefined) {
      this.#lineValue[known]! += value;
      return;
    }
    this.#lineByKey.set(key, this.#lineFrame.length);
    this.#lineFrame.push(frame);
    this.#lineLine.push(line);
    this.#lineValue.push(value);
  }

  frames(): FrameTable {
    return {
      length: this.#names.length,
      name: this.#names,
      file: this.#files,
      line: Int32Array.from(this.#lines),
      column: Int32Array.from(this.#columns),
      kind: Uint8Array.from(this.#kinds),
    };
  }

  /** The profile; times are made to start at 0 and ascend within each thread. */
  finish(
    source: Profile['source'],
    valueTypes: readonly ValueType[],
    notes: readonly string[],
  ): Profile {
    let first = Infinity;
    let last = -Infinity;
    let untimed = false;
    for (const { time } of this.#threads.values()) {
      for (const moment of time) {
        if (moment < first) first = moment;
        if (moment > last) last = moment;
        untimed ||= Number.isNaN(moment);
      }
    }
    // With a moment missing, samples cannot be put in order.
    const timed = first <= last && !untimed;
    const threads: Thread[] = [...this.#threads.values()].map((found) => ({
      pid: found.pid,
      tid: found.tid,
      name: found.name,
      processName: found.processName,
      samples: samplesOf(found, timed ? first : null),
    }));
    const stacks: StackTable = {
      length: this.#stackFrame.length,
      frame: Int32Array.from(this.#stackFrame),
      parent: Int32Array.from(this.#stackParent),
    };
    const lines: LineTable | null =
      this.#lineFrame.length === 0
        ? null
        : {
            length: this.#lineFrame.length,
            frame: Int32Array.from(this.#lineFrame),
            line: Int32Array.from(this.#lineLine),
            value: Float64Array.from(this.#lineValue),
          };
    return {
      source,
      valueTypes,
      frames: this.frames(),
      stacks,
      threads,
      lines,
      durationMs: timed ? last - first : null,
      notes:
        this.#unsound === 0
          ? notes
          : [...notes, `${this.#unsound} values are negative or no numbers and count as 0.`],
    };
  }
}

function samplesOf(thread: ThreadInMaking, start: number | null): SampleTable {
  const order = thread.stack.map((_, row) => row);
  const sorted = thread.time.every((moment, row) => row === 0 || moment >= thread.time[row - 1]!);
  if (start !== null && !sorted) order.sort((a, b) => thread.time[a]! - thread.time[b]!);
  return {
    length: order.length,
    stack: Int32Array.from(order, (row) => thread.stack[row]!),
    time: start === null ? null : Float64Array.from(order, (row) => thread.time[row]! - start),
    values: thread.values.map((column) => Float64Array.from(order, (row) => column[row]!)),
  };
}
