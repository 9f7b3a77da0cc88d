/** The answer as JSON: the document that `--json` prints. */
import type { ComparisonAnswer, ProfileAnswer } from '../model/answers';

/** One document, indented, with a line break at its end. Numbers that JSON cannot hold become null. */
export function renderJsonReport(answer: ComparisonAnswer | ProfileAnswer): string {
  return `${JSON.stringify(answer, null, 2)}\n`;
}
