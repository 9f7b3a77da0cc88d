/** Many writes or reads of a few bytes each. */
import type { CommonSize } from '../compare/compared-view';
import { countOutside } from '../compare/count-outside';
import type { IoTotals } from '../../model/syscalls';
import { formatBytes } from '../../model/format-quantity';
import { formatCount } from '../format-figure';
import { rankByOwnedTime } from './guilty-frames';
import { fact, lastWhere, plural } from './rule';
import type { ComparisonRule } from './rule';
import { THRESHOLDS } from './thresholds';

const { smallIo: bounds } = THRESHOLDS;

interface Direction {
  noun: string;
  calls: (io: IoTotals) => number;
  bytes: (io: IoTotals) => number;
}

const DIRECTIONS: readonly Direction[] = [
  { noun: 'write', calls: (io) => io.writeCalls, bytes: (io) => io.writtenBytes },
  { noun: 'read', calls: (io) => io.readCalls, bytes: (io) => io.readBytes },
];

/** Kernel counters of the syscall pass: mean bytes of a call, and calls for each operation, against the reference's. */
export const smallIo: ComparisonRule = (view) => {
  const size = lastWhere(
    view.common,
    (each) => each.candidateSize.syscalls?.io != null && each.referenceSize.syscalls?.io != null,
  );
  if (size === null) return null;
  const ours = size.candidateSize.syscalls!.io!;
  const theirs = size.referenceSize.syscalls!.io!;
  for (const { noun, calls, bytes } of DIRECTIONS) {
    const count = calls(ours);
    const mean = count > 0 ? bytes(ours) / count : Infinity;
    const perOperation = count / size.operations;
    if (count < bounds.calls || mean >= bounds.bytesPerCall) continue;
    const isMany = perOperation >= bounds.callsPerOperation;
    // A connection or a child for each operation brings its own small calls along; it is what has to be told.
    const isOne =
      noun === 'write' &&
      perOperation >= bounds.onePerOperation &&
      (mean >= bounds.counterBytes || areSameBytes(bytes(ours), bytes(theirs))) &&
      !reachesOut(size);
    const ratio = count / Math.max(1, calls(theirs));
    if (!(isMany && ratio >= bounds.ratio) && !(isOne && ratio >= bounds.onePerOperationRatio))
      continue;
    // The calls' own cost is the kernel's and the CPU pass's frames': what the run costs beyond the reference bounds it.
    const cpuRatio = view.sizes.find(({ n }) => n === size.n)?.ratio.cpu?.ci95[0] ?? 1;
    const { label: candidate } = view.candidate;
    const { label: reference } = view.reference;
    return {
      id: 'small-io',
      severity: cpuRatio >= 1 / (1 - bounds.highShare) ? 'high' : 'medium',
      confidence: 'high',
      workload: view.name,
      title: `${candidate} makes ${plural(Math.round(perOperation * 100) / 100, formatCount(Math.round(perOperation * 100) / 100), noun)} of ${formatBytes(mean)} for each operation of ${view.name}.`,
      headline: {
        value: perOperation,
        unit: 'calls/op',
        caption: `${noun}s, ${reference} ${formatCount(calls(theirs) / size.operations)}`,
      },
      evidence: [
        fact(
          `At n = ${formatCount(size.n)} ${candidate} makes ${formatCount(count)} ${noun} calls of ${formatBytes(mean)} on average, ${reference} ${formatCount(calls(theirs))}.`,
          count,
          'count',
          'syscalls',
        ),
      ],
      frames: rankByOwnedTime(view, size),
      refutedBy: `A trace that shows the ${noun}s to go to a pipe or terminal that has to see each one at once.`,
      advice: `Buffer: gather what is to be ${noun === 'write' ? 'written' : 'read'} into blocks of some KiB.`,
    };
  }
  return null;
};

/** Whether both builds move the same data, as far as their sums tell. */
function areSameBytes(ours: number, theirs: number): boolean {
  return Math.abs(ours - theirs) <= bounds.sameBytes * ours;
}

/** Whether the candidate connects to something or starts something for every operation. */
function reachesOut({ candidateSize, operations }: CommonSize): boolean {
  const outside = countOutside(candidateSize.syscalls);
  const most = outside === null ? 0 : Math.max(outside.connections, outside.childStarts);
  return most >= bounds.onePerOperation * operations;
}
