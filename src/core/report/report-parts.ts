/** Sentences and tables that every form of the report shares. */
import type {
  ComparisonAnswer,
  FrameGrowth,
  GrowthByMetric,
  LedgerEntry,
  ProfileAnswer,
} from '../model/answers';
import type { Finding, FindingFrame, Severity } from '../model/finding';
import {
  formatBytes,
  formatCount,
  formatExponent,
  formatPerOperation,
  formatQuantity,
  formatRatio,
  formatShare,
  formatTime,
  NOT_MEASURED,
} from '../model/format-quantity';
import type { MachineInfo } from '../model/instrument';
import { buildNames, chooseGrowthMetric, GROWTH_METRICS } from './numbers-table';
import { cell, codeCell, type Column, type ReportTable } from './report-table';

/** Shape and word of a severity: never colour alone. */
export const SEVERITY_MARKS: Record<Severity, { mark: string; word: string }> = {
  high: { mark: '■', word: 'High' },
  medium: { mark: '◆', word: 'Medium' },
  low: { mark: '▲', word: 'Low' },
};

/** Names of findings for people. */
export function nameFinding(finding: Finding): string {
  const words = finding.id.replaceAll('-', ' ').replace(/^gc\b/, 'GC');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The headline's number as it stands at the right of a finding. */
export function formatHeadline({ headline }: Finding): string {
  return formatQuantity(headline.value, headline.unit);
}

/** The line under the verdict: what was found, whether the answers agree, how it was measured. */
export function describeScope(answer: ComparisonAnswer | ProfileAnswer): string {
  const parts = [countFindings(answer.findings)];
  if (answer.kind === 'comparison') parts.push(describeOutputs(answer));
  const names = buildNames(answer).map(({ name }) => name);
  const runs = describeRuns(answer);
  if (runs !== null) {
    parts.push(`${names.join(' against ')}, medians of ${runs} with 95 % intervals.`);
  }
  if (answer.state === 'interrupted') parts.push('The run was interrupted before its end.');
  if (answer.state === 'failed') parts.push('The run failed before its end.');
  return parts.filter((part) => part !== '').join(' ');
}

/** What stands in the place of findings where there are none. */
export function describeNoFindings({ state }: ComparisonAnswer | ProfileAnswer): string {
  return state === 'complete'
    ? 'None: nothing stands out of the run-to-run noise.'
    : 'None in what was captured; the run did not come to its end.';
}

function countFindings(findings: readonly Finding[]): string {
  if (findings.length === 0) return 'No findings.';
  const counts = (['high', 'medium', 'low'] as const)
    .map((severity) => ({
      severity,
      count: findings.filter((finding) => finding.severity === severity).length,
    }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${count} ${severity}`);
  const last = counts.pop();
  const text = counts.length === 0 ? last : `${counts.join(', ')} and ${last}`;
  return `${text} finding${findings.length === 1 ? '' : 's'}.`;
}

function describeOutputs(answer: ComparisonAnswer): string {
  const judged = answer.workloads.filter(({ output }) => output.equal !== null);
  const different = judged.filter(({ output }) => output.equal === false);
  const runs = judged.reduce((sum, { output }) => sum + output.runsCompared, 0);
  if (judged.length === 0) return 'Outputs were not compared.';
  if (different.length === 0) return `Outputs equal in all ${formatCount(runs)} runs.`;
  return `Outputs differ in ${different.map(({ name }) => name).join(', ')}.`;
}

/** Runs behind each median of the candidate, as a range where sizes needed more or fewer; null without any. */
function describeRuns(answer: ComparisonAnswer | ProfileAnswer): string | null {
  const runs = answer.workloads.flatMap(({ sizes }) =>
    [...sizes].flatMap((size) => {
      const numbers = 'numbers' in size ? size.numbers : size.candidate;
      return numbers.wallMs === null ? [] : [numbers.wallMs.runs];
    }),
  );
  if (runs.length === 0) return null;
  const [least, most] = [Math.min(...runs), Math.max(...runs)];
  const manner = answer.kind === 'comparison' && answer.interleaved ? 'interleaved runs' : 'runs';
  const range =
    least === most ? formatCount(most) : `${formatCount(least)} to ${formatCount(most)}`;
  return `${range} ${most === 1 ? 'run' : manner}`;
}

/** What to know of the runs behind the medians, a sentence each, those of the largest sizes last; then where growth stays undecided. */
export function listRunNotes(answer: ComparisonAnswer | ProfileAnswer): string[] {
  return collectNotes(answer, (sizes) => sizes);
}

/** More notes than this bury the numbers that they are about. */
const NOTES_READ = 8;

/** Those worth reading at a glance: all where they are few, else of the largest sizes, and a sentence that counts the others. */
export function listTellingNotes(answer: ComparisonAnswer | ProfileAnswer): string[] {
  const all = listRunNotes(answer);
  if (all.length <= NOTES_READ) return all;
  const telling = collectNotes(answer, (sizes) => sizes.slice(-1));
  const left = all.length - telling.length;
  if (left === 0) return telling;
  return [
    ...telling,
    `${left} more ${left === 1 ? 'note' : 'notes'} on runs at smaller sizes: in the HTML report and the JSON.`,
  ];
}

function collectNotes(
  answer: ComparisonAnswer | ProfileAnswer,
  choose: <T extends { n: number }>(sizes: readonly T[]) => readonly T[],
): string[] {
  return answer.workloads.flatMap(({ name, sizes, growth }) => [
    ...choose<(typeof sizes)[number]>(sizes).flatMap((size) =>
      ('numbers' in size ? [size.numbers] : [size.candidate, size.reference]).flatMap(({ notes }) =>
        (notes ?? []).map((note) => `${name}, ${note}`),
      ),
    ),
    ...describeUndecided(
      name,
      buildNames(answer).map((each) => each.name),
      'candidate' in growth ? [growth.candidate, growth.reference] : [growth],
    ),
  ]);
}

/** Why no growth stands in the numbers, of each build whose steadiest metric has no class; nothing for one size, where nobody asked. */
function describeUndecided(
  workload: string,
  names: readonly string[],
  builds: readonly GrowthByMetric[],
): string[] {
  if (chooseGrowthMetric(builds) !== null) return [];
  return builds.flatMap((growth, index) => {
    const found = GROWTH_METRICS.find(({ metric }) => (growth[metric]?.sizes ?? 0) > 1);
    const fit = found === undefined ? undefined : growth[found.metric];
    if (found === undefined || fit?.reason == null) return [];
    return [
      `${workload}, ${names[index] ?? ''}: the growth of ${found.noun} is not decided. ${fit.reason}`,
    ];
  });
}

const FIGURE_WORDS: Record<string, string> = {
  'ms/op': ' per operation',
  'bytes/op': ' per operation',
  'syncs/op': ' syncs per operation',
};

/** A frame's figures with the names of their builds: `1.00 in candidate, none in sqlite`. */
export function formatFigures(
  { headline }: Finding,
  frame: FindingFrame,
  names: readonly string[],
): string {
  // Beside a headline of its own unit, a frame's figure has to say what it is.
  const what = frame.unit === undefined ? '' : (FIGURE_WORDS[frame.unit] ?? '');
  return [frame.candidate, frame.reference]
    .slice(0, names.length)
    .map((value, index) => {
      const figure =
        value === null ? 'none' : `${formatQuantity(value, frame.unit ?? headline.unit)}${what}`;
      return `${figure} in ${names[index] ?? ''}`;
    })
    .join(', ');
}

/** `name (file:line)`; files inside the project's folder without it. */
export function formatFrame(
  { function: name, file, line }: Pick<FindingFrame, 'function' | 'file' | 'line'>,
  projectPath: string,
): string {
  if (file === null) return name;
  return `${name} (${shortenPath(file, projectPath)}${line > 0 ? `:${line}` : ''})`;
}

/** A path relative to the project's folder; outside of it as it is. */
export function shortenPath(file: string, projectPath: string): string {
  const next = file[projectPath.length];
  const isInside = file.startsWith(projectPath) && (next === '/' || next === '\\');
  return isInside ? file.slice(projectPath.length + 1) : file;
}

/** Functions by growth, of all builds, at most `count`. */
export function tabulateFrames(
  frames: readonly { build: string; frame: FrameGrowth }[],
  count: number,
  projectPath: string,
): ReportTable {
  const columns: Column[] = [
    { label: 'build', numeric: false },
    { label: 'function', numeric: false },
    { label: 'of', numeric: false },
    { label: 'growth', numeric: true },
    { label: 'exponent', numeric: true },
    { label: 'per operation', numeric: true },
    { label: 'share', numeric: true },
  ];
  const rows = frames
    .slice(0, count)
    .map(({ build, frame }) => [
      cell(build),
      codeCell(formatFrame(frame, projectPath)),
      cell(METRIC_WORDS[frame.metric]),
      cell(frame.fit.class ?? NOT_MEASURED),
      cell(formatExponent(frame.fit)),
      cell(formatFrameAmount(frame)),
      cell(formatShare(frame.share)),
    ]);
  return { columns, rows };
}

const METRIC_WORDS: Record<FrameGrowth['metric'], string> = {
  calls: 'calls',
  'cpu-self': 'own CPU time',
  'cpu-total': 'CPU time',
  allocated: 'bytes',
};

function formatFrameAmount({ metric, perOperation }: FrameGrowth): string {
  if (metric === 'calls') return formatPerOperation(perOperation);
  return metric === 'allocated' ? formatBytes(perOperation) : formatTime(perOperation);
}

/** Every pass: how, how long, what was lost, and what went wrong. */
export function tabulateLedger(ledger: readonly LedgerEntry[]): ReportTable {
  const columns: Column[] = [
    { label: 'build', numeric: false },
    { label: 'workload', numeric: false },
    { label: 'n', numeric: true },
    { label: 'pass', numeric: false },
    { label: 'mechanism', numeric: false },
    { label: 'wall', numeric: true },
    { label: 'overhead', numeric: true },
    { label: 'samples', numeric: true },
    { label: 'lost', numeric: true },
    { label: 'notes', numeric: false },
  ];
  const rows = ledger.map((entry) => [
    cell(entry.build),
    cell(entry.workload),
    cell(formatCount(entry.n)),
    cell(entry.instrument),
    cell(entry.toolVersion === null ? entry.mechanism : `${entry.mechanism}; ${entry.toolVersion}`),
    cell(formatTime(entry.wallMs)),
    cell(entry.overhead === null ? NOT_MEASURED : formatRatio(entry.overhead)),
    cell(entry.samples === null ? NOT_MEASURED : formatCount(entry.samples)),
    cell(entry.lostSamples === null ? NOT_MEASURED : formatCount(entry.lostSamples)),
    cell([...(entry.failure === null ? [] : [entry.failure.message]), ...entry.notes].join(' ')),
  ]);
  return { columns, rows };
}

/** Distinct commands of the ledger, with their folder and what was set for them. */
export function listCommands(
  ledger: readonly LedgerEntry[],
): { build: string; command: string; cwd: string }[] {
  const seen = new Map<string, { build: string; command: string; cwd: string }>();
  for (const { build, command, cwd } of ledger) {
    const line = { build, command: command.map(quoteWord).join(' '), cwd };
    seen.set(JSON.stringify(line), line);
  }
  return [...seen.values()];
}

function quoteWord(word: string): string {
  return /^[\w@%+=:,./{}-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** What a reader of the numbers has to know of the builds and of the machine, a sentence each, the same once. */
export function describeRemarks(answer: ComparisonAnswer | ProfileAnswer): string[] {
  const builds =
    answer.kind === 'comparison' ? [answer.candidate, answer.reference] : [answer.build];
  const notes = builds.flatMap(({ name, notes: each }) =>
    (each ?? []).map((note) => `${name}: ${note}`),
  );
  const warnings = (answer.machine.warnings ?? []).map(({ text }) => text);
  return [...new Set([...warnings, ...notes])];
}

/** The machine in one line. */
export function describeMachine(machine: MachineInfo): string {
  const { cpu, cores, memoryBytes, os, kernel, node, hostname } = machine;
  if (cores === 0) return 'Made by another tool; its file does not name the machine';
  return `${cpu}, ${cores} cores, ${formatBytes(memoryBytes)} memory; ${os}, kernel ${kernel}; Node ${node}; ${hostname}`;
}
