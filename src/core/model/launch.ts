/** How a target is started and how it ended. */
import type { Bytes, Milliseconds } from './units';

/** A process to start: everything that decides what it does, nothing about how it is measured. */
export interface LaunchPlan {
  /** Program and arguments; never passed through a shell. */
  command: readonly string[];
  /** Absolute folder. */
  cwd: string;
  /** Added to (and overriding) Touchstone's own environment. */
  environment: Readonly<Record<string, string>>;
  /** Text for standard input; null for none (closed at once). */
  stdin: string | null;
  /** Absolute path of a file that becomes standard input in place of a text. */
  stdinFile?: string;
  /** The only processor, numbered from 0, on which the time pass lets the target run; absent for any. */
  pinCore?: number;
  timeoutMs: Milliseconds;
  /** Output beyond this many bytes is counted and hashed but not kept. */
  outputLimitBytes: Bytes;
}

/** What a target wrote to one stream. */
export interface StreamCapture {
  /** The first bytes up to the limit, as UTF-8. */
  text: string;
  /** All bytes written, kept or not. */
  bytes: Bytes;
  /** SHA-256 of all bytes written, hex. Equal output has equal digests also where the text was cut. */
  sha256: string;
  truncated: boolean;
}

/** How a target ended and what it cost. */
export interface TargetExit {
  /** Exit code; null when a signal ended it. */
  code: number | null;
  signal: string | null;
  /** Why Touchstone ended it, or null when it ended by itself. */
  endedBy: 'timeout' | 'interrupt' | 'output-limit' | null;
  wallMs: Milliseconds;
  /** User plus system time of the tree; null where the system could not tell. */
  cpuMs: Milliseconds | null;
  /** Highest resident size of the tree's processes summed; null where unknown. */
  peakRssBytes: Bytes | null;
  /** Times that its threads gave the processor away to wait for something, as last seen. */
  voluntarySwitches: number | null;
  /**
   * Time in which threads were ready to run but had no processor, summed over all threads, as last seen: what a busy
   * machine adds to wall time. Absent in recordings made before it was measured.
   */
  runQueueMs?: Milliseconds | null;
  stdout: StreamCapture;
  stderr: StreamCapture;
}
