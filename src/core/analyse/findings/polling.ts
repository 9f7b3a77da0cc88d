/** Both builds take as long, but the candidate computes all the time where the reference sleeps: it asks again and again. */
import { formatCount, formatMs, formatShare } from '../format-figure';
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
  if (ratio.wall.value > polling.wallRatio || ratio.wall.value < 1 / polling.wallRatio) return null;
  if (theirCpuMs > (1 - polling.idleShare) * theirWallMs) return null;
  if (cpuMs < polling.busyShare * wallMs || cpuMs - theirCpuMs < polling.differenceMs) return null;
  if (ratio.cpu.value < polling.cpuRatio || ratio.cpu.ci95[0] < polling.cpuRatioLow) return null;
  const { label: candidate } = view.candidate;
  const { label: reference } = view.reference;
  const share = Math.min(1, cpuMs / wallMs);
  return {
    id: 'waiting-not-working',
    severity: 'medium',
    confidence: ours.cpuMs!.runs >= 5 ? 'high' : 'medium',
    workload: view.name,
    title: `${candidate} keeps a processor busy for ${formatShare(share)} of its time on ${view.name}, where ${reference} sleeps and is done as soon: it polls.`,
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
    frames: rankByOwnedTime(view, size),
    refutedBy: `Work that ${candidate} does in this time and ${reference} does not: then the CPU time buys something.`,
    advice:
      'Wait for the event itself: a blocking call with a time limit, a promise, a condition variable; if polling is all there is, pause between two looks.',
  };
};
