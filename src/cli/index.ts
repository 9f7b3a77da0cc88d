/** Entry of the command line: the second composition root, in plain Node. */
import { CommanderError } from 'commander';
import packageJson from '../../package.json';
import { FailureError } from '../core/model/failure';
import { createProgram } from './create-program';
import { EXIT } from './exit-code';
import { printFailure } from './print-failure';
import { openTerminal } from './terminal';

/** Runs one command; sets the exit code when it has ended. */
async function main(args: readonly string[]): Promise<void> {
  // commander drops the `--`, and with it what tells a project from a command.
  const end = args.indexOf('--');
  const own = end === -1 ? args : args.slice(0, end);
  const targetCommand = end === -1 ? null : args.slice(end + 1);
  const json = own.includes('--json');
  const terminal = openTerminal();
  const program = createProgram(packageJson.version, targetCommand, terminal, (code) => {
    process.exitCode = code;
  });
  let complaint = '';
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({
      writeErr: (text) => (complaint += text),
      writeOut: (text) => terminal.print(text),
    });
  }
  try {
    await program.parseAsync(own, { from: 'user' });
  } catch (error) {
    if (error instanceof FailureError) {
      process.exitCode = printFailure(error.failure, json, terminal);
    } else if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? EXIT.clean : EXIT.usage;
      if (error.exitCode !== 0) tellWrongUse(complaint, json);
    } else throw error;
  }

  function tellWrongUse(text: string, asJson: boolean): void {
    if (!asJson) {
      terminal.tell(text.trim());
      return;
    }
    const [message = 'Wrong use.', ...rest] = text
      .trim()
      .replace(/^error: /, '')
      .split('\n');
    const remedy = [...rest, 'See touchstone --help.'].join(' ').trim();
    printFailure({ kind: 'usage', message, remedy }, true, terminal);
  }
}

await main(process.argv.slice(2));
