/** What a run used over time: processor, memory, input and output of the process tree, and what Node said of itself. */
import type { Bytes, Milliseconds } from './units';

/** The whole tree of processes, some 20 moments a second. Parallel columns; times as in Timeline. */
export interface TreeTimeline {
  readonly length: number;
  /** Ascending. */
  readonly time: Float64Array;
  /** Processor time since the moment before over the time that passed: 100 is one core. NaN at the first moment. */
  readonly cpuPercent: Float64Array;
  /** Share of the time in which threads were ready but had no processor, as cpuPercent. */
  readonly runQueuePercent: Float64Array;
  readonly rssBytes: Float64Array;
  /** By calls of any kind, files or not, since the moment before. */
  readonly readBytes: Float64Array;
  readonly writtenBytes: Float64Array;
  readonly threads: Float64Array;
  readonly processes: Float64Array;
}

/** The main thread of one Node process, some 10 moments a second. Parallel columns. */
export interface NodeTimeline {
  readonly pid: number;
  /** The process's command, short. */
  readonly processName: string;
  readonly length: number;
  readonly time: Float64Array;
  readonly heapUsedBytes: Float64Array;
  /** Memory outside the heap: buffers and what native code reports. */
  readonly externalBytes: Float64Array;
  /** Longest time since the moment before that the event loop came late. */
  readonly loopDelayMs: Float64Array;
  readonly collections: readonly Collection[];
  readonly markers: readonly Marker[];
}

/** One garbage collection. */
export interface Collection {
  readonly time: Milliseconds;
  readonly durationMs: Milliseconds;
  readonly kind: 'minor' | 'major' | 'incremental' | 'weak callbacks' | 'other';
}

/** What the program marked by performance.mark or performance.measure. */
export interface Marker {
  readonly name: string;
  readonly time: Milliseconds;
  /** 0 for a mark. */
  readonly durationMs: Milliseconds;
}

/** A parsed timeline. All times are milliseconds since startMs. */
export interface Timeline {
  /** Moment of the first look on the machine's monotonic clock. */
  readonly startMs: Milliseconds;
  readonly durationMs: Milliseconds;
  readonly tree: TreeTimeline;
  readonly nodes: readonly NodeTimeline[];
  readonly peakRssBytes: Bytes;
  readonly notes: readonly string[];
}
