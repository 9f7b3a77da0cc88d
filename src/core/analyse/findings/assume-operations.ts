/** A workload whose operations nobody counted, looked at as if n were their number. */
import type { Finding } from '../../model/finding';
import type { LoadedSize } from '../../model/loaded';
import type { BuildView } from '../compare/build-view';
import type { ComparedView } from '../compare/compared-view';
import { sumCalls } from '../compare/measure-size';
import { fact } from './rule';
import { THRESHOLDS } from './thresholds';

const { assumed } = THRESHOLDS;

/**
 * Where one operation stands for each run, however large its n, most programs do n of them. Null unless that is so here: the reference, which
 * is taken to do no more than it has to, does some work for each further n, as much for the last as for the first.
 */
export function assumeOperations(view: ComparedView): ComparedView | null {
  if (view.common.length < 2) return null;
  if (view.common.some(({ operations }) => operations !== 1)) return null;
  if (!worksForEach(view.common.map(({ n, referenceSize: size }) => ({ n, size })))) return null;
  return {
    ...view,
    candidate: withOperations(view.candidate),
    reference: withOperations(view.reference),
    common: view.common.map((each) => ({
      ...each,
      operations: each.n,
      candidateSize: withOperationsAt(each.candidateSize),
      referenceSize: withOperationsAt(each.referenceSize),
    })),
    sizes: view.sizes.map((size) => ({ ...size, operations: size.n })),
  };
}

/** The finding with what was assumed of the operations. */
export function sayAssumed(finding: Finding, { common, reference }: ComparedView): Finding {
  const { n } = common[common.length - 1]!;
  const text = `How many operations a run makes was not given; n is taken for their number, since ${reference.label} does as much for each further n.`;
  return { ...finding, evidence: [...finding.evidence, fact(text, n, 'count', 'calls')] };
}

/** Calls, instructions or bytes moved by each further n: one of them at least has to be steady. Without any count nothing speaks against it. */
function worksForEach(sizes: readonly { n: number; size: LoadedSize }[]): boolean {
  const counts: ((size: LoadedSize) => number | null)[] = [
    sumCalls,
    ({ calls }) => calls?.instructions ?? null,
    ({ syscalls }) => syscalls?.io?.writtenBytes ?? null,
    ({ syscalls }) => syscalls?.io?.readBytes ?? null,
  ];
  if (sizes.every(({ size }) => size.calls === null)) return true;
  return counts.some((count) => {
    const points = sizes.flatMap(({ n, size }) => {
      const value = count(size);
      return value === null ? [] : [{ n, value }];
    });
    if (points.length < 2) return false;
    const rates = points
      .slice(1)
      .map(({ n, value }, index) => (value - points[index]!.value) / (n - points[index]!.n));
    const [low, high] = [Math.min(...rates), Math.max(...rates)];
    return low >= assumed.perN && high <= assumed.steadiness * low;
  });
}

function withOperations(build: BuildView): BuildView {
  const sizes = build.sizes.map(withOperationsAt);
  return {
    ...build,
    sizes,
    workload: { ...build.workload, sizes },
    matrix: {
      ...build.matrix,
      sizes: build.matrix.sizes.map((size) => ({ ...size, operations: size.n })),
    },
  };
}

function withOperationsAt(size: LoadedSize): LoadedSize {
  return { ...size, record: { ...size.record, operations: size.record.n } };
}
