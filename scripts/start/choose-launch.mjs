import { readFileSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { readCommand } from '../setup/run-command.mjs';

/** The project that opens when none is named, and the report made where no window can open. */
export const SAMPLE_PROJECT = 'resources/samples/plausible-db';
export const REPORT_FILE = 'touchstone-report.html';

/**
 * Whether a window can be shown.
 *
 * @param {string} platform
 * @param {NodeJS.ProcessEnv} env
 * @returns {boolean}
 */
export function hasDisplay(platform, env) {
  return platform !== 'linux' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/**
 * The arguments after the program: the sample project, or what the user gave instead, with the
 * project's path made absolute (npm has changed to the repository's folder by now).
 *
 * @param {string[]} given
 * @param {string} root the repository
 * @param {string} folder where the user stood
 * @returns {string[]}
 */
export function chooseArguments(given, root, folder) {
  if (given.length === 0) return [join(root, SAMPLE_PROJECT)];
  const [first, ...rest] = given;
  return first.startsWith('-') || isAbsolute(first) ? given : [resolve(folder, first), ...rest];
}

/**
 * Why Chromium's sandbox cannot work for this user, or undefined when it can.
 *
 * @returns {string | undefined}
 */
export function findSandboxObstacle() {
  if (process.platform !== 'linux') return undefined;
  if (process.getuid?.() === 0) return 'Chromium refuses to start as root with it';
  if (readSetting('/proc/sys/kernel/apparmor_restrict_unprivileged_userns') === '1') {
    return 'AppArmor keeps user namespaces from unpackaged programs here';
  }
  if (readCommand(['unshare', '--user', '--map-root-user', 'true']) === undefined) {
    return 'this user may not make user namespaces';
  }
  return undefined;
}

function readSetting(path) {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}
