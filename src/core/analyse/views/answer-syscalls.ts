/** System calls of one place. */
import type { SyscallsAnswer, SyscallsQuestion } from '../../model/view-answers';
import type { AnalysisContext } from '../analysis-context';

/** Counts, times, paths and latencies of the traced calls of each build. */
export function answerSyscalls(
  question: SyscallsQuestion,
  context: AnalysisContext,
): SyscallsAnswer {
  return {
    candidate: null,
    reference: null,
    unavailable: `${context.candidate.recording.build.name} has no trace at n = ${question.n}.`,
  };
}
