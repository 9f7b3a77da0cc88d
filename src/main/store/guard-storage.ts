/** What the file system throws → a failure that says what to do. */
import { FailureError, type Failure } from '../../core/model/failure';

const CAUSES: Record<string, string> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the disk is read-only',
  EACCES: 'it may not be written',
  EPERM: 'it may not be written',
  ENOTDIR: 'a part of its path is a file',
  EEXIST: 'a file of that name is in the way',
};

/** Runs an action on the data folder; an error of the file system becomes a FailureError `storage`. */
export async function guardStorage<Value>(
  what: string,
  folder: string,
  action: () => Promise<Value>,
): Promise<Value> {
  try {
    return await action();
  } catch (error) {
    const failure = describeStorageError(what, folder, error);
    throw failure === null ? error : new FailureError(failure);
  }
}

function describeStorageError(what: string, folder: string, error: unknown): Failure | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  const code = String(error.code);
  return {
    kind: 'storage',
    message: `${what} failed in ${folder}: ${CAUSES[code] ?? error.message}.`,
    remedy:
      'Free some space or mend the rights there, or set TOUCHSTONE_HOME to a folder that can be written.',
    detail: error.message,
  };
}
