/** The verdict of a workload in one sentence. */
import type { Finding } from '../../model/finding';
import { formatCount, formatMs, formatShare, formatTimes } from '../format-figure';
import type { BuildView } from './build-view';
import type { ComparedView } from './compared-view';

/** A verdict is read at a glance: the findings below it say the rest. */
const CLAUSES = 2;
const WHOLE_CLAUSES = 3;

/** What each finding adds to the sentence; findings that only repeat others add nothing. */
function clauseOf(finding: Finding, view: ComparedView): string | null {
  switch (finding.id) {
    case 'output-differs':
      return 'the answers differ';
    case 'grows-faster-than-reference': {
      if (finding.headline.unit === 'ratio') {
        return `rises ${formatCount(finding.headline.value)} times as much in ${view.candidate.label} as in ${view.reference.label}`;
      }
      const [candidate, reference] = finding.headline.caption.split(`, ${view.reference.label} `);
      return `grows as ${candidate ?? ''} in ${view.candidate.label}, ${reference ?? ''} in ${view.reference.label}`;
    }
    case 'sync-per-operation':
      return Math.round(finding.headline.value) === 1
        ? `every operation of ${view.candidate.label} waits for the disk`
        : `every operation of ${view.candidate.label} waits for the disk ${formatTimes(Math.round(finding.headline.value * 10) / 10)}`;
    case 'repeated-setup':
      return `${view.candidate.label} repeats ${finding.frames[0]?.function ?? 'its setup'} for each operation`;
    case 'allocation-churn':
      return `${view.candidate.label} allocates far more`;
    default:
      return null;
  }
}

/** One sentence over one workload of a comparison. */
export function sayComparedVerdict(view: ComparedView, findings: readonly Finding[]): string {
  const own = findings.filter(({ workload }) => workload === view.name);
  const clauses = own.flatMap((finding) => clauseOf(finding, view) ?? []);
  const times = sayTimes(view);
  const parts = [...new Set(clauses)];
  if (own.some(({ id }) => id === 'slower-than-reference') || parts.length === 0) parts.push(times);
  return `${view.name}: ${parts.slice(0, CLAUSES).join('; ')}.`;
}

function sayTimes(view: ComparedView): string {
  const { label: candidate } = view.candidate;
  const { label: reference } = view.reference;
  const last = view.sizes.findLast(({ ratio }) => ratio.wall !== null);
  const ratio = last?.ratio.wall;
  if (last === undefined || ratio == null) return `no times of both ${candidate} and ${reference}`;
  if (ratio.insideNoise) {
    return `no difference in time detected between ${candidate} and ${reference} at n = ${formatCount(last.n)}`;
  }
  return ratio.value >= 1
    ? `${candidate} takes ${formatCount(ratio.value)} times as long as ${reference} at n = ${formatCount(last.n)}`
    : `${candidate} takes ${formatShare(ratio.value)} of the time of ${reference} at n = ${formatCount(last.n)}`;
}

/** One sentence over one workload of a single build. */
export function sayVerdict(view: BuildView, findings: readonly Finding[]): string {
  const name = view.workload.record.name;
  const wall = view.growth.wall;
  const index = view.numbers.findLastIndex(({ wallMs }) => wallMs !== null);
  const numbers = view.numbers[index];
  if (numbers?.wallMs == null) return `${name}: no run ended well, so there is no time.`;
  const parts = [
    `${view.label} takes ${formatMs(numbers.wallMs.median)} at n = ${formatCount(view.sizes[index]!.record.n)}`,
  ];
  const calls = view.growth.calls;
  if (wall?.class != null) parts.push(`wall time grows as ${wall.class}`);
  if (calls?.class != null) parts.push(`calls grow as ${calls.class}`);
  const sync = findings.find(
    ({ id, workload }) => id === 'sync-per-operation' && workload === name,
  );
  if (sync !== undefined) parts.push('every operation waits for the disk');
  return `${name}: ${parts.join(', ')}.`;
}

/**
 * One sentence over all workloads: what the severe findings lead with, workloads that share it named together. `measured` of them
 * have times: of the others it cannot be said that they show no pattern.
 */
export function sayWholeVerdict(
  findings: readonly Finding[],
  verdicts: readonly string[],
  names: { candidate: string; reference: string | null },
  measured: number,
): string {
  const { candidate, reference } = names;
  if (verdicts.length === 0) return `${candidate} has no workload that was measured.`;
  if (findings.length === 0 && measured === 0) {
    return reference === null
      ? `Nothing can be said of ${candidate}: no run of it ended well.`
      : `Nothing can be said of ${candidate} against ${reference}: there are no times of both.`;
  }
  if (findings.length === 0) {
    const where = countOf(measured, verdicts.length);
    return reference === null
      ? `${candidate} shows none of the failure patterns on ${where}.`
      : `${candidate} shows no failure pattern against ${reference} on ${where}.`;
  }
  const severe = findings.filter(({ severity }) => severity === 'high');
  const shown = severe.length > 0 ? severe : findings;
  const workloads = new Set(shown.map(({ workload }) => workload));
  const byClause = new Map<string, string[]>();
  for (const verdict of verdicts) {
    const colon = verdict.indexOf(': ');
    const name = verdict.slice(0, colon);
    if (!workloads.has(name)) continue;
    const clause = verdict.slice(colon + 2).split(/; |\.$/)[0]!;
    byClause.set(clause, [...(byClause.get(clause) ?? []), name]);
  }
  const parts = [...byClause].map(([clause, who]) => `${who.join(', ')}: ${clause}`);
  return `${parts.slice(0, WHOLE_CLAUSES).join('; ')}.`;
}

function countOf(measured: number, workloads: number): string {
  if (measured < workloads)
    return `${measured} of ${workloads} workloads; the others have no times`;
  return workloads === 1 ? 'its workload' : `${workloads} workloads`;
}
