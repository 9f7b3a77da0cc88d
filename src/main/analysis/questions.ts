/** What the analysis can be asked, and what it answers. */
import type { ComparisonAnswer, ProfileAnswer } from '../../core/model/answers';
import type { Failure } from '../../core/model/failure';
import type { Result } from '../../core/model/result';
import type {
  FunctionDetailAnswer,
  FunctionDetailQuestion,
  FunctionsAnswer,
  FunctionsQuestion,
  PairingAnswer,
  PairingQuestion,
} from '../../core/model/function-answers';
import type {
  FlameAnswer,
  FlameQuestion,
  OutputQuestion,
  OutputViewAnswer,
  PartAnswer,
  Place,
  ScalingAnswer,
  ScalingQuestion,
  Subject,
  SyscallsAnswer,
  SyscallsQuestion,
  TimelineAnswer,
  TimelineQuestion,
} from '../../core/model/view-answers';

/** Question and answer by kind; the channels `view.*` of the window have the same names. */
export interface AnalysisQuestions {
  summary: { question: { subject: Subject }; answer: ProfileAnswer | ComparisonAnswer };
  flame: { question: FlameQuestion; answer: FlameAnswer };
  functions: { question: FunctionsQuestion; answer: FunctionsAnswer };
  function: { question: FunctionDetailQuestion; answer: FunctionDetailAnswer };
  syscalls: { question: SyscallsQuestion; answer: SyscallsAnswer };
  timeline: { question: TimelineQuestion; answer: TimelineAnswer };
  /** What the part of a run that a place names means for each build. */
  part: { question: Place; answer: PartAnswer };
  scaling: { question: ScalingQuestion; answer: ScalingAnswer };
  output: { question: OutputQuestion; answer: OutputViewAnswer };
  pairing: { question: PairingQuestion; answer: PairingAnswer | null };
}

export type QuestionKind = keyof AnalysisQuestions;

/** Answers questions about stored recordings, in a worker or in this thread. */
export interface AnalysisService {
  /** Fails with `not-found` or `file-invalid`; a defect of the analysis rejects. */
  ask<Kind extends QuestionKind>(
    kind: Kind,
    question: AnalysisQuestions[Kind]['question'],
  ): Promise<Result<AnalysisQuestions[Kind]['answer'], Failure>>;
  close(): Promise<void>;
}
