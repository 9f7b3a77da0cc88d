/** A report for a pull request's comment. */
import { formatCount } from '../model/format-quantity';
import { buildNames, tabulateNumbers } from './numbers-table';
import type { ReportInput } from './report-input';
import {
  describeMachine,
  describeRemarks,
  describeScope,
  formatFigures,
  formatFrame,
  formatHeadline,
  listTellingNotes,
  nameFinding,
  SEVERITY_MARKS,
} from './report-parts';
import type { ReportTable } from './report-table';

/** GitHub's Markdown; names of functions and files cannot become markup or mentions. */
export function renderMarkdownReport({ answer }: Pick<ReportInput, 'answer'>): string {
  const names = buildNames(answer).map(({ name }) => name);
  const lines = [
    `## ${escapeMarkdown(answer.verdict)}`,
    '',
    escapeMarkdown(describeScope(answer)),
    '',
  ];
  for (const finding of answer.findings) {
    const { mark, word } = SEVERITY_MARKS[finding.severity];
    lines.push(
      `### ${mark} ${word}: ${escapeMarkdown(nameFinding(finding))} · ${escapeMarkdown(finding.workload)} · ${escapeMarkdown(formatHeadline(finding))}`,
      '',
      escapeMarkdown(finding.title),
      '',
      ...finding.evidence.map(({ text, pass }) => `- ${escapeMarkdown(text)} _(${pass} pass)_`),
      ...finding.frames.map(
        (frame) =>
          `- ${inlineCode(formatFrame(frame, answer.project.path))}: ${escapeMarkdown(formatFigures(finding, frame, names))}`,
      ),
      '',
      `${escapeMarkdown(finding.advice)} Refuted by: ${escapeMarkdown(finding.refutedBy)}`,
      '',
    );
  }
  lines.push('### Numbers', '');
  if (answer.kind === 'comparison') {
    lines.push(
      `Wall time with nothing attached; pairs are ${escapeMarkdown(names.join(' / '))}.`,
      '',
    );
  }
  lines.push(...renderTable(tabulateNumbers(answer)), '');
  const runNotes = listTellingNotes(answer);
  if (runNotes.length > 0) lines.push(...runNotes.map((note) => `- ${escapeMarkdown(note)}`), '');
  if (answer.kind === 'comparison') {
    for (const { name, output } of answer.workloads) {
      if (output.equal !== false || output.firstDifference === null) continue;
      const { n, line, candidate, reference } = output.firstDifference;
      lines.push(
        `**Output of ${escapeMarkdown(name)} differs** at n = ${formatCount(n)}, line ${line}: ${inlineCode(candidate)} against ${inlineCode(reference)}.`,
        '',
      );
    }
  }
  for (const { message, remedy } of answer.failures) {
    lines.push(`> ${escapeMarkdown(message)} ${escapeMarkdown(remedy)}`, '');
  }
  for (const remark of describeRemarks(answer)) lines.push(`> ${escapeMarkdown(remark)}`, '');
  lines.push(
    `<sub>${escapeMarkdown(describeMachine(answer.machine))}. Touchstone ${answer.kind} ${answer.id}.</sub>`,
  );
  return `${lines.join('\n')}\n`;
}

function renderTable({ columns, rows }: ReportTable): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map(({ label }) => escapeMarkdown(label))),
    line(columns.map(({ numeric }) => (numeric ? '---:' : '---'))),
    ...rows.map((row) =>
      line(
        row.map(({ text, aside }) =>
          escapeMarkdown(aside === undefined ? text : `${text} ${aside}`),
        ),
      ),
    ),
  ];
}

/** A zero-width space after @ keeps a decorator or package name from mentioning a person. */
function escapeMarkdown(text: string): string {
  return text
    .replace(/[\\`*_{}[\]()#+!|~]/g, '\\$&')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/@/g, '@\u200B')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Code with a fence longer than any run of backticks inside. */
function inlineCode(text: string): string {
  const flat = text.replace(/\s+/g, ' ').replaceAll('|', '¦');
  const longest = Math.max(0, ...(flat.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${flat}${fence}` : `${fence} ${flat} ${fence}`;
}
