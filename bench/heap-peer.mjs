/**
 * Finds DevTools' heap snapshot loader: npm's chrome-devtools-frontend, 80 MB of sources, so no dependency of this
 * project. It is installed once into the user's cache folder, without install scripts.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './cache-folder.mjs';

const NAME = 'chrome-devtools-frontend';
const VERSION = '1.0.1705227';

function installedVersion(folder) {
  const file = join(folder, 'node_modules', NAME, 'package.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).version : null;
}

/** The folder whose node_modules holds the package; null, after saying so, where it can neither be found nor fetched. */
export function locateDevTools() {
  const folder = cacheFolder('touchstone-devtools');
  if (installedVersion(folder) === VERSION) return folder;
  console.log(`Installing ${NAME} ${VERSION} into ${folder} …`);
  mkdirSync(folder, { recursive: true });
  const dependencies = { [NAME]: VERSION };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'];
  try {
    execFileSync('npm', ['install', ...options], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
      shell: process.platform === 'win32',
      timeout: 300_000,
    });
    return folder;
  } catch (error) {
    const [problem] = /npm error (?:network|code).*/.exec(String(error.stderr)) ?? [error.message];
    console.log(
      `DevTools' loader could not be fetched (${problem}), so its row is missing; --devtools FOLDER names a folder that has it.`,
    );
    return null;
  }
}
