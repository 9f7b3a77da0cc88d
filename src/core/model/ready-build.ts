/** A build made ready to run: its folder is there, its ref is checked out. */
import type { Failure } from './failure';
import type { LaunchPlan } from './launch';
import type { PreparationRecord } from './preparation';
import type { Result } from './result';

/** What the recorder needs of a build; made by `main/project`, run by `main/record`. */
export interface ReadyBuild<Signal = unknown> {
  readonly name: string;
  readonly command: readonly string[];
  /** Absolute folder in which it runs. */
  readonly cwd: string;
  /** Commit of a git build; null for a folder. */
  readonly commit: string | null;
  /** What a reader of its numbers has to know, e.g. that a submodule is missing in its work tree. */
  readonly notes: readonly string[];
  /**
   * Has the build's `prepare` command run by `run`, unless an earlier run did it for this commit; null when it has
   * none. Two runs at once, in one process or two, prepare it once: the second waits. What `run` throws is passed on
   * and nothing is remembered. `onWait` hears once that another run is being waited for.
   */
  prepare(
    run: (plan: LaunchPlan) => Promise<PreparationRecord>,
    signal: Signal,
    onWait?: () => void,
  ): Promise<PreparationRecord | null>;
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
  findBuild(name: string, signal: Signal): Promise<Result<ReadyBuild<Signal>, Failure>>;
  /** The number of operations that a workload makes at size n, above 0; null where its template gives none, e.g. `{n}-5` at 3. */
  operationsAt(workload: string, n: number): number | null;
}
