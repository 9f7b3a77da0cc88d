/** What passes between the analysis worker and its owner. */
import type { Failure } from '../../core/model/failure';
import type { Result } from '../../core/model/result';
import type { AnalysisQuestions, QuestionKind } from './questions';

export interface QuestionMessage {
  id: number;
  kind: QuestionKind;
  question: AnalysisQuestions[QuestionKind]['question'];
}

/** `defect` is an error that nobody expected, as text. */
export type AnswerMessage =
  | { id: number; result: Result<AnalysisQuestions[QuestionKind]['answer'], Failure> }
  | { id: number; defect: string };

export interface WorkerData {
  dataFolder: string;
}
