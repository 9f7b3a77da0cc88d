/** A stored recording or comparison → a document. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { ComparisonAnswer, ProfileAnswer } from '../../core/model/answers';
import type { Failure } from '../../core/model/failure';
import { fail, succeed, type Result } from '../../core/model/result';
import type { FlameMetric, FlameQuestion, Subject } from '../../core/model/view-answers';
import { renderHtmlReport, unfoldReport } from '../../core/report/render-html';
import { renderJsonReport } from '../../core/report/render-json';
import { renderMarkdownReport } from '../../core/report/render-markdown';
import type { ReportFlame, ReportInput, ReportScaling } from '../../core/report/report-input';
import type { AnalysisService } from '../analysis/questions';

/** Formats of a report. */
export type ReportFormat = 'html' | 'md' | 'json';

/** Width for which flame graphs are laid out; the page scales them. */
const FLAME_WIDTH_PX = 1160;

/** The text of a report; `paper` is HTML with nothing folded. Fails as the analysis does. */
export async function renderReport(
  analysis: AnalysisService,
  subject: Subject,
  format: ReportFormat | 'paper',
): Promise<Result<string, Failure>> {
  const summary = await analysis.ask('summary', { subject });
  if (!summary.ok) return summary;
  if (format === 'json') return succeed(renderJsonReport(summary.value));
  const input: ReportInput = {
    answer: summary.value,
    scaling: [],
    flames: [],
    writtenAt: new Date().toISOString(),
  };
  if (format === 'md') return succeed(renderMarkdownReport(input));
  input.scaling = await askScaling(analysis, subject, summary.value);
  input.flames = await askFlames(analysis, subject, summary.value);
  const html = renderHtmlReport(input);
  return succeed(format === 'paper' ? unfoldReport(html) : html);
}

/** Writes a report; folders on the way are made. Fails with `storage` where the file cannot be written. */
export async function exportReport(
  analysis: AnalysisService,
  subject: Subject,
  format: ReportFormat,
  path: string,
): Promise<Result<{ path: string }, Failure>> {
  const text = await renderReport(analysis, subject, format);
  if (!text.ok) return text;
  const absolute = resolve(path);
  try {
    await mkdir(dirname(absolute), { recursive: true });
    await writeFile(absolute, text.value);
  } catch (error) {
    return fail({
      kind: 'storage',
      message: `The report cannot be written to ${absolute}: ${error instanceof Error ? error.message : String(error)}.`,
      remedy: 'Choose a file in a folder that you may write to.',
    });
  }
  return succeed({ path: absolute });
}

async function askScaling(
  analysis: AnalysisService,
  subject: Subject,
  answer: ComparisonAnswer | ProfileAnswer,
): Promise<ReportScaling[]> {
  const plots: ReportScaling[] = [];
  for (const { name, sizes } of answer.workloads) {
    if (sizes.length < 2) continue;
    // Wall time is what one waits for, exact calls are what proves how it grows.
    for (const metric of ['wall', 'calls'] as const) {
      const question = { subject, workload: name, metric, frame: null };
      const scaling = await analysis.ask('scaling', question);
      if (scaling.ok) plots.push({ workload: name, metric, answer: scaling.value });
    }
  }
  return plots;
}

/** CPU always, syncs where there are any: the graphs that findings are about. */
async function askFlames(
  analysis: AnalysisService,
  subject: Subject,
  answer: ComparisonAnswer | ProfileAnswer,
): Promise<ReportFlame[]> {
  const metrics: readonly FlameMetric[] = ['cpu', 'syncs'];
  const differential = answer.kind === 'comparison';
  const flames: ReportFlame[] = [];
  for (const { name, sizes } of answer.workloads) {
    const n = sizes.at(-1)?.n;
    if (n === undefined) continue;
    for (const metric of metrics) {
      const question: FlameQuestion = {
        subject,
        workload: name,
        n,
        metric,
        mode: 'merged',
        side: differential ? 'difference' : 'candidate',
        basis: 'absolute',
        filter: { thread: null, onlyOwnCode: false, collapseRecursion: false, focus: null },
        root: null,
        widthPx: FLAME_WIDTH_PX,
        search: null,
      };
      const flame = await analysis.ask('flame', question);
      if (flame.ok && flame.value.length > 0) {
        flames.push({ workload: name, n, metric, differential, answer: flame.value });
      }
    }
  }
  return flames;
}
