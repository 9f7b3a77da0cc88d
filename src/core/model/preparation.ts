/** What happened before a build could be measured: its ref checked out, its `prepare` command run. */
import type { Bytes, Milliseconds, Timestamp } from './units';

/** One execution of a `prepare` command, kept with the recording. */
export interface PreparationRecord {
  command: readonly string[];
  cwd: string;
  /** Variables set beyond Touchstone's own environment. */
  environment: Readonly<Record<string, string>>;
  startedAt: Timestamp;
  wallMs: Milliseconds;
  /** The end of what it wrote, standard output and standard error as they came. */
  output: string;
  outputBytes: Bytes;
  /** True where an earlier run had done it for this commit, command and environment, and it was not run again. */
  reused: boolean;
}

/** What a run tells of a preparation while it goes on. */
export type PreparationEvent =
  /** Another run, maybe in another process, prepares the same build. */
  | { kind: 'waiting'; build: string }
  | { kind: 'started'; build: string; command: readonly string[]; cwd: string }
  /** A piece of output; lines may be cut anywhere. */
  | { kind: 'output'; build: string; text: string }
  | { kind: 'ended'; build: string; failed: boolean; wallMs: Milliseconds }
  /** Nothing had to be run. */
  | { kind: 'reused'; build: string; command: readonly string[] };

/** A git ref checked out under the data folder. */
export interface WorkTreeInfo {
  /** Names it for removal: unique, made of letters, digits, dashes and a slash. */
  id: string;
  /** Absolute folder. */
  folder: string;
  /** The repository that it was checked out of; null where that is no longer known. */
  repository: string | null;
  /** The ref as it was written when the tree was made; null where that is no longer known. */
  ref: string | null;
  commit: string | null;
  /** The command that was run in it; null when none was, or it did not succeed. */
  prepare: readonly string[] | null;
  createdAt: Timestamp;
  usedAt: Timestamp;
  /** On disk, all files. */
  bytes: Bytes;
}
