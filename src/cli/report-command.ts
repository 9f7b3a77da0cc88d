/** `touchstone report RECORDING…`: documents of what is stored. */
import { extname, join, parse } from 'node:path';
import type { Subject } from '../core/model/view-answers';
import { createLocalAnalysis } from '../main/analysis/local-analysis';
import { exportReport, renderReport, type ReportFormat } from '../main/export/export-report';
import { openStore } from '../main/store/store';
import { EXIT, type ExitCode } from './exit-code';
import { wrongUse } from './find-project';
import { printFailure } from './print-failure';
import { formatOfFile } from './run-and-answer';
import type { Terminal } from './terminal';

/** Options of the command. */
export interface ReportOptions {
  format: ReportFormat | 'pdf' | undefined;
  /** File to write; for several recordings each id is put before its ending. Absent: standard output. */
  output: string | undefined;
  json: boolean;
}

/** Printing takes a browser, and the command line has none: it runs in plain Node. */
const NO_PDF = wrongUse(
  'the command line cannot print a PDF',
  'Open the recording in the window and choose Report, PDF, Export report; or write HTML and print it from a browser.',
);

/** Whether a file's ending asks for a PDF, which HTML under that name would not be. */
export function isPdf(output: string): boolean {
  return extname(output).toLowerCase() === '.pdf';
}

/** Writes a report for each recording named by id, beginning of an id, or `latest`. */
export async function runReportCommand(
  names: readonly string[],
  { format, output, json }: ReportOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  if (names.length > 1 && output === undefined) {
    const failure = wrongUse('several reports cannot share standard output', 'Add -o FILE.');
    return printFailure(failure, json, terminal);
  }
  if (json && output === undefined && format !== undefined && format !== 'json') {
    const failure = wrongUse(
      `--json prints JSON, and --format ${format} asks for another text in its place`,
      'Add -o FILE, or leave one of them out.',
    );
    return printFailure(failure, json, terminal);
  }
  if (format === 'pdf' || (format === undefined && isPdf(output ?? ''))) {
    return printFailure(NO_PDF, json, terminal);
  }
  const store = openStore();
  const analysis = createLocalAnalysis(store.folder);
  const subjects: Subject[] = [];
  for (const name of names) {
    const found = await store.find(name);
    if (!found.ok) return printFailure(found.failure, json, terminal);
    subjects.push(found.value);
  }
  const chosen: ReportFormat =
    format ?? (output === undefined ? null : formatOfFile(output)) ?? (json ? 'json' : 'html');
  const written: string[] = [];
  for (const subject of subjects) {
    if (output === undefined) {
      const text = await renderReport(analysis, subject, chosen);
      if (!text.ok) return printFailure(text.failure, json, terminal);
      terminal.print(text.value);
      continue;
    }
    const path = subjects.length === 1 ? output : nameFor(output, subject.id, chosen);
    const exported = await exportReport(analysis, subject, chosen, path);
    if (!exported.ok) return printFailure(exported.failure, json, terminal);
    written.push(exported.value.path);
  }
  if (output !== undefined && json) {
    terminal.print(`${JSON.stringify({ schemaVersion: 1, written }, null, 2)}\n`);
  } else for (const path of written) terminal.tell(`Report written to ${path}`);
  return EXIT.clean;
}

function nameFor(output: string, id: string, format: ReportFormat): string {
  const { dir, name } = parse(output);
  return join(dir, `${name}-${id}${extname(output) || `.${format}`}`);
}
