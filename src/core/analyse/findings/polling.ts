/** Both builds take as long, but the candidate computes all the time where the reference sleeps: it asks again and again. */
import { median } from 'simple-statistics';
import type { FindingFrame } from '../../model/finding';
import type { CommonSize, ComparedView } from '../compare/compared-view';
import type { LoadedSize } from '../../model/loaded';
import { undisturbedTimes, waitTimes, wallTimes } from '../compare/measure-size';
import { formatCount, formatMs, formatShare } from '../format-figure';
import { medianSwitches } from './excess-wait';
import { rankByOwnedTime } from './guilty-frames';
import { fact, lastWhere } from './rule';
import type { ComparisonRule } from './rule';
import { THRESHOLDS } from './thresholds';

const { polling } = THRESHOLDS;

/**
 * A wait that costs a processor, told as `waiting-not-working`: what the reference shows to be waiting is no work in the candidate either. A
 * reference that keeps a processor busy for half of its time, or is clearly faster, makes this silent: then the work differs.
 */
export const pollingInstead: ComparisonRule = (view) => {
  const size = lastWhere(view.common, ({ candidate, reference }) =>
    [candidate.wallMs, candidate.cpuMs, reference.wallMs, reference.cpuMs].every(
      (each) => each !== null,
    ),
  );
  if (size === null) return null;
  const ratio = view.sizes.find(({ n }) => n === size.n)?.ratio;
  if (ratio?.wall == null || ratio.cpu === null) return null;
  const [ours, theirs] = [size.candidate, size.reference];
  const [wallMs, cpuMs] = [ours.wallMs!.median, ours.cpuMs!.median];
  const [theirWallMs, theirCpuMs] = [theirs.wallMs!.median, theirs.cpuMs!.median];
  const [ourWaits, theirWaits] = [waitTimes(size.candidateSize), waitTimes(size.referenceSize)];
  if (ourWaits.length === 0 || theirWaits.length === 0) return null;
  // On a busy machine a program that polls is late: what counts is that it never sleeps.
  const slept = median(theirWaits);
  if (slept < polling.idleShare * median(undisturbed(size.referenceSize))) return null;
  if (median(ourWaits) > (1 - polling.busyShare) * slept) return null;
  const took = median(undisturbed(size.candidateSize)) / median(undisturbed(size.referenceSize));
  if (took > polling.wallRatio && ratio.wall.value > polling.wallRatio) return null;
  if (ratio.wall.value > polling.wallRatioBusy || !sleepsByItself(size)) return null;
  if (cpuMs - theirCpuMs < polling.differenceMs) return null;
  if (ratio.cpu.ci95[0] < polling.cpuRatioLow) return null;
  if (ratio.cpu.value < polling.cpuRatio && !growsWithWait(view, size)) return null;
  const { label: candidate } = view.candidate;
  const { label: reference } = view.reference;
  const share = 1 - Math.min(1, median(ourWaits) / Math.max(1, wallMs));
  return {
    id: 'waiting-not-working',
    // Next to no sleep where the reference sleeps: a processor is lost for as long as the wait lasts.
    severity: median(ourWaits) <= polling.highShare * slept ? 'high' : 'medium',
    confidence: ours.cpuMs!.runs >= 5 ? 'high' : 'medium',
    workload: view.name,
    title: `${candidate} computes or is ready to for ${formatShare(share)} of its time on ${view.name}, where ${reference} sleeps for ${formatShare(slept / theirWallMs)} and is done as soon: it polls.`,
    headline: {
      value: cpuMs,
      unit: 'ms',
      caption: `CPU time at n = ${formatCount(size.n)}, ${reference} ${formatMs(theirCpuMs)}`,
    },
    evidence: [
      fact(
        `At n = ${formatCount(size.n)} a run of ${candidate} takes ${formatMs(wallMs)} and ${formatMs(cpuMs)} of CPU time, a run of ${reference} ${formatMs(theirWallMs)} and ${formatMs(theirCpuMs)}.`,
        cpuMs,
        'ms',
        'time',
      ),
      fact(
        `That is ${formatCount(ratio.cpu.value)} times the CPU time, 95 % interval ${formatCount(ratio.cpu.ci95[0])} to ${formatCount(ratio.cpu.ci95[1])}, for ${formatCount(ratio.wall.value)} times the wall time.`,
        ratio.cpu.value,
        'ratio',
        'time',
      ),
    ],
    frames: listLoops(view, size),
    refutedBy: `Work that ${candidate} does in this time and ${reference} does not: then the CPU time buys something.`,
    advice:
      'Wait for the event itself: a blocking call with a time limit, a promise, a condition variable; if polling is all there is, pause between two looks.',
  };
};

/** Whether the candidate's CPU time grows three times as much as the reference's: the start of a run time, in both, hides what a short wait costs. */
function growsWithWait(view: ComparedView, size: CommonSize): boolean {
  const first = view.common.find(({ candidate, reference }) => candidate.cpuMs && reference.cpuMs);
  if (first === undefined || first === size) return false;
  const ours = size.candidate.cpuMs!.median - first.candidate.cpuMs!.median;
  const theirs = size.reference.cpuMs!.median - first.reference.cpuMs!.median;
  return ours >= polling.differenceMs && ours >= polling.cpuRatio * Math.max(0, theirs);
}

/** Whether the reference gives up its processor as often as it has operations to wait for; a short run on a busy machine merely starts late. */
function sleepsByItself({ referenceSize, operations }: CommonSize): boolean {
  const switches = medianSwitches(referenceSize);
  return switches === null || switches >= THRESHOLDS.waiting.switchesPerOperation * operations;
}

/** The project's own functions first: what they ask of the run time, again and again, is theirs. */
function listLoops(view: ComparedView, size: CommonSize): FindingFrame[] {
  const frames = rankByOwnedTime(view, size);
  const isOwn = ({ file }: FindingFrame) =>
    file !== null &&
    view.candidate.matrix.rows.some(
      ({ kind, key }) => key.file === file && (kind === 'own' || kind === 'library'),
    );
  return [...frames.filter(isOwn), ...frames.filter((frame) => !isOwn(frame))];
}

/** Wall times without the waits for a processor, where they are known. */
function undisturbed(size: LoadedSize): number[] {
  const times = undisturbedTimes(size);
  return times.length > 0 ? times : wallTimes(size);
}
