/** Runs a request to its end and prints what the analysis says of it: what profile and compare share. */
import type { Project } from '../core/model/project';
import type { RunOutcome, RunProgress, RunRequest } from '../core/model/run-request';
import { describeRemarks } from '../core/report/report-parts';
import { renderJsonReport } from '../core/report/render-json';
import { createLocalAnalysis } from '../main/analysis/local-analysis';
import { exportReport, type ReportFormat } from '../main/export/export-report';
import { createBuildSource } from '../main/project/find-build';
import { recordComparison, recordProfile } from '../main/record/record-run';
import { openStore, type Store } from '../main/store/store';
import { exitCodeOfFailure, exitCodeOfRun, type ExitCode, type FailOn } from './exit-code';
import { formatAnswer } from './print-answer';
import { printFailure } from './print-failure';
import { tellPreparation } from './tell-preparation';
import type { Terminal } from './terminal';
import { watchInterrupts } from './watch-interrupts';

/** How the answer is to be given. */
export interface AnswerOptions {
  json: boolean;
  failOn: FailOn;
  /** Shows what prepare commands write. */
  verbose: boolean;
  /** File for a report; its format follows its ending. */
  report: string | undefined;
}

/** Records, answers on standard output and gives the exit code. */
export async function runAndAnswer(
  project: Project,
  request: RunRequest,
  options: AnswerOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const store = openStore();
  await store.purge();
  const { signal, stop } = watchInterrupts((line) => terminal.tell(line));
  const services = { store, builds: createBuildSource(project, store.folder) };
  const listeners = {
    onProgress: (progress: RunProgress) => terminal.progress(progress),
    onPreparation: tellPreparation(terminal, options.verbose),
  };
  const outcome =
    request.kind === 'profile'
      ? await recordProfile(project, request, services, listeners, signal)
      : await recordComparison(project, request, services, listeners, signal);
  terminal.endProgress();
  stop();
  return answerOutcome(store, outcome, options, terminal);
}

/** Says on standard output what was stored, and gives the exit code. */
export async function answerOutcome(
  store: Store,
  outcome: RunOutcome,
  options: AnswerOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  if (outcome.subject === null) {
    const [failure] = outcome.failures;
    if (failure === undefined) throw new Error('A run without a recording told no failure');
    return printFailure(failure, options.json, terminal);
  }
  const { kind, id } = outcome.subject;
  const word = outcome.state === 'complete' ? 'Stored' : 'What was captured is kept';
  terminal.tell(`${word} as ${kind} ${id} in ${store.folder}`);
  const analysis = createLocalAnalysis(store.folder);
  const summary = await analysis.ask('summary', { subject: outcome.subject });
  if (!summary.ok) return printFailure(summary.failure, options.json, terminal);
  for (const line of describeRemarks(summary.value)) terminal.tell(line);
  terminal.print(
    options.json ? renderJsonReport(summary.value) : formatAnswer(summary.value, terminal),
  );
  if (options.report !== undefined) {
    const format = formatOfFile(options.report) ?? 'html';
    const written = await exportReport(analysis, outcome.subject, format, options.report);
    if (!written.ok) {
      for (const line of [written.failure.message, written.failure.remedy]) terminal.tell(line);
      return exitCodeOfFailure(written.failure);
    }
    terminal.tell(`Report written to ${written.value.path}`);
  }
  return exitCodeOfRun(outcome, summary.value, options.failOn);
}

/** The format that a file's ending asks for; null where it is none of a report. */
export function formatOfFile(path: string): ReportFormat | null {
  const ending = /\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase();
  if (ending === 'html' || ending === 'htm') return 'html';
  if (ending === 'md' || ending === 'markdown') return 'md';
  return ending === 'json' ? 'json' : null;
}
