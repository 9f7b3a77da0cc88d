import { homedir } from 'node:os';
import { join } from 'node:path';

/** A folder of this user's cache: what is fetched once for a benchmark, and is no dependency of the project. */
export function cacheFolder(name) {
  if (process.platform === 'win32') return join(process.env.LOCALAPPDATA ?? homedir(), name);
  if (process.platform === 'darwin') return join(homedir(), 'Library/Caches', name);
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), name);
}
