import { existsSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import {
  FLOOR_VERSION,
  hasFloorRuntime,
  installFloorRuntime,
  readVersion,
} from './floor-runtime.mjs';
import { lastLines, repositoryRoot, runCommand, SetupFailure } from './run-command.mjs';

const PROBE_MS = 4_000;
/** Long enough for a copy that Electron's own cache holds, which needs no network. */
const OFFLINE_MS = 10_000;
const DOWNLOAD_MS = 15 * 60_000;

/**
 * Makes sure that `node_modules/electron` has a runtime: the version package.json names when it
 * can be downloaded, else the floor. It lies where Electron's own installer would put it, so that
 * the electron command, electron-vite and Playwright all find it without settings.
 *
 * @param {(line: string) => void} say
 * @returns {Promise<{ version: string, program: string }>}
 * @throws {SetupFailure} when there is none and none can be had.
 */
export async function installElectron(say) {
  const found = findElectron();
  if (found !== undefined) return found;
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (override) {
    throw new SetupFailure(
      `ELECTRON_OVERRIDE_DIST_PATH is ${override}, which holds no Electron runtime.`,
      'Point it at a folder with Electron and its "version" file, or unset it.',
    );
  }
  const { wanted, packageFolder, dist } = electronPaths();
  const official = await runOfficialInstaller(packageFolder, say, wanted);
  if (findElectron() === undefined) {
    if (!hasFloorRuntime(process.platform, process.arch)) {
      throw new SetupFailure(
        `Electron ${wanted} could not be downloaded:\n${lastLines(official.output)}`,
        'Connect to the network (Node 22.12 or newer does it best), or set ' +
          'ELECTRON_OVERRIDE_DIST_PATH to the folder of an Electron runtime, and start again.',
      );
    }
    await installFloorRuntime(dist, say);
    await writeFile(join(packageFolder, 'path.txt'), programName(process.platform));
    say(
      `Electron ${wanted} could not be downloaded (${reasonOf(official)}); ` +
        `using ${FLOOR_VERSION}, the oldest that Touchstone supports.`,
    );
  }
  const installed = findElectron();
  if (installed === undefined) {
    throw new SetupFailure(
      `Electron was installed in ${dist} but cannot be found there.`,
      'Delete node_modules and start again.',
    );
  }
  return installed;
}

/**
 * The Electron runtime that the tools of this checkout would start, or undefined.
 *
 * @returns {{ version: string, program: string } | undefined}
 */
export function findElectron() {
  const { packageFolder, dist } = electronPaths();
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  let name = programName(process.platform);
  if (!override) {
    try {
      name = readFileSync(join(packageFolder, 'path.txt'), 'utf8');
    } catch {
      return undefined;
    }
  }
  const folder = override || dist;
  const program = join(folder, name);
  const version = readVersion(folder);
  return version !== undefined && existsSync(program) ? { version, program } : undefined;
}

/**
 * The path of Electron's program inside its folder, as electron/install.js has it.
 *
 * @param {string} platform
 * @returns {string}
 */
export function programName(platform) {
  if (platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return platform === 'win32' ? 'electron.exe' : 'electron';
}

function electronPaths() {
  const packageFolder = join(repositoryRoot, 'node_modules/electron');
  const manifest = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8'));
  const dist = join(packageFolder, 'dist');
  return { wanted: manifest.devDependencies.electron, packageFolder, dist };
}

async function runOfficialInstaller(packageFolder, say, wanted) {
  const reachable = await isDownloadReachable();
  if (reachable) say(`Downloading Electron ${wanted} (about 110 MB, once).`);
  // Its leftovers would make the installer's unzip mix two versions.
  await rm(join(packageFolder, 'dist'), { recursive: true, force: true });
  const result = await runCommand([process.execPath, join(packageFolder, 'install.js')], {
    timeoutMs: reachable ? DOWNLOAD_MS : OFFLINE_MS,
  });
  return { ...result, reachable };
}

function reasonOf({ reachable, output }) {
  if (!reachable) return 'the download server does not answer';
  return output.match(/^\w*Error: .*$/m)?.[0] ?? 'the installer failed';
}

/** Asks the download server for a connection; a proxy or a mirror is taken to be reachable. */
function isDownloadReachable() {
  const { ELECTRON_GET_USE_PROXY, ELECTRON_MIRROR, npm_config_electron_mirror } = process.env;
  if (ELECTRON_GET_USE_PROXY || ELECTRON_MIRROR || npm_config_electron_mirror) {
    return Promise.resolve(true);
  }
  return new Promise((done) => {
    const socket = connect({ host: 'github.com', port: 443, timeout: PROBE_MS });
    const finish = (reachable) => {
      socket.destroy();
      done(reachable);
    };
    socket.once('connect', () => finish(true));
    socket.once('timeout', () => finish(false));
    socket.once('error', () => finish(false));
  });
}
