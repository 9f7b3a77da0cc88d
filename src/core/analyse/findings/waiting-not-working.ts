/** Most of the candidate's time is spent waiting, and not for what the sync finding names. */
import { undisturbedTimes, waitTimes } from '../compare/measure-size';
import { median } from 'simple-statistics';
import type { LoadedSize } from '../../model/loaded';
import { formatCount, formatMs, formatShare } from '../format-figure';
import { estimateMedian } from '../statistics/estimate-median';
import { estimateRatio } from '../statistics/estimate-ratio';
import type { CommonSize } from '../compare/compared-view';
import { measureExcessWait, medianSwitches } from './excess-wait';
import { fact, lastWhere } from './rule';
import type { ComparisonRule, RecordingRule } from './rule';
import { THRESHOLDS } from './thresholds';
import { rankWaiting, rankWaitingAlone } from './waiting-frames';

const { waiting } = THRESHOLDS;

/** Wall time less CPU time, run by run, against the reference's. */
export const waitingNotWorking: ComparisonRule = (view) => {
  const size = lastWhere(
    view.common,
    (each) => waitTimes(each.candidateSize).length > 0 && waitTimes(each.referenceSize).length > 0,
  );
  if (size === null || size.candidate.wallMs === null) return null;
  const ours = estimateMedian(waitTimes(size.candidateSize))!;
  const theirs = estimateMedian(waitTimes(size.referenceSize))!;
  // Neighbours make a run as long as they like: what it waits by itself is set against the time that it would have taken without them.
  const undisturbed = undisturbedTimes(size.candidateSize);
  const isKnown = undisturbed.length > 0;
  const wallMs = isKnown ? median(undisturbed) : size.candidate.wallMs.median;
  const share = ours.median / wallMs;
  const excessMs = measureExcessWait(size.candidateSize, size.referenceSize) ?? 0;
  if (share < waiting.share || excessMs < waiting.differenceMs) return null;
  if (excessMs < waiting.excessShare * wallMs) return null;
  if (!givesUpProcessor(size)) return null;
  // Runs without any wait count as a tenth of a ms, so that the ratio stays a number.
  const floor = (values: number[]) => values.map((value) => Math.max(0.1, value));
  const ratio = estimateRatio(
    floor(waitTimes(size.candidateSize)),
    floor(waitTimes(size.referenceSize)),
  );
  if (ratio === null || ratio.value < waiting.ratio) return null;
  // A reference that hardly waits makes the ratio's interval wide: then every run of the candidate has to be apart from every one of its.
  const isApart =
    Math.min(...waitTimes(size.candidateSize)) >=
    waiting.ratio * Math.max(...waitTimes(size.referenceSize));
  if (!isApart && ratio.ci95[0] < THRESHOLDS.slower.ratio) return null;
  const { label: candidate } = view.candidate;
  const { label: reference } = view.reference;
  return {
    id: 'waiting-not-working',
    severity: share >= waiting.highShare ? 'high' : 'medium',
    confidence: ours.runs >= 5 ? 'high' : 'medium',
    workload: view.name,
    title: `${candidate} waits for ${formatShare(Math.min(1, share))} of its time on ${view.name} instead of working.`,
    headline: {
      value: ours.median,
      unit: 'ms',
      caption: `waiting at n = ${formatCount(size.n)}, ${reference} ${formatMs(theirs.median)}`,
    },
    evidence: [
      fact(
        `At n = ${formatCount(size.n)} a run of ${candidate} waits ${formatMs(ours.median)} of ${formatMs(wallMs)} (wall less CPU time${isKnown ? ', its waits for a free processor taken off both' : ''}), a run of ${reference} ${formatMs(theirs.median)}.`,
        ours.median,
        'ms',
        'time',
      ),
      fact(
        `That is ${formatCount(ratio.value)} times as long; ${formatMs(excessMs)} of it remain when the wait for a free processor, as ${reference} has it, is taken off.`,
        ratio.value,
        'ratio',
        'time',
      ),
    ],
    frames: rankWaiting(view, size),
    refutedBy:
      'Runs on an idle machine: a process that has to wait for a free processor waits too.',
    advice:
      'See the system calls of the run: syncs, locks and one request after the other are the usual waits; batch them or let them overlap.',
  };
};

/**
 * Whether the candidate gives up its processor by itself, an operation at a time; true where unknown. The reference may do so as often: a
 * hundred requests at once wait as many times as a hundred in turn, only not one after the other.
 */
function givesUpProcessor({ candidateSize, operations }: CommonSize): boolean {
  const switches = medianSwitches(candidateSize);
  return switches === null || switches >= waiting.switchesPerOperation * operations;
}

/**
 * Without a reference: the run gives up its processor by itself for most of its time, and the time in which it was ready and had no
 * processor, which the kernel counts, is taken off. Where that count is missing nothing is said.
 */
export const waitingNotWorkingAlone: RecordingRule = (view) => {
  const index = view.sizes.length - 1;
  const size = view.sizes[index];
  const wall = view.numbers[index]?.wallMs;
  if (size === undefined || wall == null) return null;
  const waits = ownWaits(size);
  if (waits === null) return null;
  const ms = median(waits);
  const share = ms / wall.median;
  if (share < waiting.shareAlone || ms < waiting.msAlone) return null;
  const operations = Math.max(1, size.record.operations);
  const switches = medianSwitches(size);
  if (switches !== null && switches < waiting.switchesPerOperation * operations) return null;
  const { label } = view;
  const workload = view.workload.record.name;
  const at = `At n = ${formatCount(size.record.n)}`;
  return {
    id: 'waiting-not-working',
    severity: 'low',
    confidence: waits.length >= 3 ? 'medium' : 'low',
    workload,
    title: `${label} waits for ${formatShare(Math.min(1, share))} of its time on ${workload} instead of working.`,
    headline: { value: ms, unit: 'ms', caption: `waiting at n = ${formatCount(size.record.n)}` },
    evidence: [
      fact(
        `${at} a run of ${label} waits ${formatMs(ms)} of ${formatMs(wall.median)} (wall less CPU time, less the time it was ready and had no processor).`,
        ms,
        'ms',
        'time',
      ),
      ...(switches === null
        ? []
        : [
            fact(
              `${at} ${label} gives up its processor ${formatCount(Math.round((switches / operations) * 100) / 100)} times for each operation to wait for something.`,
              switches / operations,
              'switches/op',
              'time',
            ),
          ]),
    ],
    frames: rankWaitingAlone(view, index),
    refutedBy:
      'A wait that the work itself needs, such as a pause between two requests or a person at the keyboard.',
    advice:
      'See the system calls of the run: syncs, locks and one request after the other are the usual waits; batch them or let them overlap.',
  };
};

/** Waits of the runs, where the kernel told of each how long it was ready and had no processor; null else. */
function ownWaits(size: LoadedSize): number[] | null {
  const waits = waitTimes(size);
  return waits.length > 0 && undisturbedTimes(size).length === waits.length ? waits : null;
}
