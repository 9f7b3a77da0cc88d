/** Where Touchstone keeps its data. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** TOUCHSTONE_HOME, else the platform's folder for a user's application data. Absolute; may not exist yet. */
export function findDataFolder(
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  const chosen = environment['TOUCHSTONE_HOME'];
  if (chosen !== undefined && chosen !== '') return resolve(chosen);
  const home = homedir();
  if (platform === 'win32') {
    return join(environment['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'Touchstone');
  }
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Touchstone');
  const shared = environment['XDG_DATA_HOME'];
  // The XDG specification: a relative path is to be ignored.
  const base = shared?.startsWith('/') === true ? shared : join(home, '.local', 'share');
  return join(base, 'touchstone');
}
