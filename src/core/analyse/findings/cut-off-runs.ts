/** What a run says that was ended at its time limit: it would have taken longer, so its time is a lower bound. */
import type { LoadedSize } from '../../model/loaded';
import type { TimeRun } from '../../model/recording';
import type { CommonSize, ComparedView } from '../compare/compared-view';
import { queueMsOf } from '../statistics/describe-runs';
import { THRESHOLDS } from './thresholds';

const { grows } = THRESHOLDS;

/** A candidate that did not end at one size, where the reference did. */
export interface CutRun {
  size: CommonSize;
  /** Wall time until the run was ended, in ms. */
  atLeastMs: number;
  /** Median wall time of the reference at that size, in ms. */
  referenceMs: number;
}

/** The smallest size at which the candidate ran into the time limit while it computed, and the reference ended; null without one. */
export function findCutRun({ common }: ComparedView): CutRun | null {
  for (const size of common) {
    const run = cutRunOf(size.candidateSize);
    if (run === null || size.reference.wallMs === null) continue;
    return { size, atLeastMs: run.wallMs, referenceMs: size.reference.wallMs.median };
  }
  return null;
}

/** A cut run with the largest size before it that both builds were measured at. */
export interface CutContrast extends CutRun {
  before: { n: number; candidateMs: number; referenceMs: number };
}

/**
 * A cut run whose time has grown faster than the work between the size before and its own, and four times as much as the reference's:
 * a cost of each item, whatever it is, rises by no more than the number of items. Null otherwise.
 */
export function contrastCutRun(view: ComparedView): CutContrast | null {
  const cut = findCutRun(view);
  if (cut === null) return null;
  const { size, atLeastMs, referenceMs } = cut;
  const smaller = view.common.filter(
    ({ n, candidate, reference }) =>
      n < size.n && candidate.wallMs !== null && reference.wallMs !== null,
  );
  const before = smaller[smaller.length - 1];
  if (before === undefined) return null;
  const candidateMs = before.candidate.wallMs!.median;
  const rise = atLeastMs / candidateMs;
  const referenceRise = Math.max(1, referenceMs / before.reference.wallMs!.median);
  const work = Math.max(size.n / before.n, size.operations / before.operations);
  if (rise < Math.max(grows.cutRise * referenceRise, work ** (1 + grows.exponent))) return null;
  if (atLeastMs < grows.cutRise * referenceMs) return null;
  return {
    ...cut,
    before: { n: before.n, candidateMs, referenceMs: before.reference.wallMs!.median },
  };
}

/** The longest run of a size that was ended at its time limit, unless it waited for half of it: then it may just hang. */
function cutRunOf({ record }: LoadedSize): TimeRun | null {
  if (record.failure?.kind !== 'target-timeout') return null;
  const [longest] = record.runs
    .filter(({ exitCode }) => exitCode !== 0)
    .sort((a, b) => b.wallMs - a.wallMs);
  if (longest === undefined) return null;
  const { wallMs, cpuMs } = longest;
  const waitedMs = cpuMs === null ? 0 : wallMs - cpuMs - (queueMsOf(longest) ?? 0);
  return waitedMs > wallMs / 2 ? null : longest;
}
