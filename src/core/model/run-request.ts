/** What to run, and how a run tells of its progress. */
import type { Failure } from './failure';
import type { Instrument } from './instrument';
import type { PinCore } from './project';

/**
 * Milliseconds between two CPU samples: what may be asked for, and what is had unless somebody asks. A thousand samples a second
 * tell a tenth of a percent apart in a run of a few seconds, for a twentieth of its CPU time.
 */
export const CPU_INTERVAL_MS = { least: 0.1, most: 100, usual: 1 } as const;

/** Choices of a run. Null: the project's own. */
export interface RunOptions {
  workloads: string[] | null;
  sizes: number[] | null;
  runs: number | null;
  /** `time` is always made; null: time, cpu, calls, alloc and syscalls. */
  passes: Instrument[] | null;
  /** CPU samples of Node targets by perf, with native functions in their stacks; absent: JavaScript alone. */
  nativeStacks?: boolean;
  /** Moments of heap snapshots, e.g. `size:200MB`; makes the heap pass. Absent or null: the project's own. */
  heapAt?: string[] | null;
  /** See CPU_INTERVAL_MS. */
  cpuIntervalMs?: number;
  /** Absent or null: the project's own, which is not to pin. */
  pinCore?: PinCore | null;
}

/** Profile one build, or compare two with interleaved runs. */
export type RunRequest =
  | { kind: 'profile'; build: string; options: RunOptions }
  | { kind: 'compare'; candidate: string; reference: string; options: RunOptions };

/** One step of a run; sent at most ten times a second, and at each step's end. */
export interface RunProgress {
  /** 1-based number of the step and their count; a time run of one build is one step. */
  step: number;
  steps: number;
  phase: 'prepare' | 'measure' | 'analyse' | 'store';
  instrument: Instrument | null;
  build: string;
  workload: string;
  n: number;
  /** What one should know before the step, e.g. what a heap snapshot may cost; absent where there is nothing to say. */
  detail?: string;
  /** Estimated from the steps done; null before the first. */
  remainingMs: number | null;
}

/** How a run ended. The recording exists in every case but a failure before the first run. */
export interface RunOutcome {
  state: 'complete' | 'interrupted' | 'failed';
  /** The recording or comparison to open; null where nothing was captured. */
  subject: { kind: 'recording' | 'comparison'; id: string } | null;
  failures: Failure[];
}
