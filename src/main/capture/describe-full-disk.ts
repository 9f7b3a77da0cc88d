import { statfs } from 'node:fs/promises';
import type { Failure } from '../../core/model/failure';

/** With less than this left a capture cannot be believed to have been written to its end. */
const LEAST_FREE_BYTES = 64 * 1024;

/** A failure when the disk of a folder has no room left; null when it has, or when it cannot be told. */
export async function describeFullDisk(folder: string, what: string): Promise<Failure | null> {
  const found = await statfs(folder).catch(() => null);
  if (found === null || found.bavail * found.bsize >= LEAST_FREE_BYTES) return null;
  return {
    kind: 'storage',
    message: `The disk of ${folder} is full, so ${what} was not written to its end.`,
    remedy:
      'Free some space there, or set TOUCHSTONE_HOME to a folder on a larger disk, and record again.',
  };
}
