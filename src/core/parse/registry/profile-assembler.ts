import type {
  FrameIndex,
  FrameKind,
  LineTable,
  Profile,
  StackIndex,
  Thread,
  ValueType,
} from '../../model/profile';
import { classifyFrame, kindIndex } from '../parse-context';
import { FrameCollector } from '../profile-builder';
import { NumberColumn } from './number-column';
import { StackHash } from './stack-hash';

/** Samples of one thread while they are collected. */
interface ThreadColumns {
  pid: number;
  tid: number;
  name: string;
  processName: string;
  stack: NumberColumn;
  time: NumberColumn;
  values: NumberColumn[];
}

/** Names a thread's columns while samples are added. */
export type ThreadIndex = number;

const PACKAGE =
  /(^|[\\/])(node_modules|site-packages|dist-packages|vendor)[\\/]|^\/(usr|lib\w*)\/|\/pkg\/mod\/|\/\.cargo\/|\.so(\.|$)/;

/** First folders of Go's standard library (go.dev/pkg). */
const GO_STANDARD =
  /^(archive|bufio|bytes|cmp|compress|container|context|crypto|database|debug|embed|encoding|errors|expvar|flag|fmt|go|hash|html|image|index|internal|io|iter|log|maps|math|mime|net|os|path|plugin|reflect|regexp|runtime|slices|sort|strconv|strings|structs|sync|syscall|testing|text|time|unicode|unique|unsafe|weak)\/[^@]*\.(go|s)$/;

/** True for `runtime.main` in `runtime/proc.go`: with -trimpath Go's own files have no folder before their package. */
function isGoStandard(name: string, file: string): boolean {
  return (
    file.charCodeAt(0) !== 47 &&
    GO_STANDARD.test(file) &&
    name.startsWith(`${file.slice(0, file.lastIndexOf('/'))}.`)
  );
}

/** Kind of a frame of a foreign file: without a project folder known, what is in no package is taken for own. */
export function kindOfForeignFrame(
  name: string,
  file: string | null,
  ownFolders: readonly string[],
): FrameKind {
  if (file !== null && isGoStandard(name, file)) return 'runtime';
  const kind = classifyFrame(name, file, ownFolders);
  if (ownFolders.length > 0 || kind !== 'library' || file === null) return kind;
  return PACKAGE.test(file) ? 'library' : 'own';
}

/** Collects a profile in typed arrays: for formats that hold millions of samples. */
export class ProfileAssembler {
  readonly #ownFolders: readonly string[];
  readonly #frames = new FrameCollector([]);
  readonly stacks = new StackHash();
  readonly #threads: ThreadColumns[] = [];
  readonly #ready: Thread[] = [];
  readonly #columns: number;
  #negative = 0;
  #broken = 0;

  /** `columns` is the number of value types. */
  constructor(columns: number, ownFolders: readonly string[]) {
    this.#columns = columns;
    this.#ownFolders = ownFolders;
  }

  /** Index of a frame; line and column 1-based, 0 or less where unknown. */
  frame(
    name: string,
    file: string | null,
    line = 0,
    column = 0,
    kind = kindOfForeignFrame(name, file, this.#ownFolders),
  ): FrameIndex {
    return this.#frames.add(name, file, toPlace(line), toPlace(column), kindIndex(kind));
  }

  thread(pid: number, tid: number, name: string, processName: string): ThreadIndex {
    const values = Array.from({ length: this.#columns }, () => new NumberColumn());
    const stack = new NumberColumn();
    return (
      this.#threads.push({
        pid: toId(pid),
        tid: toId(tid),
        name,
        processName,
        stack,
        time: new NumberColumn(),
        values,
      }) - 1
    );
  }

  /** Gives a thread another name, where the file tells it late. */
  renameThread(thread: ThreadIndex, names: { name?: string; processName?: string }): void {
    Object.assign(this.#threads[thread]!, names);
  }

  /** Adds a sample; `timeMs` is NaN where the format has none. A value that is negative or no number counts as 0. */
  sample(thread: ThreadIndex, stack: StackIndex, timeMs: number, ...values: number[]): void {
    const columns = this.#threads[thread]!;
    columns.stack.push(stack);
    columns.time.push(timeMs);
    for (let column = 0; column < this.#columns; column++) {
      columns.values[column]!.push(this.#toSound(values[column] ?? 0));
    }
  }

  /** Adds a thread whose samples have no times and are in columns already, which become the profile's own. */
  addThread(thread: Thread): void {
    for (const column of thread.samples.values) {
      for (let row = 0; row < column.length; row++) column[row] = this.#toSound(column[row]!);
    }
    this.#ready.push(thread);
  }

  #toSound(value: number): number {
    if (value >= 0 && value < Infinity) return value;
    if (value < 0) this.#negative++;
    else this.#broken++;
    return 0;
  }

  /** The profile: times start at 0 and ascend in each thread; threads without samples are left out. */
  finish(
    source: Profile['source'],
    valueTypes: readonly ValueType[],
    notes: readonly string[],
    durationMs: number | null = null,
    lines: LineTable | null = null,
  ): Profile {
    let first = Infinity;
    let last = -Infinity;
    let untimed = false;
    for (const { time } of this.#threads) {
      for (const moment of time.view()) {
        if (Number.isFinite(moment)) {
          if (moment < first) first = moment;
          if (moment > last) last = moment;
        } else untimed = true;
      }
    }
    const timed = first <= last && !untimed;
    const seen = timed ? last - first : null;
    return {
      source,
      valueTypes,
      frames: this.#frames.build(),
      stacks: this.stacks.build(),
      threads: [
        ...this.#threads
          .filter(({ stack }) => stack.length > 0)
          .map((thread) => buildThread(thread, timed ? first : null)),
        ...this.#ready,
      ],
      lines,
      durationMs:
        durationMs !== null && Number.isFinite(durationMs) && durationMs >= 0 ? durationMs : seen,
      notes: [...notes, ...this.#describeValues()],
    };
  }

  #describeValues(): string[] {
    const notes: string[] = [];
    if (this.#negative > 0) {
      notes.push(
        `${this.#negative} negative values count as 0: a difference of profiles cannot be shown as one profile.`,
      );
    }
    if (this.#broken > 0) notes.push(`${this.#broken} values are no numbers and count as 0.`);
    return notes;
  }
}

function toPlace(value: number): number {
  return value > 0 && value < 2 ** 31 ? Math.trunc(value) : 0;
}

/** Process and thread numbers as the model holds them; what is no number is 0. */
function toId(value: number): number {
  return Number.isSafeInteger(value) ? value : 0;
}

function buildThread(thread: ThreadColumns, first: number | null): Thread {
  const time = thread.time.view();
  const stack = thread.stack.view();
  let ascending = true;
  for (let row = 1; row < time.length && ascending && first !== null; row++) {
    ascending = time[row]! >= time[row - 1]!;
  }
  const { pid, tid, name, processName } = thread;
  if (ascending) {
    const shifted = first === null ? null : Float64Array.from(time, (moment) => moment - first);
    return {
      pid,
      tid,
      name,
      processName,
      samples: {
        length: stack.length,
        stack: Int32Array.from(stack),
        time: shifted,
        values: thread.values.map((column) => column.view().slice()),
      },
    };
  }
  const order = Uint32Array.from(stack, (_, row) => row);
  order.sort((a, b) => time[a]! - time[b]! || a - b);
  return {
    pid,
    tid,
    name,
    processName,
    samples: {
      length: order.length,
      stack: Int32Array.from(order, (row) => stack[row]!),
      time: Float64Array.from(order, (row) => time[row]! - (first ?? 0)),
      values: thread.values.map((column) => Float64Array.from(order, (row) => column.at(row))),
    },
  };
}
