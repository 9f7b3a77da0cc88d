/**
 * Everything that is expected to go wrong, as a closed union. A failure carries facts, one sentence
 * for a person and a remedy; it crosses to the renderer and into JSON as plain data.
 */
export type FailureKind =
  /** No touchstone.json and nothing to suggest one from. */
  | 'project-not-found'
  /** touchstone.json is not valid JSON or not of the schema. */
  | 'project-invalid'
  /** The folder is not trusted yet, so none of its commands may run. */
  | 'project-not-trusted'
  /** A build, workload, size or pass was asked for that the project does not have. */
  | 'unknown-name'
  /** Wrong arguments on the command line or in a request. */
  | 'usage'
  /** The target's command could not be started. */
  | 'target-not-started'
  /** The target ended with a code other than 0, or by a signal. */
  | 'target-failed'
  /** The target ran longer than the timeout and was ended. */
  | 'target-timeout'
  /** The target wrote more than the output limit; the rest was dropped. */
  | 'output-flood'
  /** The user stopped the run. */
  | 'interrupted'
  /** An instrument needs a tool or a right that this machine lacks. */
  | 'instrument-unavailable'
  /** A capture was taken but is empty, truncated or contradicts itself. */
  | 'capture-invalid'
  /** A file is of no supported format, or broken at a stated place. */
  | 'file-invalid'
  /** A file or recording is not there. */
  | 'not-found'
  /** The disk is full, or the data folder cannot be written. */
  | 'storage';

/** A failure with facts and a remedy. */
export interface Failure {
  kind: FailureKind;
  /** One sentence: what happened, with the names and numbers that matter. */
  message: string;
  /** One sentence: what to do about it; a command where there is one. */
  remedy: string;
  /** Where in a project file or capture, e.g. `workloads.lookup.sizes[1]` or `line 412`; absent where it has no place. */
  where?: string;
  /** More lines for a person who looks closer, e.g. the end of the target's stderr. */
  detail?: string;
}

/** An Error that carries a Failure across code that can only throw. */
export class FailureError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.name = 'FailureError';
    this.failure = failure;
  }
}
