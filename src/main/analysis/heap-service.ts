/** Heap snapshots in a worker thread. */
import { Worker } from 'node:worker_threads';
import type { Failure } from '../../core/model/failure';
import type { HeapDiff, HeapDiffDetail, OpenHeap } from '../../core/model/heap';
import type { Result } from '../../core/model/result';
import { findWorkerFile } from './find-worker-file';
import type { HeapService } from './heap-local';
import type { HeapAnswerMessage, HeapCall, HeapCallMessage } from './heap-messages';
import type { HeapProgress } from './heap-read-file';

interface Waiting {
  resolve: (result: Result<unknown, Failure>) => void;
  reject: (error: Error) => void;
  onProgress: HeapProgress | undefined;
}

/** Starts the worker with the first snapshot; closing it gives all of its memory back. */
export function createHeapService(
  workerFile: URL = findWorkerFile('heap-worker.js', import.meta.url),
): HeapService {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | null = null;
  let lastId = 0;

  const failAll = (error: Error): void => {
    worker = null;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  const receive = (message: HeapAnswerMessage): void => {
    const asked = waiting.get(message.id);
    if ('progress' in message) {
      asked?.onProgress?.(message.progress);
      return;
    }
    waiting.delete(message.id);
    if ('defect' in message) asked?.reject(new Error(message.defect));
    else asked?.resolve(message.result);
  };
  const start = (): Worker => {
    const started = new Worker(workerFile);
    started.on('message', receive);
    started.on('error', (error) =>
      failAll(error instanceof Error ? error : new Error(String(error))),
    );
    started.on('exit', (code) => {
      if (worker === started) failAll(new Error(`The heap worker ended with code ${code}`));
    });
    return started;
  };
  const call = (sent: HeapCall, onProgress?: HeapProgress): Promise<Result<unknown, Failure>> => {
    worker ??= start();
    lastId += 1;
    const message: HeapCallMessage = { id: lastId, call: sent };
    const answered = new Promise<Result<unknown, Failure>>((resolve, reject) => {
      waiting.set(message.id, { resolve, reject, onProgress });
    });
    worker.postMessage(message);
    return answered;
  };
  return {
    async open(path, onProgress, signal) {
      const opened = call({ call: 'open', path }, onProgress);
      const id = lastId;
      const stop = (): void => void call({ call: 'stop', open: id });
      signal?.addEventListener('abort', stop);
      try {
        return (await opened) as Result<OpenHeap, Failure>;
      } finally {
        signal?.removeEventListener('abort', stop);
      }
    },
    // The worker answers by the same table of questions, which the types of messages cannot say.
    ask: (heap, name, question) => call({ call: 'ask', heap, name, question }) as never,
    diff: (question) => call({ call: 'diff', question }) as Promise<Result<HeapDiff, Failure>>,
    explain: (question) =>
      call({ call: 'explain', question }) as Promise<Result<HeapDiffDetail | null, Failure>>,
    async release(heap) {
      await call({ call: 'release', heap });
    },
    async close() {
      const ending = worker;
      failAll(new Error('The heap snapshots were closed'));
      await ending?.terminate();
    },
  };
}
