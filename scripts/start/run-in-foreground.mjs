import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { repositoryRoot } from '../setup/run-command.mjs';

const PASSED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs a command in this terminal until it ends. Ctrl+C reaches it once, by this process alone:
 * the child has a session of its own, because a second SIGINT (from the terminal and from us)
 * would make a program that saves its work on the first one give up.
 *
 * @param {string[]} command
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>} the exit code: 128 + signal (130 for Ctrl+C) when one was passed on
 *   or ended the child, 127 when there is no such program.
 */
export function runInForeground([program, ...args], env = process.env) {
  return new Promise((done) => {
    const child = spawn(program, args, {
      cwd: repositoryRoot,
      env,
      stdio: 'inherit',
      // On Windows Ctrl+C reaches every process of the console, and detached opens another one.
      detached: process.platform !== 'win32',
    });
    let received;
    const listeners = PASSED_ON.map((signal) => {
      const passOn = () => {
        received = signal;
        child.kill(signal);
      };
      process.on(signal, passOn);
      return [signal, passOn];
    });
    const finish = (code) => {
      for (const [signal, passOn] of listeners) process.off(signal, passOn);
      done(code);
    };
    child.on('error', (error) => {
      console.error(`${program} did not start: ${error.message}`);
      finish(127);
    });
    child.on('close', (code, signal) => {
      const ended = received ?? signal;
      finish(ended ? 128 + constants.signals[ended] : code);
    });
  });
}
