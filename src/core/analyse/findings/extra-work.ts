/** Work that the reference leaves out, while it does all else as often and gives the same output. */
import type { CommonSize, ComparedView } from '../compare/compared-view';
import { formatCount, formatMs, formatShare, formatTimes } from '../format-figure';
import { callPoints } from '../functions/function-growth';
import type { FunctionSeries } from '../functions/function-matrix';
import { fact, frameOf, lastWhere, MOST_FRAMES, nameSeries } from './rule';
import type { ComparisonRule } from './rule';
import { THRESHOLDS } from './thresholds';

const { extra, grows, setup, slower } = THRESHOLDS;

interface ExtraFunction {
  series: FunctionSeries;
  callsPerOperation: number;
  ms: number;
}

/**
 * Three things have to agree, for a helper that was merely moved, or a reference that is written otherwise, has functions of its own too:
 * every function that the reference calls is called as often by the candidate; the output is the same; and the CPU time under the function
 * is what the candidate takes beyond the reference, which itself hardly takes more time for more operations.
 */
export const extraWork: ComparisonRule = (view) => {
  const size = lastWhere(
    view.common,
    (each) =>
      each.candidateSize.calls !== null &&
      each.referenceSize.calls !== null &&
      each.candidateSize.cpu !== null,
  );
  if (size === null || view.output.equal !== true || !doesAllElse(view, size)) return null;
  const found = findExtra(view, size);
  const [first] = found;
  const cpuMs = view.candidate.matrix.sizes[size.candidateIndex]!.cpuMs;
  if (first === undefined || cpuMs === null || cpuMs <= 0) return null;
  const share = first.ms / cpuMs;
  if (share < setup.cpuShare || first.ms < setup.samples) return null;
  if (!isBeyondReference(view, size, share)) return null;
  const { label: candidate } = view.candidate;
  const { label: reference } = view.reference;
  const name = first.series.key.function;
  return {
    id: 'extra-work',
    severity: share >= extra.highShare ? 'high' : 'medium',
    confidence: 'medium',
    workload: view.name,
    title: `${candidate} calls ${name} for each operation of ${view.name}; ${reference} never does, does all else as often and prints the same.`,
    headline: {
      value: first.callsPerOperation,
      unit: 'calls/op',
      caption: `${name}, ${reference} 0`,
    },
    evidence: [
      fact(
        `${candidate} calls ${nameSeries(first.series)} ${formatTimes(first.callsPerOperation)} for each operation at every size, ${reference} never; all functions that ${reference} calls are called as often by ${candidate}.`,
        first.callsPerOperation,
        'calls/op',
        'calls',
      ),
      fact(
        `${formatShare(share)} of the CPU time of ${candidate} at n = ${formatCount(size.n)} lies under it: ${formatMs(first.ms)}.`,
        share,
        'share',
        'cpu',
      ),
    ],
    frames: found
      .slice(0, MOST_FRAMES)
      .map(({ series, callsPerOperation }) => frameOf(series, callsPerOperation, 0)),
    refutedBy: `An effect of ${name} beyond the output, such as a file or a message that somebody needs, or a built-in function that does the same in ${reference}.`,
    advice:
      'Ask first whether the result is wanted: format for a log only where it is on, work out a value where it is used.',
  };
};

/** Whether the candidate calls each function of the reference as often, and one of them for each operation. */
function doesAllElse(view: ComparedView, size: CommonSize): boolean {
  const pairs = new Map<FunctionSeries, number>();
  view.candidate.matrix.rows.forEach((series, row) => {
    const partner = view.namesakeOf(row);
    if (partner === null || !isCode(series)) return;
    const calls = series.costs[size.candidateIndex]!.calls;
    pairs.set(partner, (pairs.get(partner) ?? 0) + calls);
  });
  const slack = 3 + extra.slack * size.operations;
  let paired = 0;
  let most = 0;
  for (const [partner, ours] of pairs) {
    const theirs = partner.costs[size.referenceIndex]!.calls;
    if (Math.abs(ours - theirs) > slack) return false;
    paired += theirs;
    most = Math.max(most, theirs);
  }
  const all = view.reference.matrix.rows
    .filter(isCode)
    .reduce((sum, { costs }) => sum + costs[size.referenceIndex]!.calls, 0);
  return all - paired <= slack && most >= setup.callsPerOperation * size.operations;
}

function isCode({ kind }: FunctionSeries): boolean {
  return kind === 'own' || kind === 'library';
}

/** Functions with a name that run for each operation in the candidate and never in the reference, the most costly first. */
function findExtra(view: ComparedView, size: CommonSize): ExtraFunction[] {
  const { matrix } = view.candidate;
  return matrix.rows
    .flatMap((series, row): ExtraFunction[] => {
      const { function: name } = series.key;
      if (!isCode(series) || name === '' || /[(<]/.test(name)) return [];
      if ((view.counterpartOf(row)?.costs[size.referenceIndex]!.calls ?? 0) > 0) return [];
      const rates = callPoints(matrix, series).map(({ value, operations }) => value / operations);
      const [low, high] = [Math.min(...rates), Math.max(...rates)];
      if (rates.length < 2 || low < setup.callsPerOperation) return [];
      if (high > setup.mostCallsPerOperation || high - low > setup.flatness * high) return [];
      const { totalMs } = series.costs[size.candidateIndex]!;
      return [{ series, callsPerOperation: rates[rates.length - 1]!, ms: totalMs }];
    })
    .sort((a, b) => b.ms - a.ms);
}

/** Whether a share of the candidate's CPU time is time that the reference does not take, in this or in another function. */
function isBeyondReference(view: ComparedView, size: CommonSize, share: number): boolean {
  const cpu = view.sizes.find(({ n }) => n === size.n)?.ratio.cpu;
  const [ours, theirs] = [size.candidate.cpuMs, size.reference.cpuMs];
  const first = view.common[0]!;
  const theirFirst = first.reference.cpuMs;
  if (cpu == null || ours === null || theirs === null || theirFirst === null) return false;
  if (cpu.ci95[0] < slower.ratioLow || first === size) return false;
  const ms = share * ours.median;
  if (ours.median - theirs.median < extra.difference * ms) return false;
  return theirs.median - theirFirst.median <= grows.referenceMost * ms;
}
