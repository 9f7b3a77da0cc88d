/** The analysis in a worker thread. */
import { Worker } from 'node:worker_threads';
import type { Failure } from '../../core/model/failure';
import type { Result } from '../../core/model/result';
import { findWorkerFile } from './find-worker-file';
import type { AnalysisQuestions, AnalysisService, QuestionKind } from './questions';
import type { AnswerMessage, QuestionMessage, WorkerData } from './worker-messages';

interface Waiting {
  resolve: (result: Result<unknown, Failure>) => void;
  reject: (error: Error) => void;
}

/** Starts the worker with the first question; one that dies is started anew with the next. */
export function createAnalysisService(dataFolder: string): AnalysisService {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | null = null;
  let nextId = 0;

  const failAll = (error: Error): void => {
    worker = null;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  const start = (): Worker => {
    const data: WorkerData = { dataFolder };
    const started = new Worker(findWorkerFile('analysis-worker.js', import.meta.url), {
      workerData: data,
    });
    started.on('message', (message: AnswerMessage) => {
      const asked = waiting.get(message.id);
      waiting.delete(message.id);
      if ('defect' in message) asked?.reject(new Error(message.defect));
      else asked?.resolve(message.result);
    });
    started.on('error', (error) =>
      failAll(error instanceof Error ? error : new Error(String(error))),
    );
    started.on('exit', (code) => {
      if (worker === started) failAll(new Error(`The analysis ended with code ${code}`));
    });
    return started;
  };
  return {
    ask<Kind extends QuestionKind>(
      kind: Kind,
      question: AnalysisQuestions[Kind]['question'],
    ): Promise<Result<AnalysisQuestions[Kind]['answer'], Failure>> {
      worker ??= start();
      nextId += 1;
      const id = nextId;
      const message: QuestionMessage = { id, kind, question };
      const answered = new Promise<Result<unknown, Failure>>((resolve, reject) => {
        waiting.set(id, { resolve, reject });
      });
      worker.postMessage(message);
      return answered as Promise<Result<AnalysisQuestions[Kind]['answer'], Failure>>;
    },
    async close(): Promise<void> {
      const ending = worker;
      failAll(new Error('The analysis was closed'));
      await ending?.terminate();
    },
  };
}
