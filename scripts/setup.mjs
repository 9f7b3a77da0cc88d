import { pathToFileURL } from 'node:url';
import { installElectron } from './setup/install-electron.mjs';
import { installNodeModules } from './setup/install-node-modules.mjs';
import { installSystemPackages } from './setup/install-system-packages.mjs';
import { SetupFailure } from './setup/run-command.mjs';

const OLDEST_NODE = [20, 18];

/**
 * Makes a fresh clone runnable: packages, Electron and, on Linux, system libraries. Doing it again
 * costs a fraction of a second. This file and those beside it use Node alone, since they run
 * before anything is installed.
 *
 * @param {(line: string) => void} [say] receives one line for each thing that had to be done
 * @returns {Promise<{ electron: { version: string, program: string } | undefined }>} `electron` is
 *   undefined when no runtime can be had; the reason was said.
 * @throws {SetupFailure} when the packages cannot be installed.
 */
export async function setUp(say = console.log) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
    throw new SetupFailure(
      `Touchstone needs Node ${OLDEST_NODE.join('.')} or newer; this is ${process.versions.node}.`,
      'Install the current Node.js from https://nodejs.org.',
    );
  }
  await installSystemPackages(say);
  await installNodeModules(say);
  try {
    return { electron: await installElectron(say) };
  } catch (error) {
    if (!(error instanceof SetupFailure)) throw error;
    say(`${error.message}\n${error.remedy}`);
    return { electron: undefined };
  }
}

/**
 * Runs a script's main function: a known failure is told in words, its exit code is 1.
 *
 * @param {() => Promise<number>} main returns the exit code
 */
export async function runScript(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof SetupFailure)) throw error;
    console.error(`${error.message}\n${error.remedy}`);
    process.exitCode = 1;
  }
}

async function main() {
  if (process.argv.includes('--system')) {
    await installSystemPackages(console.log);
    return 0;
  }
  const { electron } = await setUp();
  if (electron === undefined) return 1;
  console.log(`Ready: Node ${process.versions.node}, Electron ${electron.version}.`);
  return 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await runScript(main);
