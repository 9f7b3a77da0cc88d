/** System calls of a run: the sync family, and the files, connections and children that findings need, as traced. */
import type { Milliseconds } from './units';

/** Calls that wait until data is on the disk. */
export const SYNC_CALLS = [
  'fsync',
  'fdatasync',
  'sync',
  'syncfs',
  'sync_file_range',
  'msync',
] as const;

/** Calls that connect to another process or machine, and that take such a connection in. */
export const CONNECT_CALLS = ['connect'] as const;
export const ACCEPT_CALLS = ['accept', 'accept4'] as const;

/** Calls that start a process; those of them that start a thread are left out of a trace. */
export const FORK_CALLS = ['clone', 'clone3', 'fork', 'vfork'] as const;

/** Calls that run a program in the place of the process's own. */
export const EXEC_CALLS = ['execve', 'execveat'] as const;

/** What `connect` answers where nobody waits for it: -EINPROGRESS. */
export const CONNECT_IN_PROGRESS = -115;

/** One traced call a row, in the order of their start. Parallel columns. */
export interface SyscallEvents {
  readonly length: number;
  /** Index into SyscallTrace.names. */
  readonly name: Uint16Array;
  /** Thread id as the kernel numbers it. */
  readonly tid: Int32Array;
  /** Start, milliseconds since the first event. */
  readonly time: Float64Array;
  /** Milliseconds inside the kernel; NaN where the call never returned. */
  readonly duration: Float64Array;
  /** Index into SyscallTrace.paths: a file, of connections the address, of execve the program; 0 is "no path". */
  readonly path: Int32Array;
  /** Return value; negative errno for a failure; NaN where it never returned. */
  readonly result: Float64Array;
}

/** A parsed trace. */
export interface SyscallTrace {
  readonly source: { readonly format: string; readonly tool: string | null };
  /** Distinct names of calls. */
  readonly names: readonly string[];
  /** Distinct paths; index 0 is the empty path. */
  readonly paths: readonly string[];
  readonly events: SyscallEvents;
  /** Names of the calls that were traced at all: a name not in it was not counted, which is not zero. */
  readonly traced: readonly string[];
  /** Bytes and calls from the kernel's own counters, for the whole tree; null where they could not be read. */
  readonly io: IoTotals | null;
  readonly notes: readonly string[];
}

/** The kernel's counters (/proc/PID/io) summed over the tree. */
export interface IoTotals {
  readonly readCalls: number;
  readonly writeCalls: number;
  /** Bytes asked for by read calls, cached or not. */
  readonly readBytes: number;
  /** Bytes handed to write calls. */
  readonly writtenBytes: number;
}

/** Counts and time of one kind of call, or of one path. */
export interface SyscallSummaryRow {
  name: string;
  path: string | null;
  count: number;
  totalMs: Milliseconds;
  maxMs: Milliseconds;
}
