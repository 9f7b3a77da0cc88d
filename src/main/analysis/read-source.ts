/** Compiled files and their source maps, as they were when the recording was made. */
import { readFileSync, statSync } from 'node:fs';
import type { ReadSource } from '../../core/parse/source-mapper';

/** Larger ones are not code that anyone wrote or bundled. */
const LARGEST_BYTES = 200_000_000;

/** Reads paths and data: URLs; a file changed after `moment` (milliseconds since 1970) is not the one that ran. */
export function readSourceBefore(moment: number): ReadSource {
  return (path) => {
    if (path.startsWith('data:')) return readDataUrl(path);
    try {
      const { mtimeMs, size } = statSync(path);
      if (size > LARGEST_BYTES) return { problem: 'is larger than 200 MB' };
      const text = readFileSync(path, 'utf8');
      return mtimeMs > moment ? { problem: 'was changed after the recording', text } : { text };
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      return {
        problem: code === 'ENOENT' ? 'is not there' : `cannot be read (${code ?? 'unknown'})`,
      };
    }
  };
}

function readDataUrl(url: string): ReturnType<ReadSource> {
  const comma = url.indexOf(',');
  if (comma < 0) return { problem: 'is no complete data URL' };
  const body = url.slice(comma + 1);
  try {
    return url.slice(0, comma).endsWith(';base64')
      ? { text: Buffer.from(body, 'base64').toString('utf8') }
      : { text: decodeURIComponent(body) };
  } catch {
    return { problem: 'is no valid data URL' };
  }
}
