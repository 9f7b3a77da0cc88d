/** The thread in which one file is read and kept: parsing a gigabyte must not stop the window. Ended to cancel. */
import { parentPort, workerData } from 'node:worker_threads';
import { FailureError } from '../../core/model/failure';
import { fail } from '../../core/model/result';
import { openStore } from '../store/store';
import type { ImportAnswer, ImportTask } from './import-messages';
import { keepImport } from './keep-import';

const port = parentPort;
if (port === null) throw new Error('import-worker runs only as a worker thread');
const { dataFolder, path, project } = workerData as ImportTask;
port.postMessage(await answer());

async function answer(): Promise<ImportAnswer> {
  try {
    const kept = await keepImport(openStore(dataFolder), path, project);
    return kept.ok ? { ok: true, value: kept.value.id } : kept;
  } catch (error) {
    if (error instanceof FailureError) return fail(error.failure);
    throw error;
  }
}
