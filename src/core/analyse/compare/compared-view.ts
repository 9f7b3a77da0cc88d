/** Two builds on one workload, with the sizes that both have and the functions paired. */
import type { BuildNumbers, ComparedSize, OutputAnswer } from '../../model/answers';
import type { LoadedSize } from '../../model/loaded';
import type { FoundPair } from '../../model/function-pairing';
import type { FunctionPair } from '../../model/project';
import { alignFunctions, nameRows } from '../diff/align-functions';
import type { Alignment } from '../diff/align-functions';
import { matchFunctions, SHARED_SYMBOLS, shareOfPaired } from '../diff/match-functions';
import type { FunctionCosts, FunctionSeries } from '../functions/function-matrix';
import { estimateRatio } from '../statistics/estimate-ratio';
import type { BuildView } from './build-view';
import { compareOutputs } from './compare-outputs';
import { cpuTimes, measureSize, peakSizes, undisturbedTimes, wallTimes } from './measure-size';

/** A size that both builds have. */
export interface CommonSize {
  n: number;
  operations: number;
  /** Index into the sizes of each build. */
  candidateIndex: number;
  referenceIndex: number;
  candidate: BuildNumbers;
  reference: BuildNumbers;
  candidateSize: LoadedSize;
  referenceSize: LoadedSize;
}

/** See above. */
export interface ComparedView {
  name: string;
  candidate: BuildView;
  reference: BuildView;
  /** Ascending by n. */
  common: readonly CommonSize[];
  sizes: ComparedSize[];
  output: OutputAnswer;
  /** True when the builds share so many functions that a missing one means something. */
  sharesSymbols: boolean;
  /**
   * The reference's functions that pair with the candidate's row, summed by size; null where there is none. Pairs that were found
   * without a name are among them, but those by place alone: a rule may be silenced by such a pair, never fire because of it.
   */
  counterpartOf(row: number): FunctionSeries | null;
  /** The same by equal names, in whatever spelling, and the user's word alone: a counterpart that proves something. */
  namesakeOf(row: number): FunctionSeries | null;
  /** Pairs found without equal names, those by place alone included. */
  found: readonly FoundPair[];
}

/** Lays two builds beside each other. */
export function viewComparison(
  candidate: BuildView,
  reference: BuildView,
  byHand: readonly FunctionPair[] = [],
): ComparedView {
  const common = candidate.sizes.flatMap((size, candidateIndex): CommonSize[] => {
    const referenceIndex = reference.sizes.findIndex((each) => each.record.n === size.record.n);
    if (referenceIndex < 0) return [];
    return [
      {
        n: size.record.n,
        operations: size.record.operations > 0 ? size.record.operations : 1,
        candidateIndex,
        referenceIndex,
        candidate: candidate.numbers[candidateIndex]!,
        reference: reference.numbers[referenceIndex]!,
        candidateSize: size,
        referenceSize: reference.sizes[referenceIndex]!,
      },
    ];
  });
  const pairs = pairRows(candidate, reference, byHand);
  return {
    name: candidate.workload.record.name,
    candidate,
    reference,
    common,
    sizes: compareSizes(candidate, reference),
    output: compareOutputs(candidate.workload, reference.workload),
    sharesSymbols: pairs.share >= SHARED_SYMBOLS,
    counterpartOf: (row) => pairs.partners[row] ?? null,
    namesakeOf: (row) => pairs.namesakes[row] ?? null,
    found: pairs.found,
  };
}

function pairRows(candidate: BuildView, reference: BuildView, byHand: readonly FunctionPair[]) {
  const [ours, theirs] = [nameRows(candidate.matrix.rows), nameRows(reference.matrix.rows)];
  const partnersBy = (alignment: Alignment) => {
    const groups = new Map<number, FunctionSeries>();
    alignment.reference.forEach((group, row) => {
      const series = reference.matrix.rows[row]!;
      const before = groups.get(group);
      groups.set(group, before === undefined ? series : addSeries(before, series));
    });
    return Array.from(alignment.candidate, (group) => groups.get(group) ?? null);
  };
  const byName = alignFunctions(ours, theirs, { byHand, found: [] });
  const found = matchFunctions(candidate.workload, reference.workload, byHand);
  const sure = found.filter(({ confidence }) => confidence !== 'low');
  const spelled = sure.filter(({ by, confidence }) => by === 'spelling' && confidence === 'high');
  const own = candidate.matrix.rows.flatMap(({ kind }, row) => (kind === 'own' ? [row] : []));
  return {
    namesakes: partnersBy(alignFunctions(ours, theirs, { byHand, found: spelled })),
    partners: partnersBy(alignFunctions(ours, theirs, { byHand, found: sure })),
    share: shareOfPaired(own, byName),
    found,
  };
}

function addSeries(a: FunctionSeries, b: FunctionSeries): FunctionSeries {
  const costs = a.costs.map((left, index): FunctionCosts => {
    const right = b.costs[index]!;
    return {
      calls: left.calls + right.calls,
      selfMs: left.selfMs + right.selfMs,
      totalMs: left.totalMs + right.totalMs,
      ownedMs: left.ownedMs + right.ownedMs,
      allocatedBytes: left.allocatedBytes + right.allocatedBytes,
      ownedBytes: left.ownedBytes + right.ownedBytes,
    };
  });
  return { ...a, costs };
}

/** Numbers of every size that either build has, ascending. */
function compareSizes(candidate: BuildView, reference: BuildView): ComparedSize[] {
  const all = new Set([...candidate.sizes, ...reference.sizes].map((size) => size.record.n));
  return [...all]
    .sort((a, b) => a - b)
    .map((n) => {
      const ours = candidate.sizes.find((size) => size.record.n === n) ?? null;
      const theirs = reference.sizes.find((size) => size.record.n === n) ?? null;
      const a = measureSize(ours, candidate.label);
      const b = measureSize(theirs, reference.label);
      const ratioOf = (values: (size: LoadedSize) => number[]) =>
        ours === null || theirs === null ? null : estimateRatio(values(ours), values(theirs));
      const undisturbed = ratioOf(undisturbedTimes);
      return {
        n,
        operations: (ours ?? theirs)!.record.operations,
        candidate: a,
        reference: b,
        ratio: {
          wall: ratioOf(wallTimes),
          ...(undisturbed === null ? {} : { undisturbed }),
          cpu: ratioOf(cpuTimes),
          peakRss: ratioOf(peakSizes),
          allocated: divide(a.allocatedBytes, b.allocatedBytes),
          calls: divide(a.calls, b.calls),
          syncs: divide(a.syncs, b.syncs),
        },
      };
    });
}

/** Null where either is missing or the reference's is 0: a ratio to nothing is no number. */
function divide(above: number | null, below: number | null): number | null {
  return above === null || below === null || below === 0 ? null : above / below;
}
