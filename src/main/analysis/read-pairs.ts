/** Functions of two builds that belong together by the user's word, from the project's file. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { functionPairsSchema, type FunctionPair } from '../../core/model/project';

/** A project file is some kilobytes. */
const LARGEST_BYTES = 1024 * 1024;

/**
 * Reads `pairs` of touchstone.json as it is now, so that a pair drawn today speaks about yesterday's recording. Empty where there
 * is no such file or nothing right in it: whoever opens the project is told what is wrong.
 */
export async function readPairs(projectPath: string): Promise<readonly FunctionPair[]> {
  try {
    const file = join(projectPath, 'touchstone.json');
    if ((await stat(file)).size > LARGEST_BYTES) return [];
    const value = JSON.parse(await readFile(file, 'utf8')) as { pairs?: unknown } | null;
    const pairs = functionPairsSchema.safeParse(value?.pairs ?? []);
    return pairs.success ? pairs.data : [];
  } catch {
    return [];
  }
}
