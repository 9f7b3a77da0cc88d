/** How a command ended, as the shell sees it. */
import type {
  BuildNumbers,
  ComparisonAnswer,
  LedgerEntry,
  ProfileAnswer,
} from '../core/model/answers';
import type { Failure } from '../core/model/failure';
import { SEVERITIES, type Finding, type Severity } from '../core/model/finding';
import type { RunOutcome } from '../core/model/run-request';

/** Documented in docs/json.md; never change their meaning. */
export const EXIT = { clean: 0, finding: 1, usage: 2, failed: 3, interrupted: 130 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Lowest severity that makes the exit code 1. */
export type FailOn = Severity | 'never';

/** A run with less CPU time than this may leave no sample at 1 ms intervals on a busy machine. */
const LEAST_CPU_MS = 50;

const USAGE_KINDS: readonly Failure['kind'][] = [
  'usage',
  'unknown-name',
  'project-invalid',
  'project-not-found',
  'project-not-trusted',
  // A recording or file that was named and is not there.
  'not-found',
];

/** The exit code of a failure that left nothing to show. */
export function exitCodeOfFailure({ kind }: Failure): ExitCode {
  if (kind === 'interrupted') return EXIT.interrupted;
  return USAGE_KINDS.includes(kind) ? EXIT.usage : EXIT.failed;
}

/** The exit code of a run: what failed weighs more than what was found. */
export function exitCodeOfRun(
  outcome: RunOutcome,
  answer: ComparisonAnswer | ProfileAnswer,
  failOn: FailOn,
): ExitCode {
  if (outcome.state === 'interrupted') return EXIT.interrupted;
  const isFailed = answer.ledger.some(
    (entry) =>
      entry.failure !== null && isCaptureFailure(entry.failure) && !isTooShort(entry, answer),
  );
  if (outcome.state === 'failed' || outcome.failures.length > 0 || isFailed) return EXIT.failed;
  return answer.findings.some((finding) => reaches(finding, failOn)) ? EXIT.finding : EXIT.clean;
}

/** A tool that this machine lacks, and a pass cut at its time limit, are told in the ledger and fail nothing. */
function isCaptureFailure({ kind }: Failure): boolean {
  return kind !== 'instrument-unavailable' && kind !== 'target-timeout';
}

/** A sampler takes nothing of a run that is over at once: that is no failure of the capture. */
function isTooShort(entry: LedgerEntry, answer: ComparisonAnswer | ProfileAnswer): boolean {
  if (entry.instrument !== 'cpu' || entry.samples !== 0) return false;
  if (entry.failure?.kind !== 'capture-invalid') return false;
  const cpuMs = numbersOf(entry, answer)?.cpuMs ?? null;
  return cpuMs !== null && cpuMs.median < LEAST_CPU_MS;
}

/** The numbers of the build and size that a pass is of. */
function numbersOf(
  { build, workload, n }: LedgerEntry,
  answer: ComparisonAnswer | ProfileAnswer,
): BuildNumbers | null {
  if (answer.kind === 'recording') {
    const sizes = answer.workloads.find(({ name }) => name === workload)?.sizes;
    return sizes?.find((size) => size.n === n)?.numbers ?? null;
  }
  const sizes = answer.workloads.find(({ name }) => name === workload)?.sizes;
  const size = sizes?.find((each) => each.n === n);
  return (build === answer.candidate.name ? size?.candidate : size?.reference) ?? null;
}

function reaches(finding: Finding, failOn: FailOn): boolean {
  return failOn !== 'never' && SEVERITIES.indexOf(finding.severity) <= SEVERITIES.indexOf(failOn);
}
