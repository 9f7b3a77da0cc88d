/** Failures on the command line: one JSON document, or words on standard error. */
import { ANSWER_SCHEMA_VERSION } from '../core/model/answers';
import type { Failure } from '../core/model/failure';
import { exitCodeOfFailure, type ExitCode } from './exit-code';
import type { Terminal } from './terminal';

/** Tells the failure; gives the exit code for it. */
export function printFailure(failure: Failure, json: boolean, terminal: Terminal): ExitCode {
  if (json) {
    const document = { schemaVersion: ANSWER_SCHEMA_VERSION, failure };
    terminal.print(`${JSON.stringify(document, null, 2)}\n`);
  } else {
    for (const line of describeFailure(failure)) terminal.tell(line);
  }
  return exitCodeOfFailure(failure);
}

/** The sentence, what to do, and the detail indented. */
export function describeFailure({ message, remedy, detail }: Failure): string[] {
  const more = detail === undefined ? [] : detail.split('\n').map((line) => `    ${line}`);
  return [message, ...more, `  ${remedy}`];
}
