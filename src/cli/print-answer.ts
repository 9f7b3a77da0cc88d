/** An answer in words and tables for a terminal. */
import type { ComparedWorkload, ComparisonAnswer, ProfileAnswer } from '../core/model/answers';
import type { Finding } from '../core/model/finding';
import { formatCount, formatShare, formatTime } from '../core/model/format-quantity';
import { buildNames, tabulateNumbers } from '../core/report/numbers-table';
import {
  describeMachine,
  describeScope,
  formatFigures,
  formatFrame,
  formatHeadline,
  listTellingNotes,
  nameFinding,
  SEVERITY_MARKS,
} from '../core/report/report-parts';
import type { ReportTable } from '../core/report/report-table';
import { describeFailure } from './print-failure';
import type { Terminal } from './terminal';

type Colors = Terminal['colors'];

/** Functions shown of a single build's CPU pass. */
const HOTTEST_SHOWN = 8;

/** Findings shown with evidence; the others have a line each. The report has everything. */
const DETAILED = 8;
const EVIDENCE_SHOWN = 3;
const FRAMES_SHOWN = 3;

/** The whole text, ending with a line break. */
export function formatAnswer(
  answer: ComparisonAnswer | ProfileAnswer,
  { colors, width }: Pick<Terminal, 'colors' | 'width'>,
): string {
  const detailed = answer.findings.slice(0, DETAILED);
  const others = answer.findings.slice(DETAILED);
  const lines = [
    ...wrap(answer.verdict, width).map((line) => colors.bold(line)),
    ...wrap(describeScope(answer), width).map((line) => colors.dim(line)),
    '',
    ...detailed.flatMap((finding) => [...formatFinding(finding, answer, colors, width), '']),
    ...others.map((finding) => formatHead(finding, colors)),
    ...(others.length > 0 ? [''] : []),
    ...formatNumbers(answer, colors),
    ...(answer.kind === 'comparison'
      ? answer.workloads.flatMap(formatDifference)
      : formatHottest(answer, colors)),
    ...answer.failures.flatMap(describeFailure),
    colors.dim(describeMachine(answer.machine)),
    ...(answer.findings.length > 0
      ? [colors.dim(`All evidence: touchstone report ${answer.id} -o report.html`)]
      : []),
  ];
  return `${lines.join('\n')}\n`;
}

function formatHead(finding: Finding, colors: Colors): string {
  const { mark, word } = SEVERITY_MARKS[finding.severity];
  const paint = { high: colors.red, medium: colors.yellow, low: colors.dim }[finding.severity];
  return `${paint(`${mark} ${word.padEnd(6)}`)}  ${colors.bold(nameFinding(finding))} · ${finding.workload}  ${colors.bold(formatHeadline(finding))} ${colors.dim(finding.headline.caption)}`;
}

function formatFinding(
  finding: Finding,
  answer: ComparisonAnswer | ProfileAnswer,
  colors: Colors,
  width: number,
): string[] {
  const names = buildNames(answer).map(({ name }) => name);
  const indented = (text: string): string[] => wrap(text, width - 4).map((line) => `    ${line}`);
  return [
    formatHead(finding, colors),
    ...indented(finding.title),
    ...finding.evidence
      .slice(0, EVIDENCE_SHOWN)
      .flatMap(({ text, pass }) => indented(`- ${text} (${pass} pass)`)),
    ...finding.frames
      .slice(0, FRAMES_SHOWN)
      .map(
        (frame) =>
          `    at ${formatFrame(frame, answer.project.path)}  ${colors.dim(formatFigures(finding, frame, names))}`,
      ),
    ...indented(`Refuted by: ${finding.refutedBy}`).map((line) => colors.dim(line)),
  ];
}

function formatNumbers(answer: ComparisonAnswer | ProfileAnswer, colors: Colors): string[] {
  const table = tabulateNumbers(answer);
  if (table.rows.length === 0) return [];
  const names = buildNames(answer).map(({ name }) => name);
  const pairs = names.length === 2 ? `; pairs are ${names.join(' / ')}` : '';
  return [
    colors.bold('Numbers') + colors.dim(`  wall time with nothing attached${pairs}`),
    ...formatTable(table, colors),
    ...listTellingNotes(answer).map((note) => colors.dim(note)),
    '',
  ];
}

/** Columns as wide as their widest cell. */
function formatTable({ columns, rows }: ReportTable, colors: Colors): string[] {
  const texts = rows.map((row) =>
    row.map(({ text, aside }) => (aside === undefined ? text : `${text} ${aside}`)),
  );
  const widths = columns.map(({ label }, index) =>
    Math.max(label.length, ...texts.map((row) => row[index]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((text, index) =>
        columns[index]?.numeric === true
          ? text.padStart(widths[index] ?? 0)
          : text.padEnd(widths[index] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [colors.dim(line(columns.map(({ label }) => label))), ...texts.map(line)];
}

function formatDifference({ name, output }: ComparedWorkload): string[] {
  if (output.equal !== false || output.firstDifference === null) return [];
  const { n, line, candidate, reference } = output.firstDifference;
  return [
    `Output of ${name} differs at n = ${formatCount(n)}, line ${line}:`,
    `    candidate: ${candidate}`,
    `    reference: ${reference}`,
    '',
  ];
}

function formatHottest({ workloads, project: { path } }: ProfileAnswer, colors: Colors): string[] {
  return workloads.flatMap(({ name, hottest, sizes }) => {
    if (hottest.length === 0) return [];
    const n = sizes.at(-1)?.n ?? 0;
    const table: ReportTable = {
      columns: [
        { label: 'own time', numeric: true },
        { label: 'share', numeric: true },
        { label: 'with callees', numeric: true },
        { label: 'function', numeric: false },
      ],
      rows: hottest.slice(0, HOTTEST_SHOWN).map((each) => [
        { text: formatTime(each.selfMs) },
        { text: formatShare(each.selfShare) },
        { text: formatTime(each.totalMs) },
        {
          text: formatFrame(each, path),
        },
      ]),
    };
    const title = colors.dim(`  CPU pass, n = ${formatCount(n)}`);
    return [
      `${colors.bold(`Hottest functions of ${name}`)}${title}`,
      ...formatTable(table, colors),
      '',
    ];
  });
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + word.length + 1 > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
