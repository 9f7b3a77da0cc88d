/** A report as one HTML file: readable without scripts (there are none), offline, on paper. */
import type { ComparedWorkload, ComparisonAnswer, ProfileAnswer } from '../model/answers';
import type { Failure } from '../model/failure';
import type { Finding } from '../model/finding';
import { formatCount, formatShare } from '../model/format-quantity';
import { escapeHtml } from './escape-html';
import { renderFlameSvg } from './flame-svg';
import { buildNames, tabulateNumbers, tabulateResources } from './numbers-table';
import type { ReportFlame, ReportInput } from './report-input';
import {
  describeMachine,
  describeRemarks,
  describeNoFindings,
  describeScope,
  formatFigures,
  formatFrame,
  formatHeadline,
  listCommands,
  listRunNotes,
  nameFinding,
  SEVERITY_MARKS,
  tabulateFrames,
  tabulateLedger,
} from './report-parts';
import { REPORT_STYLE } from './report-style';
import type { Cell, ReportTable } from './report-table';
import { renderScalingSvg } from './scaling-svg';

/** Frames by growth shown for each workload. */
const FRAMES_SHOWN = 12;

/** Notes on the runs that stand open below the numbers. */
const RUN_NOTES_SHOWN = 6;

/** Functions of a finding shown before the rest is folded. */
const FINDING_FRAMES_SHOWN = 4;

// Nothing may be fetched and nothing may run, whatever a profile's names contain.
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'";

/** The whole document. */
export function renderHtmlReport(input: ReportInput): string {
  const { answer } = input;
  const names = buildNames(answer).map(({ name }) => name);
  const title = `${answer.project.name}: ${names.join(' against ')}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>${REPORT_STYLE}</style>
</head>
<body>
<header>
<p class="dim">${escapeHtml(title)} · ${escapeHtml(answer.createdAt.slice(0, 16).replace('T', ' '))} UTC</p>
<h1>${escapeHtml(answer.verdict)}</h1>
<p class="dim">${escapeHtml(describeScope(answer))}</p>
</header>
<main>
${[
  renderFailures(answer.failures),
  renderVerdicts(answer),
  renderFindings(answer, names),
  renderNumbers(answer),
  renderOutputs(answer),
  renderScaling(input, names),
  renderFlames(input, names),
  renderMethod(answer),
]
  .filter((part) => part !== '')
  .join('\n')}
</main>
<footer>${escapeHtml(describeMachine(answer.machine))}<br>Touchstone, ${escapeHtml(answer.kind)} ${escapeHtml(answer.id)}, written ${escapeHtml(input.writtenAt.slice(0, 16).replace('T', ' '))} UTC</footer>
</body>
</html>
`;
}

/** The document for paper: what is folded on a screen stands open. */
export function unfoldReport(html: string): string {
  // All other text is escaped: this can only be the report's own.
  return html.replaceAll('<details>', '<details open>');
}

function section(title: string, aside: string, body: string): string {
  const small = aside === '' ? '' : ` <small>${escapeHtml(aside)}</small>`;
  const id = title.toLowerCase().replaceAll(' ', '-');
  return `<section id="${id}"><h2>${escapeHtml(title)}${small}</h2>${body}</section>`;
}

function renderVerdicts(answer: ComparisonAnswer | ProfileAnswer): string {
  // With one workload its verdict is the verdict.
  if (answer.workloads.length < 2) return '';
  const items = answer.workloads.map(({ name, verdict }) => {
    // A verdict may begin with its workload, as it does where it stands alone.
    const text = verdict.startsWith(`${name}: `) ? verdict.slice(name.length + 2) : verdict;
    return `<p><b>${escapeHtml(name)}</b> ${escapeHtml(text)}</p>`;
  });
  return section('By workload', '', items.join(''));
}

function renderFindings(
  answer: ComparisonAnswer | ProfileAnswer,
  names: readonly string[],
): string {
  const { findings, project } = answer;
  if (findings.length === 0) {
    return section('Findings', '', `<p class="dim">${escapeHtml(describeNoFindings(answer))}</p>`);
  }
  return section(
    'Findings',
    'most severe first',
    findings.map((finding) => renderFinding(finding, names, project.path)).join(''),
  );
}

function renderFinding(finding: Finding, names: readonly string[], projectPath: string): string {
  const { mark, word } = SEVERITY_MARKS[finding.severity];
  const evidence = finding.evidence.map(
    ({ text, pass }) =>
      `<li>${escapeHtml(text)} <span class="aside">${escapeHtml(pass)} pass</span></li>`,
  );
  const frames = finding.frames.map(
    (frame) =>
      `<li><code>${escapeHtml(formatFrame(frame, projectPath))}</code> <span class="aside">${escapeHtml(formatFigures(finding, frame, names))}</span></li>`,
  );
  const rest = frames.slice(FINDING_FRAMES_SHOWN);
  const more =
    rest.length === 0
      ? ''
      : `<details><summary>${rest.length} more functions</summary><ul>${rest.join('')}</ul></details>`;
  return `<article class="finding ${finding.severity}"><span class="severity">${mark} ${word}</span><div><b>${escapeHtml(nameFinding(finding))}</b> · ${escapeHtml(finding.workload)} <span class="aside">${escapeHtml(finding.confidence)} confidence</span><p>${escapeHtml(finding.title)}</p><ul>${evidence.join('')}${frames.slice(0, FINDING_FRAMES_SHOWN).join('')}</ul>${more}<p class="dim">${escapeHtml(finding.advice)} Refuted by: ${escapeHtml(finding.refutedBy)}</p></div><div class="number">${escapeHtml(formatHeadline(finding))}<small>${escapeHtml(finding.headline.caption)}</small></div></article>`;
}

function renderNumbers(answer: ComparisonAnswer | ProfileAnswer): string {
  const order =
    answer.kind === 'comparison'
      ? `pairs are ${buildNames(answer)
          .map(({ name }) => name)
          .join(' / ')}; `
      : '';
  return (
    section(
      'Numbers',
      `wall time with nothing attached; ${order}calls, syncs and bytes from passes of their own`,
      renderTable(tabulateNumbers(answer)) + renderRunNotes(answer),
    ) + section('CPU and memory', 'time pass', renderTable(tabulateResources(answer)))
  );
}

/** A few stand open; of a long run with a note for every size the rest is folded. */
function renderRunNotes(answer: ComparisonAnswer | ProfileAnswer): string {
  const notes = listRunNotes(answer).map((note) => `<li>${escapeHtml(note)}</li>`);
  const list = (items: readonly string[]) => `<ul class="dim">${items.join('')}</ul>`;
  if (notes.length <= RUN_NOTES_SHOWN) return notes.length === 0 ? '' : list(notes);
  return `<details><summary>${notes.length} notes on the runs</summary>${list(notes)}</details>`;
}

function renderTable({ columns, rows }: ReportTable): string {
  const head = columns.map(({ label, role, numeric }) => {
    const dot = role === undefined ? '' : `<span class="dot ${role}"></span>`;
    return `<th scope="col"${numeric ? ' class="n"' : ''}>${dot}${escapeHtml(label)}</th>`;
  });
  const body = rows.map((row) => {
    const cells = row.map(
      (each, index) =>
        `<td${columns[index]?.numeric === true ? ' class="n"' : ''}>${renderCell(each)}</td>`,
    );
    return `<tr>${cells.join('')}</tr>`;
  });
  return `<div class="scroll"><table><thead><tr>${head.join('')}</tr></thead><tbody>${body.join('')}</tbody></table></div>`;
}

function renderCell({ text, aside, code }: Cell): string {
  const value = code === true ? `<code>${escapeHtml(text)}</code>` : escapeHtml(text);
  return aside === undefined ? value : `${value} <span class="aside">${escapeHtml(aside)}</span>`;
}

function renderOutputs(answer: ComparisonAnswer | ProfileAnswer): string {
  if (answer.kind === 'recording') return '';
  return section('Output', '', answer.workloads.map(renderOutput).join(''));
}

function renderOutput({ name, output }: ComparedWorkload): string {
  const { equal, runsCompared, firstDifference, reason } = output;
  const word = equal === null ? 'not judged' : equal ? 'equal' : 'different';
  const runs = runsCompared > 0 ? ` in ${formatCount(runsCompared)} runs` : '';
  const why = reason === null ? '' : `: ${reason}`;
  const line = `<p><b>${escapeHtml(name)}</b> ${escapeHtml(`${word}${runs}${why}`)}</p>`;
  if (firstDifference === null) return line;
  const { n, line: at, candidate, reference } = firstDifference;
  return `${line}<pre>n = ${escapeHtml(formatCount(n))}, line ${at}\ncandidate: ${escapeHtml(candidate)}\nreference: ${escapeHtml(reference)}</pre>`;
}

function renderScaling({ answer, scaling }: ReportInput, names: readonly string[]): string {
  const blocks = scaling.flatMap(({ workload, metric, answer: plot }) => {
    const svg = renderScalingSvg(plot, workload);
    if (svg === null) return [];
    const basis = plot.perOperation ? 'per operation' : 'of the whole run';
    return [
      `<div><h3>${escapeHtml(workload)} <small>${metric === 'calls' ? 'exact calls' : 'wall time'} ${basis}, both axes logarithmic, 95 % intervals</small></h3>${svg}</div>`,
    ];
  });
  const frames = answer.workloads.flatMap((workload) => {
    const sides =
      'candidate' in workload.frames
        ? [workload.frames.candidate, workload.frames.reference]
        : [workload.frames];
    // A fit that the sizes do not decide says nothing about growth.
    const rows = sides.flatMap((frames, index) =>
      frames
        .filter(({ fit }) => fit.class !== null)
        .slice(0, FRAMES_SHOWN / sides.length)
        .map((frame) => ({ build: names[index] ?? '', frame })),
    );
    if (rows.length === 0) return [];
    return [
      `<h3>${escapeHtml(workload.name)} <small>functions that grow fastest and cost most</small></h3>${renderTable(tabulateFrames(rows, FRAMES_SHOWN, answer.project.path))}`,
    ];
  });
  if (blocks.length + frames.length === 0) return '';
  return section('Scaling', '', `<div class="columns">${blocks.join('')}</div>${frames.join('')}`);
}

function renderFlames({ flames, answer }: ReportInput, names: readonly string[]): string {
  if (flames.length === 0) return '';
  const title = answer.kind === 'comparison' ? 'Differential flame graphs' : 'Flame graphs';
  return section(title, '', flames.map((flame) => renderFlame(flame, names)).join(''));
}

function renderFlame(flame: ReportFlame, names: readonly string[]): string {
  const { answer, workload, n, metric, differential } = flame;
  const words = {
    cpu: 'CPU time',
    allocated: 'bytes allocated',
    syncs: 'syncs',
    waiting: 'waiting',
  };
  const what = words[metric];
  const basis = answer.perOperation ? ' per operation' : '';
  const legend = differential
    ? `<div class="legend"><span><i class="dot candidate"></i>more in ${escapeHtml(names[0] ?? '')}</span><span><i class="dot reference"></i>more in ${escapeHtml(names[1] ?? '')}</span><span><i class="noise"></i>inside the noise</span></div>`
    : '';
  const shown = `Showing ${formatCount(answer.shownNodes)} of ${formatCount(answer.totalNodes)} frames, ${formatShare(answer.shownShare)} of the cost. ${answer.notes.join(' ')}`;
  return `<figure class="figure"><h3>${escapeHtml(workload)} <small>${escapeHtml(`${what}${basis}, n = ${formatCount(n)}`)}</small></h3>${legend}${renderFlameSvg(flame, names)}<p class="aside">${escapeHtml(shown)}</p></figure>`;
}

function renderFailures(failures: readonly Failure[]): string {
  if (failures.length === 0) return '';
  const items = failures.map(({ message, remedy, detail }) => {
    const more = detail === undefined ? '' : `<pre>${escapeHtml(detail)}</pre>`;
    return `<li>${escapeHtml(message)} <span class="dim">${escapeHtml(remedy)}</span>${more}</li>`;
  });
  return section('What went wrong', '', `<ul>${items.join('')}</ul>`);
}

function listRemarks(answer: ComparisonAnswer | ProfileAnswer): string {
  const items = describeRemarks(answer).map((remark) => `<li>${escapeHtml(remark)}</li>`);
  return items.length === 0 ? '' : `<ul>${items.join('')}</ul>`;
}

function renderMethod(answer: ComparisonAnswer | ProfileAnswer): string {
  const commands = listCommands(answer.ledger).map(
    ({ build, command, cwd }) =>
      `<li>${escapeHtml(build)}: <code>${escapeHtml(command)}</code> <span class="aside">in ${escapeHtml(cwd)}</span></li>`,
  );
  return section(
    'How this was measured',
    'each pass is an execution of its own',
    `${listRemarks(answer)}<details><summary>Ledger of ${formatCount(answer.ledger.length)} passes</summary>${renderTable(tabulateLedger(answer.ledger))}</details><details><summary>Commands</summary><ul>${commands.join('')}</ul></details>`,
  );
}
