import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { lastLines, readCommand, runCommand } from './run-command.mjs';

/**
 * What Touchstone needs of a Linux system: a sign that it is there, and the Debian packages that
 * bring it, newest name first (Debian 13 and Ubuntu 24.04 renamed some for 64-bit time).
 */
export const SYSTEM_NEEDS = [
  { kind: 'library', name: 'libgtk-3.so.0', packages: ['libgtk-3-0t64', 'libgtk-3-0'] },
  { kind: 'library', name: 'libnss3.so', packages: ['libnss3'] },
  { kind: 'library', name: 'libasound.so.2', packages: ['libasound2t64', 'libasound2'] },
  { kind: 'library', name: 'libgbm.so.1', packages: ['libgbm1'] },
  { kind: 'program', name: 'xvfb-run', packages: ['xvfb'] },
  { kind: 'program', name: 'xauth', packages: ['xauth'] },
  { kind: 'program', name: 'strace', packages: ['strace'] },
  { kind: 'fonts', name: 'a TrueType font', packages: ['fonts-dejavu-core'] },
];

/**
 * Makes sure of the system's libraries, a virtual display and strace: installs them on Debian and
 * Ubuntu as root, elsewhere says what is missing and how to get it. Never fails: what is missing
 * is only reported, since much works without.
 *
 * @param {(line: string) => void} say
 */
export async function installSystemPackages(say) {
  if (process.platform !== 'linux') return;
  const missing = findMissing();
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name).join(', ');
  if (!existsSync('/usr/bin/apt-get')) {
    say(`Missing on this system: ${names}. Install them with your package manager.`);
    return;
  }
  if (process.getuid?.() !== 0) {
    const packages = missing.map(choosePackage).join(' ');
    say(`Missing on this system: ${names}. To install: sudo apt-get install ${packages}`);
    return;
  }
  await aptInstall(missing, names, say);
}

/**
 * The needs that a system does not meet.
 *
 * @param {{ hasLibrary: (name: string) => boolean, hasProgram: (name: string) => boolean, hasFonts: () => boolean }} system
 * @returns {typeof SYSTEM_NEEDS}
 */
export function selectMissing(system) {
  return SYSTEM_NEEDS.filter(({ kind, name }) => {
    if (kind === 'library') return !system.hasLibrary(name);
    return kind === 'program' ? !system.hasProgram(name) : !system.hasFonts();
  });
}

/**
 * Whether a program of this name is on the PATH.
 *
 * @param {string} name
 * @returns {boolean}
 */
export function hasProgram(name) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function findMissing() {
  // Not on the PATH of ordinary users on Debian.
  const cache = readCommand(['/sbin/ldconfig', '-p']);
  return selectMissing({
    // Without ldconfig (Alpine, NixOS) nothing is known, so nothing is claimed to be missing.
    hasLibrary: (name) => cache === undefined || cache.includes(`\t${name} `),
    hasProgram,
    hasFonts: () => ['/usr/share/fonts', '/usr/local/share/fonts'].some(holdsTrueType),
  });
}

function holdsTrueType(folder) {
  if (!existsSync(folder)) return false;
  return readdirSync(folder, { recursive: true }).some((name) => /\.(ttf|otf|ttc)$/i.test(name));
}

async function aptInstall(missing, names, say) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const started = Date.now();
  const update = await runCommand(['apt-get', 'update', '-q'], { env });
  const packages = missing.map(choosePackage);
  say(`Installing Debian packages: ${packages.join(' ')}.`);
  const install = ['apt-get', 'install', '-q', '-y', '--no-install-recommends', ...packages];
  const { code, output } = await runCommand(install, { env });
  if (code === 0 && findMissing().length === 0) {
    say(`Installed them in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
    return;
  }
  const reason = update.code === 0 ? output : update.output;
  say(`Debian packages could not be installed (missing: ${names}); going on without.`);
  say(lastLines(reason, 4));
  say(`By hand: apt-get update && apt-get install ${packages.join(' ')}`);
}

/** The first of a need's names that apt can install, or the oldest when apt knows none. */
function choosePackage({ packages }) {
  const known = packages.find((name) =>
    /Candidate: (?!\(none\))/.test(readCommand(['apt-cache', 'policy', name]) ?? ''),
  );
  return known ?? packages.at(-1);
}
