/** Files that are either the old or the new text, never half of one. */
import { open, rename, rm } from 'node:fs/promises';

let counter = 0;

/** Writes beside the file, then renames over it. Throws what the file system throws. */
export async function writeAtomically(path: string, text: string): Promise<void> {
  counter += 1;
  const temporary = `${path}.${process.pid}.${counter}.tmp`;
  try {
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(text);
      // Without it a power cut can leave the new name with no content.
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
