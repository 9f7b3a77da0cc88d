/** Work that belongs before the loop is done again for each operation. */
import type { FindingFrame } from '../../model/finding';
import type { LoadedSize } from '../../model/loaded';
import type { ComparedView } from '../compare/compared-view';
import { formatCount, formatShare, formatTimes } from '../format-figure';
import { fact, frameOf, lastWhere, MOST_FRAMES, nameSeries } from './rule';
import type { ComparisonRule } from './rule';
import { findSetupFunctions } from './setup-candidates';
import type { SetupFunction } from './setup-candidates';
import { THRESHOLDS } from './thresholds';

const { setup } = THRESHOLDS;

/** See setup-candidates for what counts as setup; a file opened again for each operation counts by itself. */
export const repeatedSetup: ComparisonRule = (view, all) => {
  const functions = findSetupFunctions(view);
  const opens = findRepeatedOpen(view);
  if (functions.length === 0 && opens === null) return null;
  const { label: candidate } = view.candidate;
  const { label: reference } = view.reference;
  const evidence = functions.slice(0, 4).map((each) => describeFunction(view, each));
  const elsewhere = functions[0] === undefined ? [] : otherWorkloads(functions[0], view, all);
  if (elsewhere.length > 0) {
    evidence.push(
      fact(
        `${candidate} repeats ${functions[0]!.series.key.function} in ${elsewhere.join(', ')} too, whatever the workload does.`,
        elsewhere.length,
        'count',
        'calls',
      ),
    );
  }
  if (opens !== null) {
    evidence.push(
      fact(
        `${candidate} opens ${opens.path} ${formatCount(opens.count)} times in ${formatCount(opens.operations)} operations at n = ${formatCount(opens.n)}, ${reference} ${formatCount(opens.theirs)} times.`,
        opens.count / opens.operations,
        'calls/op',
        'syscalls',
      ),
    );
  }
  const first = functions[0];
  const isProven = functions.some(({ proof }) => proof === 'counterpart') || opens !== null;
  const subject = first === undefined ? `the opening of ${opens!.path}` : first.series.key.function;
  const value = first?.callsPerOperation ?? opens!.count / opens!.operations;
  return {
    id: 'repeated-setup',
    severity: (first?.cpuShare ?? 0) >= setup.highShare ? 'high' : 'medium',
    confidence: isProven ? 'high' : elsewhere.length > 0 ? 'medium' : 'low',
    workload: view.name,
    title: `${candidate} repeats ${subject} for each operation of ${view.name}; ${referenceClause(first, reference)}.`,
    headline: {
      value,
      unit: 'calls/op',
      caption: `${first?.series.key.function ?? 'opens'}, ${reference} ${first?.referenceCallsPerOperation == null ? 'none seen' : formatCount(first.referenceCallsPerOperation)}`,
    },
    evidence,
    frames: framesOf(functions),
    refutedBy:
      'Inputs of these calls that differ from one operation to the next, so that each result is needed and none can be kept.',
    advice:
      'Do it once and keep the result: prepare the statement, cache the schema or the parsed configuration, and drop it only when its source changes.',
  };
};

function referenceClause(first: SetupFunction | undefined, reference: string): string {
  if (first === undefined) return `${reference} does not`;
  return first.referenceCalls === null
    ? `${reference} has no such calls`
    : `${reference} calls it ${formatTimes(first.referenceCalls)} in a whole run`;
}

function describeFunction(view: ComparedView, each: SetupFunction) {
  const theirs =
    each.referenceCalls === null
      ? `${view.reference.label} has no such calls`
      : `${view.reference.label} ${formatTimes(each.referenceCalls)} in a whole run`;
  return fact(
    `${view.candidate.label} calls ${nameSeries(each.series)} ${formatTimes(each.callsPerOperation)} for each operation at every size, ${theirs}; ${formatShare(each.cpuShare)} of the CPU time at n = ${formatCount(each.n)} lies under it.`,
    each.callsPerOperation,
    'calls/op',
    'calls',
  );
}

function framesOf(functions: readonly SetupFunction[]): FindingFrame[] {
  return functions
    .slice(0, MOST_FRAMES)
    .map((each) => frameOf(each.series, each.callsPerOperation, each.referenceCallsPerOperation));
}

function otherWorkloads(
  first: SetupFunction,
  view: ComparedView,
  all: readonly ComparedView[],
): string[] {
  return all
    .filter((other) => other !== view)
    .filter((other) =>
      findSetupFunctions(other).some(
        ({ series }) =>
          series.key.function === first.series.key.function &&
          series.key.file === first.series.key.file,
      ),
    )
    .map((other) => other.name);
}

/** A path that the candidate opens for each operation and the reference does not open so often. */
function findRepeatedOpen(view: ComparedView) {
  const size = lastWhere(
    view.common,
    (each) => countOpens(each.candidateSize) !== null && countOpens(each.referenceSize) !== null,
  );
  if (size === null) return null;
  const { operations } = size;
  const theirs = Math.max(0, ...countOpens(size.referenceSize)!.values());
  for (const [path, count] of countOpens(size.candidateSize)!) {
    if (count < setup.opens || count / operations < setup.opensPerOperation) continue;
    if (theirs > setup.referenceShare * count) continue;
    return { path, count, theirs, operations, n: size.n };
  }
  return null;
}

/** Opens by path; null where opens were not traced. */
function countOpens(size: LoadedSize): Map<string, number> | null {
  const trace = size.syscalls;
  if (trace === null || !trace.traced.some((name) => /^open(at2?)?$/.test(name))) return null;
  const counts = new Map<string, number>();
  const { events } = trace;
  for (let row = 0; row < events.length; row += 1) {
    if (!/^open(at2?)?$/.test(trace.names[events.name[row]!]!)) continue;
    const path = trace.paths[events.path[row]!]!;
    // A failed open is a search along a path, not the reading of a file.
    if (path === '' || !(events.result[row]! >= 0)) continue;
    counts.set(path, (counts.get(path) ?? 0) + 1);
  }
  return counts;
}
