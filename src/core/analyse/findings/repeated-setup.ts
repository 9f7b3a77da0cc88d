/** Work that belongs before the loop is done again for each operation. */
import type { Finding, FindingFrame } from '../../model/finding';
import type { LoadedSize } from '../../model/loaded';
import type { CommonSize, ComparedView } from '../compare/compared-view';
import { countOutside } from '../compare/count-outside';
import { formatCount, formatShare, formatTimes } from '../format-figure';
import { rankByOwnedTime } from './guilty-frames';
import { findRepeatedWork, findSampledSetup } from './repeated-work';
import { fact, frameOf, lastWhere, MOST_FRAMES, nameSeries, shortenPath } from './rule';
import type { ComparisonRule } from './rule';
import { findSetupFunctions } from './setup-candidates';
import type { SetupFunction } from './setup-candidates';
import { countOpens } from './system-calls';
import { THRESHOLDS } from './thresholds';

const { setup } = THRESHOLDS;

/** See setup-candidates for what counts as setup; a file opened again for each operation counts by itself. */
export const repeatedSetup: ComparisonRule = (view, all) => {
  const functions = findSetupFunctions(view);
  const repeated = findRepeatedCall(view);
  if (functions.length === 0 && repeated === null) return describeWork(view);
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
  if (repeated !== null) {
    evidence.push(
      fact(
        `${candidate} ${VERBS[repeated.kind](repeated.path)} ${formatTimes(repeated.count)} in ${formatCount(repeated.operations)} operations at n = ${formatCount(repeated.n)}, ${reference} ${formatTimes(repeated.theirs)}.`,
        repeated.count / repeated.operations,
        'calls/op',
        'syscalls',
      ),
    );
  }
  const first = functions[0];
  const isProven = functions.some(({ proof }) => proof === 'counterpart') || repeated !== null;
  const subject =
    first === undefined ? NOUNS[repeated!.kind](repeated!.path) : first.series.key.function;
  const value = first?.callsPerOperation ?? repeated!.count / repeated!.operations;
  return {
    id: 'repeated-setup',
    severity: (first?.cpuShare ?? 0) >= setup.highShare ? 'high' : 'medium',
    confidence: isProven ? 'high' : elsewhere.length > 0 ? 'medium' : 'low',
    workload: view.name,
    title: `${candidate} repeats ${subject} for each operation of ${view.name}; ${referenceClause(first, reference)}.`,
    headline: {
      value,
      unit: 'calls/op',
      caption: captionOf(first, repeated, reference),
    },
    evidence,
    frames: functions.length > 0 ? framesOf(functions) : rankAtLargest(view),
    refutedBy: REFUTED_BY,
    advice: ADVICE,
  };
};

/** Without a function or a file that is prepared again by name: by the calls of what the project's own function uses. */
function describeWork(view: ComparedView): Finding | null {
  const work = findRepeatedWork(view);
  if (work === null) return describeSampled(view);
  const { label: candidate } = view.candidate;
  const { label: reference } = view.reference;
  const { size, callsPerOperation, share, times } = work;
  const theirs = times === 1 ? 'once' : formatTimes(times);
  const names = work.functions.slice(0, 3).map((each) => nameSeries(each));
  const frames = rankOwnFirst(view, size);
  const subject = frames[0] === undefined ? '' : ` under ${frames[0].function}`;
  return {
    id: 'repeated-setup',
    severity: work.cpuRatioLow >= 1 / (1 - setup.highShare) ? 'high' : 'medium',
    confidence: 'medium',
    workload: view.name,
    title: `Each operation of ${view.name} does again${subject} what ${reference} does ${theirs} in a run.`,
    headline: {
      value: callsPerOperation,
      unit: 'calls/op',
      caption: `calls of work that ${reference} does ${theirs} in a run`,
    },
    evidence: [
      fact(
        `${candidate} makes ${formatCount(Math.round(callsPerOperation))} calls for each operation, ${formatShare(share)} of all that it makes, of functions that ${reference} calls ${times === 1 ? 'as often' : `${formatTimes(times)} as often`} in its whole run, however many operations it has: ${names.join(', ')}.`,
        callsPerOperation,
        'calls/op',
        'calls',
      ),
    ],
    frames,
    refutedBy: REFUTED_BY,
    advice: ADVICE,
  };
}

/** Without exact calls of either build: what samples show, told with low confidence. */
function describeSampled(view: ComparedView): Finding | null {
  const found = findSampledSetup(view);
  if (found === null) return null;
  const { label: candidate } = view.candidate;
  const { label: reference } = view.reference;
  const { size, series, share, theirs, ms } = found;
  const own = rankOwnFirst(view, size).slice(0, MOST_FRAMES - 1);
  return {
    id: 'repeated-setup',
    severity: share >= setup.highShare ? 'high' : 'medium',
    confidence: 'low',
    workload: view.name,
    title: `${candidate} spends ${formatShare(share)} of its CPU time on ${view.name} in ${series.key.function}, ${reference} ${formatShare(theirs)}.`,
    headline: {
      value: share,
      unit: 'share',
      caption: `of CPU time, ${reference} ${formatShare(theirs)}`,
    },
    evidence: [
      fact(
        `At n = ${formatCount(size.n)} ${formatCount(Math.round(ms))} ms of CPU time of ${candidate} lie under ${nameSeries(series)}, and as large a part at the other sizes; no calls could be counted.`,
        share,
        'share',
        'cpu',
      ),
    ],
    frames: [
      ...own.slice(0, 1),
      frameOf(series, ms / size.operations, null, 'ms/op'),
      ...own.slice(1),
    ],
    refutedBy: REFUTED_BY,
    advice: ADVICE,
  };
}

/** What spends the time beyond the reference, the project's own functions first: one of them asked for it. */
function rankOwnFirst(view: ComparedView, size: CommonSize): FindingFrame[] {
  const frames = rankByOwnedTime(view, size);
  const isOwn = (frame: FindingFrame) =>
    view.candidate.matrix.rows.some(
      ({ kind, key }) =>
        kind === 'own' && key.function === frame.function && key.file === frame.file,
    );
  return [...frames.filter(isOwn), ...frames.filter((frame) => !isOwn(frame))];
}

const REFUTED_BY =
  'Inputs of these calls that differ from one operation to the next, so that each result is needed and none can be kept.';
const ADVICE =
  'Do it once and keep the result: prepare the statement, cache the schema or the parsed configuration, and drop it only when its source changes.';

const VERBS = {
  open: (path: string) => `opens ${shortenPath(path)}`,
  connect: () => 'makes a connection',
  start: () => 'starts a process',
};
const NOUNS = {
  open: (path: string) => `the opening of ${shortenPath(path)}`,
  connect: () => 'the making of a connection',
  start: () => 'the start of a process',
};

function captionOf(
  first: SetupFunction | undefined,
  repeated: RepeatedCall | null,
  reference: string,
): string {
  if (first === undefined) {
    const noun = { open: 'opens', connect: 'connections', start: 'processes' }[repeated!.kind];
    return `${noun}, ${reference} ${formatCount(repeated!.theirs / repeated!.operations)}`;
  }
  const theirs = first.referenceCallsPerOperation;
  return `${first.series.key.function}, ${reference} ${theirs === null ? 'none seen' : formatCount(theirs)}`;
}

/** Who spends the time that the reference does not, where no function stands out by its calls. */
function rankAtLargest(view: ComparedView): FindingFrame[] {
  const size = lastWhere(view.common, ({ candidateSize }) => candidateSize.cpu !== null);
  return size === null ? [] : rankOwnFirst(view, size);
}

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

/** A call of the system that stands for setup, made for each operation. */
interface RepeatedCall {
  kind: 'open' | 'connect' | 'start';
  path: string;
  count: number;
  theirs: number;
  operations: number;
  n: number;
}

/**
 * A file opened, a connection made or a process started for each operation by the candidate and not so often by the reference. Opens
 * count by path, for a path that is the same in each operation gives the same; connections and children count in all.
 */
function findRepeatedCall(view: ComparedView): RepeatedCall | null {
  for (const kind of ['start', 'connect', 'open'] as const) {
    const size = lastWhere(
      view.common,
      ({ candidateSize, referenceSize }) =>
        countCalls(candidateSize, kind) !== null && countCalls(referenceSize, kind) !== null,
    );
    if (size === null) continue;
    const { operations, n } = size;
    const ours = countCalls(size.candidateSize, kind)!;
    const theirs = Math.max(0, ...countCalls(size.referenceSize, kind)!.values());
    const least = kind === 'open' ? setup.opens : setup.starts;
    for (const [path, count] of ours) {
      if (count < least || count / operations < setup.opensPerOperation) continue;
      if (theirs > setup.referenceShare * count) continue;
      return { kind, path, count, theirs, operations, n };
    }
  }
  return null;
}

/** Opens by path; connections and starts in one sum, for they are one thing under many names. Null where not traced. */
function countCalls(
  { syscalls }: LoadedSize,
  kind: RepeatedCall['kind'],
): Map<string, number> | null {
  if (kind === 'open') return countOpens(syscalls);
  const outside = countOutside(syscalls);
  if (outside === null) return null;
  return new Map([['', kind === 'connect' ? outside.connections : outside.childStarts]]);
}
