/** Copies of whole structures, made for each operation. */
import type { FindingFrame } from '../../model/finding';
import { callPoints } from '../functions/function-growth';
import type { FunctionSeries } from '../functions/function-matrix';
import type { CommonSize, ComparedView } from '../compare/compared-view';
import { formatBytes } from '../../model/format-quantity';
import { formatCount, formatShare } from '../format-figure';
import { rankByOwnedTime } from './guilty-frames';
import { fact, frameOf, lastWhere, MOST_FRAMES, nameSeries } from './rule';
import type { ComparisonRule } from './rule';
import { THRESHOLDS } from './thresholds';

const { copy } = THRESHOLDS;
/** Verbs of copying, a convention of most languages and of the run times' own functions. */
const COPY_VERB =
  /(^|[._#a-z])(structuredClone|deepcopy|(deep)?[cC]lone|(deep)?[cC]opy|duplicate)(?![a-z])/;

interface Copy {
  series: FunctionSeries;
  calls: number;
  reference: number | null;
  cpuShare: number;
  bytesShare: number;
  bytes: number;
}

/** A function that says it copies, called for each operation, with a part of CPU or bytes that matters and no such part in the reference. */
export const deepCopy: ComparisonRule = (view) => {
  const size = lastWhere(
    view.common,
    ({ candidateSize }) => candidateSize.calls !== null && candidateSize.cpu !== null,
  );
  if (size === null) return null;
  const copies = view.common
    .flatMap((each) => findCopies(view, each).map((found) => ({ ...found, n: each.n })))
    .sort((a, b) => b.cpuShare + b.bytesShare - a.cpuShare - a.bytesShare);
  const first = copies[0];
  if (first === undefined) return null;
  const unique = copies.filter(
    (each, i) => copies.findIndex((c) => c.series === each.series) === i,
  );
  const { label: candidate } = view.candidate;
  const { label: reference } = view.reference;
  const theirs =
    first.reference === null ? 'has no such calls' : `makes ${formatCount(first.reference)}`;
  return {
    id: 'deep-copy',
    severity:
      first.cpuShare >= copy.highShare || first.bytesShare >= copy.highBytesShare
        ? 'high'
        : 'medium',
    confidence: first.reference === null ? 'medium' : 'high',
    workload: view.name,
    title: `${candidate} copies whole structures for each operation of ${view.name}, in ${first.series.key.function}.`,
    headline: {
      value: first.calls,
      unit: 'calls/op',
      caption: `${first.series.key.function}, ${reference} ${first.reference === null ? 'none seen' : formatCount(first.reference)}`,
    },
    evidence: [
      fact(
        `${candidate} calls ${nameSeries(first.series)} ${formatCount(first.calls)} times for each operation at n = ${formatCount(first.n)}; ${reference} ${theirs}.`,
        first.calls,
        'calls/op',
        'calls',
      ),
      fact(
        `${formatShare(first.cpuShare)} of the CPU time of ${candidate} lies under it.`,
        first.cpuShare,
        'share',
        'cpu',
      ),
      ...(first.bytes > 0
        ? [
            fact(
              `It allocates ${formatBytes(first.bytes)} for each operation.`,
              first.bytes,
              'bytes/op',
              'alloc',
            ),
          ]
        : []),
    ],
    frames: withOwners(
      view,
      first,
      unique.map((each) => frameOf(each.series, each.calls, each.reference)),
    ),
    refutedBy: 'Callers that change the copy: then each of them needs one of its own.',
    advice: 'Share the structure and keep it unchanged, or copy only the part that is changed.',
  };
};

/** Behind a copy that the run time makes: the functions of the project that spend the time, for one of them asked for it. */
function withOwners(
  view: ComparedView,
  { series, n }: Copy & { n: number },
  frames: FindingFrame[],
): FindingFrame[] {
  const size = view.common.find((each) => each.n === n);
  if (series.kind !== 'runtime' || size === undefined) return frames.slice(0, MOST_FRAMES);
  const owners = rankByOwnedTime(view, size).filter(
    (each) => !frames.some((frame) => frame.function === each.function && frame.file === each.file),
  );
  return [...frames.slice(0, MOST_FRAMES - 2), ...owners.slice(0, 2)];
}

function findCopies(view: ComparedView, size: CommonSize): Copy[] {
  const { matrix } = view.candidate;
  const totals = matrix.sizes[size.candidateIndex]!;
  if (totals.cpuMs === null || totals.cpuMs <= 0 || totals.calls === null) return [];
  return matrix.rows.flatMap((series, row): Copy[] => {
    if (!COPY_VERB.test(series.key.function)) return [];
    // The run time's own copying, such as Python's copy.deepcopy, counts as well: somebody asked for it.
    if (series.kind !== 'own' && series.kind !== 'library' && series.kind !== 'runtime') return [];
    const costs = series.costs[size.candidateIndex]!;
    const calls = costs.calls / size.operations;
    if (calls < copy.callsPerOperation * THRESHOLDS.setup.callsPerOperation) return [];
    const cpuShare = costs.totalMs / totals.cpuMs!;
    const bytesShare =
      totals.allocatedBytes === null || totals.allocatedBytes <= 0
        ? 0
        : costs.ownedBytes / totals.allocatedBytes;
    const matters =
      (cpuShare >= copy.cpuShare && costs.totalMs >= copy.cpuMs) || bytesShare >= copy.bytesShare;
    if (!matters) return [];
    const partner = view.counterpartOf(row);
    const points = partner === null ? [] : callPoints(view.reference.matrix, partner);
    const theirs = points.find(({ n }) => n === size.n);
    const reference = theirs === undefined ? null : theirs.value / theirs.operations;
    if (reference !== null && calls < copy.ratio * reference) return [];
    return [
      { series, calls, reference, cpuShare, bytesShare, bytes: costs.ownedBytes / size.operations },
    ];
  });
}
