/** What passes between the heap worker and its owner. */
import type { Failure } from '../../core/model/failure';
import type {
  HeapDiffQuestion,
  HeapExplainQuestion,
  HeapQuestionName,
  HeapQuestions,
} from '../../core/model/heap';
import type { Result } from '../../core/model/result';

/** One call of the service. */
export type HeapCall =
  | { call: 'open'; path: string }
  /** Ends the `open` that was sent under this id. */
  | { call: 'stop'; open: number }
  | {
      call: 'ask';
      heap: number;
      name: HeapQuestionName;
      question: HeapQuestions[HeapQuestionName]['question'];
    }
  | { call: 'diff'; question: HeapDiffQuestion }
  | { call: 'explain'; question: HeapExplainQuestion }
  | { call: 'release'; heap: number };

export interface HeapCallMessage {
  id: number;
  call: HeapCall;
}

/** `defect` is an error that nobody expected, as text; `progress` may come any number of times before the result. */
export type HeapAnswerMessage =
  | { id: number; result: Result<unknown, Failure> }
  | { id: number; progress: number }
  | { id: number; defect: string };
