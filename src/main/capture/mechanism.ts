import type { Failure } from '../../core/model/failure';
import type { HeapMoment } from '../../core/model/heap-plan';
import type { Instrument, TargetKind } from '../../core/model/instrument';
import type { LaunchPlan } from '../../core/model/launch';
import type { CaptureFile } from '../../core/model/recording';
import type { Bytes } from '../../core/model/units';
import type { SnapshotRequests } from './snapshot-requests';
import type { LaunchedExit } from '../launch/launch-target';

/** Choices of a pass; each has a default that costs little. */
export interface PassOptions {
  /** Distance of two CPU samples. Default 1 ms. */
  cpuIntervalMs?: number;
  /** CPU samples of Node targets with native functions in their stacks, by perf. Default false. */
  nativeStacks?: boolean;
  /** Mean distance of two allocation samples. Default 64 KiB. */
  allocIntervalBytes?: number;
  /** When heap snapshots are taken. Default at the end. */
  heapAt?: readonly HeapMoment[];
  /** Of a heap larger than this no snapshot is taken, since one costs far more than the heap. Default 100 MB. */
  heapLimitBytes?: Bytes;
  /** Takes snapshots of what runs now when somebody asks for one; absent where nobody can. */
  snapshots?: SnapshotRequests;
}

/** What a mechanism is given. */
export interface MechanismContext {
  plan: LaunchPlan;
  target: TargetKind;
  /** Absolute folder for raw captures; exists. */
  directory: string;
  /** Start of each file's name. */
  prefix: string;
  options: PassOptions;
}

/** What a mechanism made. Files are relative to the directory. */
export interface MechanismOutcome {
  files: CaptureFile[];
  exit: LaunchedExit;
  /** How it was measured, for the ledger. */
  mechanism: string;
  toolVersion: string | null;
  environment: Record<string, string>;
  samples: number | null;
  lostSamples: number | null;
  notes: string[];
  /** Why the capture is missing or partial although the target ran. */
  failure: Failure | null;
  /** Why the instrument itself broke off; said before how the target ended, which then is the instrument's doing. */
  toolFailure?: Failure | null;
}

/**
 * One way of making one instrument's capture for some kinds of target. A new target kind is one new file that
 * exports these, and a line in `mechanism-table.ts`. `capture` throws FailureError when nothing could be run.
 */
export interface Mechanism {
  readonly instrument: Instrument;
  readonly targets: readonly TargetKind[];
  /** Short, for the doctor: e.g. `strace -f --seccomp-bpf`. */
  readonly name: string;
  capture(context: MechanismContext, signal: AbortSignal): Promise<MechanismOutcome>;
}
