/** A report for a pull request's comment. */
import type { ReportInput } from './report-input';

/** Markdown. */
export function renderMarkdownReport(input: ReportInput): string {
  return `# ${input.answer.verdict}\n`;
}
