/** `touchstone doctor`: what can be captured here, and how to get the rest. */
import { ANSWER_SCHEMA_VERSION } from '../core/model/answers';
import type { DoctorReport, InstrumentState } from '../core/model/instrument';
import { describeMachine } from '../core/report/report-parts';
import { runDoctor } from '../main/capture/run-doctor';
import { EXIT, type ExitCode } from './exit-code';
import type { Terminal } from './terminal';
import { watchInterrupts } from './watch-interrupts';

const WORDS: Record<InstrumentState['state'], string> = {
  available: 'yes',
  degraded: 'partly',
  unavailable: 'no',
};

/** Tries every instrument; the answer is the result, also where something is missing. */
export async function runDoctorCommand(json: boolean, terminal: Terminal): Promise<ExitCode> {
  const { signal, stop } = watchInterrupts((line) => terminal.tell(line));
  try {
    if (!json) terminal.tell('Trying each instrument on a small program of each kind …');
    const report = await runDoctor(signal);
    const document = { schemaVersion: ANSWER_SCHEMA_VERSION, ...report };
    terminal.print(json ? `${JSON.stringify(document, null, 2)}\n` : formatDoctor(report));
    return EXIT.clean;
  } catch (error) {
    if (signal.aborted) return EXIT.interrupted;
    throw error;
  } finally {
    stop();
  }
}

function formatDoctor({ machine, user, instruments }: DoctorReport): string {
  const lines = [`${describeMachine(machine)}; user ${user}`];
  for (const target of new Set(instruments.map((each) => each.target))) {
    lines.push('', `${target} targets`);
    for (const each of instruments.filter((state) => state.target === target)) {
      const version = each.version === null ? '' : ` (${each.version})`;
      lines.push(
        `  ${each.instrument.padEnd(9)} ${WORDS[each.state].padEnd(7)} ${each.mechanism}${version}`,
      );
      if (each.reason !== null) lines.push(`  ${''.padEnd(17)} ${each.reason}`);
      if (each.remedy !== null) lines.push(`  ${''.padEnd(17)} → ${each.remedy}`);
    }
  }
  return `${lines.join('\n')}\n`;
}
