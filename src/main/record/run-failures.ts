/** What goes wrong in a run as a whole, in words. */
import type { Failure } from '../../core/model/failure';
import type { WorkloadRecord } from '../../core/model/recording';

/** A size above one that timed out would time out as well: it is not run. */
export function timedOutBefore(workload: WorkloadRecord, n: number): Failure | null {
  const earlier = workload.sizes.find((size) => size.failure?.kind === 'target-timeout');
  if (earlier === undefined) return null;
  return {
    kind: 'target-timeout',
    message: `${workload.name} was not run at n = ${n}, because it timed out at n = ${earlier.n} already.`,
    remedy:
      'Choose smaller sizes, or raise timeoutSeconds in the project file (--timeout on the command line).',
  };
}

/** The arithmetic of a workload gives nothing to divide by. */
export function noOperations(workload: string, n: number): Failure {
  return {
    kind: 'usage',
    message: `The operations of ${workload} are no number above 0 at n = ${n}.`,
    remedy: 'Choose another size, or mend the arithmetic of "operations".',
  };
}

/** An error that nothing expected. */
export function describeDefect(error: unknown): Failure {
  return {
    kind: 'capture-invalid',
    message: `Touchstone itself failed: ${error instanceof Error ? error.message : String(error)}.`,
    remedy: 'Report this with the detail; what was captured before it is kept.',
    ...(error instanceof Error && error.stack !== undefined ? { detail: error.stack } : {}),
  };
}

/** Stop, or Ctrl+C. */
export function stoppedByUser(): Failure {
  return {
    kind: 'interrupted',
    message: 'The run was stopped before all of it was measured.',
    remedy: 'What was captured until then is kept; run again for the rest.',
  };
}
