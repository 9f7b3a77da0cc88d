/** keepImport in a thread of its own. */
import { Worker } from 'node:worker_threads';
import { fail } from '../../core/model/result';
import { findWorkerFile } from '../analysis/find-worker-file';
import type { ImportAnswer, ImportTask } from './import-messages';

/** The id of the recording made of the file. Fails as keepImport does; with `file-invalid` where the memory does not suffice. */
export function importInWorker(task: ImportTask): Promise<ImportAnswer> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(findWorkerFile('import-worker.js', import.meta.url), {
      workerData: task,
    });
    worker.once('message', (answer: ImportAnswer) => {
      resolve(answer);
      // Its heap held the whole file; nothing of it is needed any more.
      void worker.terminate();
    });
    worker.once('error', (error) => {
      const code = error instanceof Error && 'code' in error ? error.code : null;
      if (code === 'ERR_WORKER_OUT_OF_MEMORY') {
        resolve(
          fail({
            kind: 'file-invalid',
            message: `${task.path} needs more memory than there is.`,
            remedy: 'Record for a shorter time or at a lower rate.',
          }),
        );
      } else reject(error instanceof Error ? error : new Error(String(error)));
    });
    worker.once('exit', (code) => reject(new Error(`The import ended with code ${code}`)));
  });
}
