/**
 * The profile: stacks with values, in columns. Every format is parsed into this one shape, and
 * every tree, table and graph is a view on it. Nothing here is mutated after parsing.
 */
import type { LineNumber, Milliseconds } from './units';

/** Index into a FrameTable. */
export type FrameIndex = number;

/** Index into a StackTable; `NO_STACK` for the empty stack. */
export type StackIndex = number;

/** The stack above the outermost frame. */
export const NO_STACK: StackIndex = -1;

/** What a frame is made of; colours and filters use it. Stored as its index in this list. */
export const FRAME_KINDS = [
  /** Code in the project's folder. */
  'own',
  /** Code of a package (node_modules, site-packages, a crate, a shared library). */
  'library',
  /** Code of the language's own run time: node:fs, the Python standard library, libc. */
  'runtime',
  /** Native code without a source file known. */
  'native',
  /** Kernel code. */
  'kernel',
  /** The garbage collector. */
  'gc',
  /** Nothing ran: idle. */
  'idle',
  /** Not a function: (program), (root), a group made by the tool. */
  'synthetic',
] as const;

/** See FRAME_KINDS. */
export type FrameKind = (typeof FRAME_KINDS)[number];

/** Functions as they appear in stacks: one row for each distinct name, file, line and column. Parallel columns. */
export interface FrameTable {
  readonly length: number;
  /** Name as the run time gives it; `(anonymous)` where it has none. */
  readonly name: readonly string[];
  /** Path or URL as the run time gives it, `file://` removed; null where unknown. */
  readonly file: readonly (string | null)[];
  /** Line where the function starts; 0 where unknown. */
  readonly line: Int32Array;
  /** 1-based column where the function starts; 0 where unknown. */
  readonly column: Int32Array;
  /** Index into FRAME_KINDS. */
  readonly kind: Uint8Array;
}

/** Stacks as a prefix tree. A parent always stands before its children, so that one backward sweep sums totals. */
export interface StackTable {
  readonly length: number;
  /** FrameIndex of the innermost frame. */
  readonly frame: Int32Array;
  /** StackIndex of the caller's stack; NO_STACK for an outermost frame. Always less than the own index. */
  readonly parent: Int32Array;
}

/** What a column of values measures. */
export interface ValueType {
  /** Stable name: `cpu`, `wall`, `allocated`, `objects`, `syncs`, `sync-time`, `samples`. */
  readonly name: string;
  readonly unit: 'ms' | 'bytes' | 'count';
}

/** Samples of one thread. Parallel columns. */
export interface SampleTable {
  readonly length: number;
  /** StackIndex. */
  readonly stack: Int32Array;
  /** Moment in milliseconds since the start of the profile, ascending; null where the format has none. */
  readonly time: Float64Array | null;
  /** One column for each of the profile's value types. */
  readonly values: readonly Float64Array[];
}

/** One thread of one process. */
export interface Thread {
  readonly pid: number;
  readonly tid: number;
  /** `main`, `worker 1`, or as the run time names it. */
  readonly name: string;
  /** The process's command, short. */
  readonly processName: string;
  readonly samples: SampleTable;
}

/** Cost by line inside a function, where the format has it (V8's position ticks). Parallel columns. */
export interface LineTable {
  readonly length: number;
  /** FrameIndex. */
  readonly frame: Int32Array;
  /** Line in the frame's file. */
  readonly line: Int32Array;
  /** In the unit of the first value type. */
  readonly value: Float64Array;
}

/** A parsed profile. */
export interface Profile {
  readonly source: { readonly format: string; readonly tool: string | null };
  readonly valueTypes: readonly ValueType[];
  readonly frames: FrameTable;
  readonly stacks: StackTable;
  readonly threads: readonly Thread[];
  readonly lines: LineTable | null;
  /** From first to last moment seen; null where the format has no time. */
  readonly durationMs: Milliseconds | null;
  /** Moment of the profile's zero on the machine's monotonic clock, by which profiles of several processes are lined up. */
  readonly startMs?: Milliseconds;
  /** What was left out, cut or doubtful; shown to the user, never dropped silently. */
  readonly notes: readonly string[];
}

/** A function's exact number of calls, one row a function. Parallel columns. */
export interface CallCounts {
  readonly frames: FrameTable;
  /** Calls of each frame. */
  readonly calls: Float64Array;
  /** Instructions executed in all, those of inlined functions included; absent where the counter does not tell. */
  readonly instructions?: number;
  readonly notes: readonly string[];
}

/** Where a frame is, for messages and evidence. */
export interface FrameLocation {
  function: string;
  file: string | null;
  line: LineNumber;
}
