/** A report as one HTML file. */
import type { ReportInput } from './report-input';

/** HTML that asks nothing of the network. */
export function renderHtmlReport(input: ReportInput): string {
  return `<!doctype html><title>${input.answer.id}</title>`;
}
