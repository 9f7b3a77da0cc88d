import { createHash } from 'node:crypto';
import { lstat, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lastLines, npmCommand, repositoryRoot, runCommand, SetupFailure } from './run-command.mjs';

const STAMP = '.touchstone-setup';

/**
 * Makes `node_modules` hold what package-lock.json says, by `npm ci` when it does not.
 *
 * @param {(line: string) => void} say
 * @throws {SetupFailure} when npm fails.
 */
export async function installNodeModules(say) {
  const folder = join(repositoryRoot, 'node_modules');
  const lock = await readFile(join(repositoryRoot, 'package-lock.json'), 'utf8');
  const stamp = createHash('sha256').update(lock).digest('hex');
  const installed = await readOrEmpty(join(folder, '.package-lock.json'));
  if (installed !== '' && (await readOrEmpty(join(folder, STAMP))) === stamp) return;
  if (installed === '' || !holdsWhatIsLocked(JSON.parse(lock), JSON.parse(installed))) {
    if (await isLink(folder)) {
      throw new SetupFailure(
        'node_modules is a link to packages that are not those of package-lock.json.',
        'Run "npm ci" where they are, or remove the link: npm would empty the folder behind it.',
      );
    }
    say('Installing the packages of package-lock.json (npm ci).');
    // NODE_ENV=production would leave out what Touchstone is built with.
    const { code, output } = await runCommand([
      ...npmCommand(),
      ...['ci', '--include=dev', '--no-audit', '--no-fund'],
    ]);
    if (code !== 0) {
      throw new SetupFailure(
        `npm ci failed:\n${lastLines(output)}`,
        /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH/.test(output)
          ? 'The npm registry does not answer: connect to the network, or set the registry of ' +
              'your network with "npm config set registry", and start again.'
          : 'Read the lines above, then run "npm ci" by hand to see all of its output.',
      );
    }
  }
  await writeFile(join(folder, STAMP), stamp);
}

/**
 * Whether an installed tree is the one that a lock file asks for. Packages marked optional (for
 * other systems, mostly) may be missing; a package that the lock does not know may not be there.
 *
 * @param {{ packages: Record<string, { version?: string, optional?: boolean, devOptional?: boolean }> }} lock
 *   package-lock.json
 * @param {{ packages: Record<string, { version?: string }> }} installed node_modules/.package-lock.json
 * @returns {boolean}
 */
export function holdsWhatIsLocked(lock, installed) {
  for (const path of Object.keys(installed.packages)) {
    if (!(path in lock.packages)) return false;
  }
  for (const [path, wanted] of Object.entries(lock.packages)) {
    if (path === '') continue;
    const present = installed.packages[path];
    if (present === undefined) {
      if (!wanted.optional && !wanted.devOptional) return false;
    } else if (present.version !== wanted.version) {
      return false;
    }
  }
  return true;
}

async function isLink(path) {
  return (await lstat(path).catch(() => null))?.isSymbolicLink() === true;
}

async function readOrEmpty(path) {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return '';
    throw error;
  }
}
