/** `touchstone profile --pid N`: a process that runs already. */
import type { Instrument } from '../core/model/instrument';
import { ATTACH_INSTRUMENTS } from '../main/capture/attach/attach-request';
import { chooseAttachInstruments } from '../main/capture/attach/attach-to-process';
import { recordAttached } from '../main/record/record-attached';
import { openStore } from '../main/store/store';
import type { ExitCode } from './exit-code';
import { wrongUse } from './find-project';
import { printFailure } from './print-failure';
import { answerOutcome, type AnswerOptions } from './run-and-answer';
import type { Terminal } from './terminal';
import { watchInterrupts } from './watch-interrupts';

const DEFAULT_SECONDS = 10;

/** Options of a profile that speak of a running process. */
export interface AttachFlags {
  pid?: number;
  seconds?: number;
  passes?: Instrument[];
}

/** Attaches, answers on standard output and gives the exit code; an interrupt ends the pass under way and keeps it. */
export async function runAttachCommand(
  pid: number,
  { seconds = DEFAULT_SECONDS, passes = ['cpu'] }: AttachFlags,
  options: AnswerOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const instruments = chooseAttachInstruments(passes);
  if (instruments === null) {
    const failure = wrongUse(
      `a running process has no passes ${passes.join(', ')}`,
      `Choose some of ${ATTACH_INSTRUMENTS.join(', ')}.`,
    );
    return printFailure(failure, options.json, terminal);
  }
  const store = openStore();
  const { signal, stop } = watchInterrupts((line) => terminal.tell(line));
  terminal.tell(`Attaching to process ${pid} for ${seconds} s: ${instruments.join(', ')}`);
  const outcome = await recordAttached(store, { pid, seconds, instruments }, signal);
  stop();
  return answerOutcome(store, outcome, options, terminal);
}
