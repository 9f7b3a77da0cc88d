/** A build made ready to run: its folder is there, its ref is checked out. */
import type { Failure } from './failure';
import type { LaunchPlan } from './launch';
import type { Result } from './result';

/** What the recorder needs of a build; made by `main/project`, run by `main/record`. */
export interface ReadyBuild {
  readonly name: string;
  readonly command: readonly string[];
  /** Absolute folder in which it runs. */
  readonly cwd: string;
  /** Commit of a git build; null for a folder. */
  readonly commit: string | null;
  /** Its `prepare` command, to be run once before anything is measured; null when there is none or it has been run for this commit. */
  readonly preparation: LaunchPlan | null;
  /** Remembers that the preparation succeeded, where that may be remembered. */
  confirmPrepared(): Promise<void>;
  /** The run of a workload at one size. `dataFolder` becomes TOUCHSTONE_DATA. */
  planRun(workload: string, n: number, dataFolder: string): LaunchPlan;
  /** The run that makes the workload's data; null when it needs none. */
  planData(workload: string, n: number, dataFolder: string): LaunchPlan | null;
}

/**
 * Makes builds ready by name. `Signal` is the host's type of a cancellation, AbortSignal in Node: the model
 * is checked without the host's types.
 */
export interface BuildSource<Signal> {
  findBuild(name: string, signal: Signal): Promise<Result<ReadyBuild, Failure>>;
  /** The number of operations that a workload makes at size n, above 0; null where its template gives none, e.g. `{n}-5` at 3. */
  operationsAt(workload: string, n: number): number | null;
}
