import { FRAME_KINDS, type Profile, type Thread } from '../model/profile';
import type { Conversion, ConversionOptions } from './conversion';

/** Version of the processed format that is written; Firefox Profiler upgrades older ones when it opens them. */
const PROCESSED_VERSION = 44;
/** Version of Gecko's own format at that time, which the file has to name too. */
const GECKO_VERSION = 24;

const CATEGORIES = [
  { name: 'Other', color: 'grey', subcategories: ['Other'] },
  { name: 'User', color: 'yellow', subcategories: ['Other'] },
  { name: 'Library', color: 'blue', subcategories: ['Other'] },
  { name: 'Kernel', color: 'orange', subcategories: ['Other'] },
  { name: 'GC', color: 'magenta', subcategories: ['Other'] },
  { name: 'Idle', color: 'transparent', subcategories: ['Other'] },
];

const CATEGORY_OF_KIND: Readonly<Record<(typeof FRAME_KINDS)[number], number>> = {
  own: 1,
  library: 2,
  runtime: 2,
  native: 0,
  kernel: 3,
  gc: 4,
  idle: 5,
  synthetic: 0,
};

const WEIGHTS = { ms: 'tracing-ms', bytes: 'bytes', count: 'samples' } as const;

/** Texts of a thread, each once. */
class TextTable {
  readonly texts: string[] = [];
  readonly #indices = new Map<string, number>();

  add(text: string): number {
    let index = this.#indices.get(text);
    if (index === undefined) this.#indices.set(text, (index = this.texts.push(text) - 1));
    return index;
  }
}

/** A processed profile for profiler.firefox.com: one value as weights, all threads. */
export function convertToFirefox(
  profile: Profile,
  column: number,
  options: ConversionOptions,
): Conversion {
  const losses = ['Cost by line is not written.'];
  if (profile.valueTypes.length > 1) {
    losses.push(
      `Of ${profile.valueTypes.length} values "${profile.valueTypes[column]!.name}" is written.`,
    );
  }
  return { pieces: writeFile(profile, column, options), losses };
}

function* writeFile(
  profile: Profile,
  column: number,
  { name, exporter }: ConversionOptions,
): Generator<string> {
  const meta = {
    version: GECKO_VERSION,
    preprocessedProfileVersion: PROCESSED_VERSION,
    interval: 1,
    startTime: 0,
    processType: 0,
    product: name,
    importedFrom: exporter,
    stackwalk: 1,
    debug: false,
    symbolicated: true,
    categories: CATEGORIES,
    markerSchema: [],
  };
  yield `{"meta":${JSON.stringify(meta)},"libs":[],"pages":[],"counters":[],"profilerOverhead":[],"threads":[`;
  for (const [index, thread] of profile.threads.entries()) {
    if (index > 0) yield ',';
    yield* writeThread(profile, thread, column);
  }
  yield ']}';
}

function* writeThread(profile: Profile, thread: Thread, column: number): Generator<string> {
  const { frames, stacks } = profile;
  const { samples } = thread;
  const texts = new TextTable();
  const ofFrames = <Value>(value: (frame: number) => Value) =>
    Array.from({ length: frames.length }, (_, frame) => value(frame));
  const nothing = ofFrames(() => null);
  const category = ofFrames(
    (frame) => CATEGORY_OF_KIND[FRAME_KINDS[frames.kind[frame]!] ?? 'native'],
  );
  const place = (value: number) => (value > 0 ? value : null);
  const tables = {
    name: thread.name,
    isMainThread: thread.pid === thread.tid || thread.name === 'main',
    processType: 'default',
    processName: thread.processName,
    processStartupTime: 0,
    processShutdownTime: null,
    registerTime: 0,
    unregisterTime: null,
    pausedRanges: [],
    pid: String(thread.pid),
    tid: thread.tid,
    frameTable: {
      length: frames.length,
      address: ofFrames(() => -1),
      inlineDepth: ofFrames(() => 0),
      category,
      subcategory: ofFrames(() => 0),
      func: ofFrames((frame) => frame),
      nativeSymbol: nothing,
      innerWindowID: ofFrames(() => 0),
      implementation: nothing,
      line: ofFrames((frame) => place(frames.line[frame]!)),
      column: ofFrames((frame) => place(frames.column[frame]!)),
      optimizations: nothing,
    },
    funcTable: {
      length: frames.length,
      name: ofFrames((frame) => texts.add(frames.name[frame]!)),
      isJS: ofFrames(() => false),
      relevantForJS: ofFrames(() => false),
      resource: ofFrames(() => -1),
      fileName: ofFrames((frame) => {
        const file = frames.file[frame] ?? null;
        return file === null ? null : texts.add(file);
      }),
      lineNumber: ofFrames((frame) => place(frames.line[frame]!)),
      columnNumber: ofFrames((frame) => place(frames.column[frame]!)),
    },
    resourceTable: { length: 0, lib: [], name: [], host: [], type: [] },
    nativeSymbols: { length: 0, libIndex: [], address: [], name: [], functionSize: [] },
    markers: { length: 0, data: [], name: [], startTime: [], endTime: [], phase: [], category: [] },
    stackTable: {
      length: stacks.length,
      frame: Array.from(stacks.frame),
      prefix: Array.from(stacks.parent, (parent) => (parent < 0 ? null : parent)),
      category: Array.from(stacks.frame, (frame) => category[frame]!),
      subcategory: Array.from(stacks.frame, () => 0),
    },
  };
  yield `${JSON.stringify(tables).slice(0, -1)},"stringArray":${JSON.stringify(texts.texts)},"samples":{"length":${samples.length},"weightType":"${WEIGHTS[profile.valueTypes[column]!.unit]}","stack":[`;
  yield* writeColumn(samples.length, (row) =>
    samples.stack[row]! < 0 ? 'null' : String(samples.stack[row]),
  );
  yield '],"time":[';
  // A format without times gets the order of the samples.
  yield* writeColumn(samples.length, (row) => String(samples.time?.[row] ?? row));
  yield '],"weight":[';
  yield* writeColumn(samples.length, (row) => String(samples.values[column]![row]));
  yield ']}}';
}

function* writeColumn(length: number, text: (row: number) => string): Generator<string> {
  let piece = '';
  for (let row = 0; row < length; row++) {
    piece += row > 0 ? `,${text(row)}` : text(row);
    if (piece.length > 1 << 16) {
      yield piece;
      piece = '';
    }
  }
  yield piece;
}
