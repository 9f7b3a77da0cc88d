/** Answers questions in this thread: inside the worker, on the command line, in tests. */
import { analyseComparison } from '../../core/analyse/analyse-comparison';
import { analyseRecording } from '../../core/analyse/analyse-recording';
import type { AnalysisContext } from '../../core/analyse/analysis-context';
import { answerPairing } from '../../core/analyse/diff/answer-pairing';
import { answerFlame } from '../../core/analyse/flame/answer-flame';
import { answerFunctionDetail } from '../../core/analyse/functions/answer-function-detail';
import { answerFunctions } from '../../core/analyse/functions/answer-functions';
import { answerPart, cutContext } from '../../core/analyse/part/cut-context';
import { answerOutput } from '../../core/analyse/views/answer-output';
import { answerScaling } from '../../core/analyse/views/answer-scaling';
import { answerSyscalls } from '../../core/analyse/views/answer-syscalls';
import { answerTimeline } from '../../core/analyse/views/answer-timeline';
import type { ComparisonAnswer, ProfileAnswer } from '../../core/model/answers';
import type { Failure } from '../../core/model/failure';
import { succeed, type Result } from '../../core/model/result';
import type { FunctionDetailQuestion } from '../../core/model/function-answers';
import type { Place, Subject } from '../../core/model/view-answers';
import { openStore } from '../store/store';
import type { AnalysisQuestions, AnalysisService, QuestionKind } from './questions';
import { fillSource } from './fill-source';
import { RecordingLoader, type LoadedSubject } from './recording-loader';

type Answers = {
  [Kind in QuestionKind]: (
    question: AnalysisQuestions[Kind]['question'],
    loaded: LoadedSubject,
  ) => AnalysisQuestions[Kind]['answer'] | Promise<AnalysisQuestions[Kind]['answer']>;
};

/** Answers from the recordings of one data folder. */
export function createLocalAnalysis(dataFolder: string): AnalysisService {
  const loader = new RecordingLoader(openStore(dataFolder));
  let summary: { version: string; answer: ProfileAnswer | ComparisonAnswer } | null = null;
  const answers: Answers = {
    summary: (_question, loaded) => {
      // The window asks again with every tab; the fits behind it take a noticeable time.
      if (summary?.version !== loaded.version) {
        summary = { version: loaded.version, answer: summarise(loaded) };
      }
      return summary.answer;
    },
    flame: (question, loaded) => answerFlame(question, partOf(question, loaded)),
    functions: (question, loaded) => answerFunctions(question, partOf(question, loaded)),
    function: answerFunction,
    syscalls: (question, loaded) => answerSyscalls(question, partOf(question, loaded)),
    timeline: (question, loaded) => answerTimeline(question, contextOf(loaded)),
    part: (question, loaded) => answerPart(question, contextOf(loaded)),
    scaling: (question, loaded) => answerScaling(question, contextOf(loaded)),
    output: (question, loaded) => answerOutput(question, contextOf(loaded)),
    pairing: (question, loaded) => answerPairing(question, partOf(question, loaded)),
  };
  return {
    async ask<Kind extends QuestionKind>(
      kind: Kind,
      question: AnalysisQuestions[Kind]['question'],
    ): Promise<Result<AnalysisQuestions[Kind]['answer'], Failure>> {
      const subject: Subject = question.subject;
      const loaded = await loader.load(subject);
      if (!loaded.ok) return loaded;
      return succeed(await answers[kind](question, loaded.value));
    },
    close: () => Promise.resolve(),
  };
}

function contextOf({ candidate, reference, pairs }: LoadedSubject): AnalysisContext {
  return { candidate, reference, pairs };
}

/** What a question about a place is asked of: the part of the run that it names, or all of it. */
function partOf(place: Place, loaded: LoadedSubject): AnalysisContext {
  return cutContext(contextOf(loaded), place);
}

function summarise(loaded: LoadedSubject): ProfileAnswer | ComparisonAnswer {
  const { comparison, candidate, reference } = loaded;
  return comparison === null || reference === null
    ? analyseRecording(candidate)
    : analyseComparison(comparison, candidate, reference, loaded.pairs);
}

async function answerFunction(
  question: FunctionDetailQuestion,
  loaded: LoadedSubject,
): Promise<AnalysisQuestions['function']['answer']> {
  const answer = answerFunctionDetail(question, partOf(question, loaded));
  const side = question.side === 'reference' ? loaded.reference : loaded.candidate;
  return fillSource(answer, side?.recording ?? loaded.candidate.recording);
}
