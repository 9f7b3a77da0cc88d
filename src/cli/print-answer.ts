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
  nameFinding,
  SEVERITY_MARKS,
} from '../core/report/report-parts';
import type { ReportTable } from '../core/report/report-table';
import { describeFailure } from './print-failure';
import type { Terminal } from './terminal';

type Colors = Terminal['colors'];

/** Functions shown of a single build's CPU pass. */
const HOTTEST_SHOWN = 8;

/** The whole text, ending with a line break. */
export function formatAnswer(
  answer: ComparisonAnswer | ProfileAnswer,
  { colors, width }: Pick<Terminal, 'colors' | 'width'>,
): string {
  const names = buildNames(answer).map(({ name }) => name);
  const lines = [
    colors.bold(answer.verdict),
    colors.dim(describeScope(answer)),
    '',
    ...answer.findings.flatMap((finding) => [...formatFinding(finding, names, colors, width), '']),
    ...formatNumbers(answer, colors),
    ...(answer.kind === 'comparison'
      ? answer.workloads.flatMap(formatDifference)
      : formatHottest(answer, colors)),
    ...answer.failures.flatMap(describeFailure),
    colors.dim(describeMachine(answer.machine)),
  ];
  return `${lines.join('\n')}\n`;
}

function formatFinding(
  finding: Finding,
  names: readonly string[],
  colors: Colors,
  width: number,
): string[] {
  const { mark, word } = SEVERITY_MARKS[finding.severity];
  const paint = { high: colors.red, medium: colors.yellow, low: colors.dim }[finding.severity];
  const head = `${paint(`${mark} ${word}`)}  ${colors.bold(nameFinding(finding))} · ${finding.workload}  ${colors.bold(formatHeadline(finding))} ${colors.dim(finding.headline.caption)}`;
  const indented = (text: string): string[] => wrap(text, width - 4).map((line) => `    ${line}`);
  return [
    head,
    ...indented(finding.title),
    ...finding.evidence.flatMap(({ text, pass }) => indented(`- ${text} (${pass} pass)`)),
    ...finding.frames
      .slice(0, 5)
      .map(
        (frame) =>
          `    at ${formatFrame(frame)}  ${colors.dim(formatFigures(finding, frame, names))}`,
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

function formatHottest({ workloads }: ProfileAnswer, colors: Colors): string[] {
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
          text:
            each.file === null
              ? each.function
              : `${each.function} (${each.file}${each.line > 0 ? `:${each.line}` : ''})`,
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
