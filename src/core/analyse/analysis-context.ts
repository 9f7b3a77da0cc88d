/** What a question is asked of: the parsed recordings, and how to find a place in them. */
import type { LoadedRecording, LoadedSize, LoadedWorkload } from '../model/loaded';
import type { FunctionPair } from '../model/project';

/** The recordings behind an open recording (reference null) or comparison. */
export interface AnalysisContext {
  readonly candidate: LoadedRecording;
  readonly reference: LoadedRecording | null;
  /** Functions that the user has paired; absent for none. */
  readonly pairs?: readonly FunctionPair[];
  /** The whole runs, where this is a part of them; see cutContext. */
  readonly whole?: AnalysisContext;
}

/** The workload of that name; null where the recording does not have it. */
export function findWorkload(
  recording: LoadedRecording | null,
  workload: string,
): LoadedWorkload | null {
  return recording?.workloads.find((each) => each.record.name === workload) ?? null;
}

/** All captures of one workload at one size; null where the recording does not have them. */
export function findSize(
  recording: LoadedRecording | null,
  workload: string,
  n: number,
): LoadedSize | null {
  return findWorkload(recording, workload)?.sizes.find((size) => size.record.n === n) ?? null;
}

/** Operations of a size, at least 1, so that a division by it is always defined. */
export function operationsOf(size: LoadedSize): number {
  const { operations } = size.record;
  return Number.isFinite(operations) && operations > 0 ? operations : 1;
}

/**
 * Names of both builds as sentences use them: their own, with the role added where both are the same
 * build, so that no sentence compares a name with itself.
 */
export function buildLabels(context: AnalysisContext): { candidate: string; reference: string } {
  const candidate = context.candidate.recording.build.name;
  const reference = context.reference?.recording.build.name ?? '';
  if (candidate !== reference) return { candidate, reference };
  return { candidate: `${candidate} (candidate)`, reference: `${reference} (reference)` };
}
