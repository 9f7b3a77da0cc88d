/** `prepare` commands on standard error: a line each, their output only where it is asked for or needed. */
import type { PreparationEvent } from '../core/model/preparation';
import { formatTime } from '../core/model/format-quantity';
import type { Terminal } from './terminal';

/** The listener for a run. Where a preparation fails, the failure itself shows its last lines. */
export function tellPreparation(
  terminal: Terminal,
  verbose: boolean,
): (event: PreparationEvent) => void {
  let rest = '';
  return (event) => {
    const say = (text: string): void => terminal.tell(text);
    switch (event.kind) {
      case 'waiting':
        say(`Another run is preparing ${event.build}; waiting for it`);
        break;
      case 'started':
        say(
          `Preparing ${event.build}: ${event.command.join(' ')}${verbose ? `  (in ${event.cwd})` : ''}`,
        );
        break;
      case 'reused':
        if (verbose) say(`${event.build} is prepared already: ${event.command.join(' ')}`);
        break;
      case 'output': {
        if (!verbose) break;
        const lines = (rest + event.text).split(/\r?\n/);
        rest = lines.pop() ?? '';
        for (const line of lines) say(`  ${line}`);
        break;
      }
      case 'ended':
        if (verbose && rest !== '') say(`  ${rest}`);
        rest = '';
        if (!event.failed) say(`Prepared ${event.build} in ${formatTime(event.wallMs)}`);
    }
  };
}
