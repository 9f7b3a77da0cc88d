/**
 * A recording: what one Profile stored. Raw captures lie beside it as files; everything that can be
 * computed from them is computed when asked.
 */
import type { Failure } from './failure';
import type { Instrument, MachineInfo, TargetKind } from './instrument';
import type { TargetExit } from './launch';
import type { PreparationRecord } from './preparation';
import type { Budgets, FunctionPair, OutputMode, WorkloadKind } from './project';
import type { Bytes, Milliseconds, Timestamp } from './units';

/** The version written by this code; older ones are upgraded in `main/store`. */
export const RECORDING_SCHEMA_VERSION = 1;

/** A raw capture file of a pass. */
export interface CaptureFile {
  /** Path relative to the recording's folder, with forward slashes. */
  file: string;
  format:
    | 'cpuprofile'
    | 'heapprofile'
    | 'v8-coverage'
    | 'strace'
    | 'sync-stacks'
    | 'timeline'
    | 'output'
    | 'collapsed'
    | 'callgrind'
    | 'perf-script'
    | 'heapsnapshot'
    | 'pstats'
    | 'python-samples'
    | 'python-calls'
    | 'heaptrack'
    | 'strace-stacks'
    | 'dhat'
    /** A file of any tool, as it was opened; recognised by its content whenever it is read. */
    | 'imported';
  bytes: Bytes;
  /** Process the capture is of; 0 where it covers the tree. */
  pid: number;
  /** `main`, `worker 1`, or the process's title. */
  label: string;
  /** Thread as the run time numbers it; absent or 0 for the main thread, or where it covers the process. */
  tid?: number;
  /** The process's command, short, e.g. `node bench.js`; absent where it is not known. */
  process?: string;
}

/** What a pass did, so that a reader can judge and repeat it. */
export interface PassLedger {
  instrument: Instrument;
  startedAt: Timestamp;
  command: readonly string[];
  cwd: string;
  /** Variables set beyond Touchstone's own environment. */
  environment: Readonly<Record<string, string>>;
  /** E.g. `inspector in process, Profiler.start, 1 ms`. */
  mechanism: string;
  toolVersion: string | null;
  samples: number | null;
  lostSamples: number | null;
  wallMs: Milliseconds;
  /** Wall time over the median of the time pass; null until that is known. */
  overhead: number | null;
  /** What was cut or is missing. */
  notes: string[];
}

/** One instrumented execution. */
export interface PassRecord {
  ledger: PassLedger;
  files: CaptureFile[];
  exit: TargetExit | null;
  /** Why the capture is missing or partial; what there is stays usable. */
  failure: Failure | null;
}

/** One execution of the time pass. */
export interface TimeRun {
  startedAt: Timestamp;
  wallMs: Milliseconds;
  cpuMs: Milliseconds | null;
  peakRssBytes: Bytes | null;
  voluntarySwitches: number | null;
  /** See TargetExit. */
  runQueueMs?: Milliseconds | null;
  /** True for runs before the measured ones; kept, never counted. */
  warmUp: boolean;
  exitCode: number | null;
  /** SHA-256 of standard output. */
  stdoutSha256: string;
}

/** All that was measured at one size. */
export interface SizeRecord {
  n: number;
  operations: number;
  /** In the order in which they ran. */
  runs: TimeRun[];
  passes: PassRecord[];
  /** Standard output of the first run, as far as it was kept. */
  output: { text: string; bytes: Bytes; sha256: string; truncated: boolean } | null;
  failure: Failure | null;
}

/** All sizes of one workload. */
export interface WorkloadRecord {
  name: string;
  /** Argument template. */
  args: readonly string[];
  /** As the project file says; absent where it says nothing, and in older recordings. */
  kind?: WorkloadKind;
  output: OutputMode;
  budgets: Budgets;
  sizes: SizeRecord[];
}

/** What was run. */
export interface BuildRecord {
  name: string;
  command: readonly string[];
  cwd: string;
  target: TargetKind;
  /** Commit of a git build; null for a folder. */
  commit: string | null;
  /** What its `prepare` command did; absent where it has none, and in recordings made before it was kept. */
  preparation?: PreparationRecord;
  /** What a reader of its numbers has to know; absent where there is nothing. */
  notes?: string[];
}

/** `running` is found on disk only after a crash of Touchstone itself. */
export type RecordingState = 'running' | 'complete' | 'interrupted' | 'failed';

/** One build, all its passes. */
export interface Recording {
  schemaVersion: number;
  id: string;
  name: string;
  createdAt: Timestamp;
  state: RecordingState;
  pinned: boolean;
  machine: MachineInfo;
  project: { name: string; path: string };
  /** Present where nothing was run here: a file of some tool was opened. Machine and command are then not known. */
  imported?: { path: string; format: string };
  /** Project in whose list it stands, where that is not its own: it came in an archive that was opened there. */
  openedIn?: string;
  build: BuildRecord;
  workloads: WorkloadRecord[];
  failures: Failure[];
}

/** Two recordings side by side; what Compare records has interleaved runs. */
export interface Comparison {
  schemaVersion: number;
  id: string;
  name: string;
  createdAt: Timestamp;
  state: RecordingState;
  pinned: boolean;
  project: { name: string; path: string };
  /** False where two recordings made at different times were put together; absent in what Compare recorded. */
  interleaved?: false;
  /** See Recording. */
  openedIn?: string;
  /** Recording ids. */
  candidate: string;
  reference: string;
  /** Functions paired in the window, where the project has no file that would keep them; absent for none. */
  pairs?: FunctionPair[];
  failures: Failure[];
}

/** What a list shows of a recording or comparison without reading all of it. */
export interface RecordingSummary {
  kind: 'recording' | 'comparison';
  id: string;
  name: string;
  createdAt: Timestamp;
  state: RecordingState;
  pinned: boolean;
  project: { name: string; path: string };
  /** See Recording. */
  openedIn?: string;
  /** One build for a recording; candidate and reference for a comparison. */
  builds: string[];
  workloads: string[];
  /** Why it cannot be opened, where its file on disk is broken; absent where it can. */
  failure?: Failure;
}
