/** The command line as a stranger would start it. */
import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const ROOT = resolve(import.meta.dirname, '..');

/** Standard output; fails where the command does. */
export async function runCli(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    join(ROOT, 'out/main/cli.js'),
    ...args,
  ]);
  return stdout;
}
