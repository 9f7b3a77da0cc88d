/** A recording with its raw captures parsed: what the analysis reads. */
import type { CallCounts, Profile } from './profile';
import type { Recording, SizeRecord, WorkloadRecord } from './recording';
import type { SyscallTrace } from './syscalls';
import type { Timeline } from './timeline';

/** All captures of one size, parsed; null where the pass was not made or gave nothing. */
export interface LoadedSize {
  record: SizeRecord;
  /** Value types `cpu` (ms); processes and threads of the run in one profile. */
  cpu: Profile | null;
  calls: CallCounts | null;
  /** Value types `allocated` (bytes) and `objects` (count), garbage included. */
  alloc: Profile | null;
  syscalls: SyscallTrace | null;
  /** Value types `syncs` (count) and `sync-time` (ms). */
  syncStacks: Profile | null;
  /** Value types `waiting` (ms) and `waits` (count); absent or null where there was no such pass. */
  waits?: Profile | null;
  /** Absent or null where there was no timeline pass. */
  timeline?: Timeline | null;
}

/** One workload, parsed. */
export interface LoadedWorkload {
  record: WorkloadRecord;
  /** Ascending by n. */
  sizes: LoadedSize[];
}

/** A recording, parsed. */
export interface LoadedRecording {
  recording: Recording;
  workloads: LoadedWorkload[];
}
