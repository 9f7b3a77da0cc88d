import { spawn, spawnSync } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of this checkout. */
export const repositoryRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** Something set-up cannot do; the message says what and `remedy` what the reader can do. */
export class SetupFailure extends Error {
  /**
   * @param {string} message
   * @param {string} remedy
   */
  constructor(message, remedy) {
    super(message);
    this.remedy = remedy;
  }
}

/**
 * Runs a command to its end. Its output goes to this terminal with `show`, else it is returned.
 *
 * @param {string[]} command program and arguments
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, show?: boolean, timeoutMs?: number }} [options]
 * @returns {Promise<{ code: number, output: string }>} code 127 when there is no such program,
 *   128 when a signal ended it; output is stdout and stderr in the order they came.
 */
export function runCommand([program, ...args], options = {}) {
  const { cwd = repositoryRoot, env = process.env, show = false, timeoutMs } = options;
  return new Promise((done) => {
    const child = spawn(program, args, {
      cwd,
      env,
      stdio: show ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      // npm is a .cmd file on Windows, which only a shell can start.
      shell: process.platform === 'win32' && program.endsWith('.cmd'),
      timeout: timeoutMs,
    });
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (text) => (output += text));
    child.stderr?.setEncoding('utf8').on('data', (text) => (output += text));
    child.on('error', (error) => done({ code: 127, output: `${output}${error.message}` }));
    child.on('close', (code) => done({ code: code ?? 128, output }));
  });
}

/**
 * Runs a quick command and returns what it printed, or undefined when it failed or does not exist.
 *
 * @param {string[]} command
 * @returns {string | undefined}
 */
export function readCommand([program, ...args]) {
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8' });
  return status === 0 ? stdout : undefined;
}

/**
 * The command line that runs npm: the very npm that started this script, when one did.
 *
 * @returns {string[]}
 */
export function npmCommand() {
  // By default npm ci takes 80 s to find that there is no network; with these it takes 30 s.
  const patience = ['--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000'];
  const running = process.env.npm_execpath;
  if (running?.endsWith('npm-cli.js')) return [process.execPath, running, ...patience];
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm', ...patience];
}

/**
 * The last lines of a command's output, indented: enough to see the reason for a failure. npm's
 * warnings are left out, and its pointer to a log, which may be in a scratch folder.
 *
 * @param {string} output
 * @param {number} [lines]
 * @returns {string}
 */
export function lastLines(output, lines = 8) {
  return output
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^npm warn|A complete log of this run/.test(line))
    .slice(-lines)
    .map((line) => `    ${line}`)
    .join('\n');
}
