import { open, type FileHandle } from 'node:fs/promises';
import { FailureError } from '../../core/model/failure';

/** Opens the file that becomes a target's standard input. Throws FailureError `target-not-started`. */
export async function openInput(file: string): Promise<FileHandle> {
  let input: FileHandle | null = null;
  try {
    input = await open(file, 'r');
    if ((await input.stat()).isFile()) return input;
    throw new Error('it is not a file');
  } catch (error) {
    await input?.close();
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const cause = error instanceof Error ? error.message : String(error);
    throw new FailureError({
      kind: 'target-not-started',
      message: missing
        ? `The file for standard input, ${file}, does not exist.`
        : `The file for standard input, ${file}, cannot be read: ${cause}.`,
      remedy:
        'Make it, or mend "stdin" of the workload in touchstone.json; the path is relative to the project.',
    });
  }
}
