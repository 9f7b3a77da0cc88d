/** The thread in which recordings are parsed and questions answered, so that the window stays quick. */
import { parentPort, workerData } from 'node:worker_threads';
import { createLocalAnalysis } from './local-analysis';
import type { AnswerMessage, QuestionMessage, WorkerData } from './worker-messages';

const port = parentPort;
if (port === null) throw new Error('analysis-worker runs only as a worker thread');
const analysis = createLocalAnalysis((workerData as WorkerData).dataFolder);

// One after the other: two large recordings parsed at once would need the memory of both.
let last: Promise<void> = Promise.resolve();
port.on('message', ({ id, kind, question }: QuestionMessage) => {
  last = last.then(async () => {
    port.postMessage(await answer(id, kind, question));
  });
});

async function answer(
  id: number,
  kind: QuestionMessage['kind'],
  question: QuestionMessage['question'],
): Promise<AnswerMessage> {
  try {
    return { id, result: await analysis.ask(kind, question) };
  } catch (error) {
    return { id, defect: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
