/** The candidate takes longer than the reference, beyond the noise, in CPU time or in waiting. */
import type { Finding, Severity } from '../../model/finding';
import type { CommonSize, ComparedView } from '../compare/compared-view';
import { formatCount, formatMs } from '../format-figure';
import { findCostlyCall } from './costly-call';
import { findCutRun } from './cut-off-runs';
import type { CutRun } from './cut-off-runs';
import { measureExcessWait } from './excess-wait';
import { rankByOwnedTime } from './guilty-frames';
import { fact, lastWhere, nameSeries } from './rule';
import type { ComparisonRule } from './rule';
import { THRESHOLDS } from './thresholds';

const { slower } = THRESHOLDS;

/** Judges the largest size, where process start weighs least; the others must not contradict it. */
export const slowerThanReference: ComparisonRule = (view) => {
  const size = lastWhere(
    view.common,
    (each) => each.candidate.wallMs !== null && each.reference.wallMs !== null,
  );
  if (size === null) return sayCutRun(view, findCutRun(view));
  const ratio = view.sizes.find((each) => each.n === size.n)?.ratio;
  const wall = ratio?.wall;
  const ours = size.candidate.wallMs!;
  const theirs = size.reference.wallMs!;
  if (wall == null || wall.insideNoise) return null;
  if (wall.value < slower.ratio || wall.ci95[0] < slower.ratioLow) return null;
  // A busy machine makes a program late: what is left without the wait for a processor has to be slower too.
  if (ratio?.undisturbed?.insideNoise === true) return null;
  const differenceMs = ours.median - theirs.median;
  if (differenceMs < slower.differenceMs) return null;
  const cpu = ratio?.cpu ?? null;
  const waitMs = measureExcessWait(size.candidateSize, size.referenceSize) ?? 0;
  const cpuAgrees = cpu === null || (!cpu.insideNoise && cpu.value >= slower.ratioLow);
  if (!cpuAgrees && waitMs < differenceMs / 2) return null;
  if (contradicted(view, size.n)) return null;
  const marginal = withoutStart(view, size);
  const { label: candidate } = view.candidate;
  const { label: reference } = view.reference;
  const evidence = [
    fact(
      `At n = ${formatCount(size.n)} ${candidate} takes ${formatMs(ours.median)} and ${reference} ${formatMs(theirs.median)} (medians of ${ours.runs} and ${theirs.runs} runs): ${formatCount(wall.value)} times as long, 95 % interval ${formatCount(wall.ci95[0])} to ${formatCount(wall.ci95[1])}.`,
      wall.value,
      'ratio',
      'time',
    ),
  ];
  if (cpu !== null && cpuAgrees) {
    evidence.push(
      fact(
        `${candidate} uses ${formatCount(cpu.value)} times the CPU time.`,
        cpu.value,
        'ratio',
        'time',
      ),
    );
  }
  if (waitMs > differenceMs / 2) {
    evidence.push(
      fact(
        `${formatMs(waitMs)} of the ${formatMs(differenceMs)} between ${candidate} and ${reference} is waiting, not computing.`,
        waitMs,
        'ms',
        'time',
      ),
    );
  }
  if (marginal !== null) {
    evidence.push(
      fact(
        `Without the ${formatMs(marginal.startMs)} that a run of ${reference} takes before it does any work, ${candidate} takes ${formatCount(marginal.ratio)} times as long.`,
        marginal.ratio,
        'ratio',
        'time',
      ),
    );
  }
  const costly = findCostlyCall(view, size);
  if (costly !== null) {
    evidence.push(
      fact(
        `Both make as many calls (${formatCount(costly.allCalls)} and ${formatCount(costly.theirCalls)}): the difference lies inside of ${nameSeries(costly.series)}, each of whose ${formatCount(costly.calls)} calls takes ${formatMs(costly.msPerCall)}, its loops and what it asks of the run time included, however large n is.`,
        costly.msPerCall,
        'ms',
        'cpu',
      ),
    );
  }
  return {
    id: 'slower-than-reference',
    severity: severityOf(Math.max(wall.value, marginal?.ratio ?? 0)),
    confidence: ours.runs >= 5 && theirs.runs >= 5 ? 'high' : 'medium',
    workload: view.name,
    title: `${candidate} takes ${formatCount(wall.value)} times as long as ${reference} on ${view.name}.`,
    headline: {
      value: wall.value,
      unit: 'ratio',
      caption: `wall time at n = ${formatCount(size.n)}, ${reference} ${formatMs(theirs.median)}`,
    },
    evidence,
    frames: rankByOwnedTime(view, size),
    refutedBy:
      'Another interleaved comparison on a quiet machine whose 95 % interval of the ratio holds 1.',
    advice:
      costly === null
        ? 'Start with the functions named here: they hold the CPU time that the reference does not spend.'
        : `See what each call of ${costly.series.key.function} does beyond the reference: a loop of its own, or a formatter, an expression, a parser or another object of the run time that is made anew. Make such an object once and keep it.`,
  };
};

/** Where the candidate ended at no size: what its first run took at least. */
function sayCutRun(view: ComparedView, cut: CutRun | null): Finding | null {
  if (cut === null || cut.atLeastMs < slower.highRatio * cut.referenceMs) return null;
  const { label: candidate } = view.candidate;
  const { label: reference } = view.reference;
  const { size, atLeastMs, referenceMs } = cut;
  const n = formatCount(size.n);
  return {
    id: 'slower-than-reference',
    severity: 'high',
    confidence: 'medium',
    workload: view.name,
    title: `${view.name} does not end within ${formatMs(atLeastMs)} at n = ${n} in ${candidate}; ${reference} takes ${formatMs(referenceMs)}.`,
    headline: {
      value: atLeastMs / referenceMs,
      unit: 'ratio',
      caption: `at least, wall time at n = ${n}, ${reference} ${formatMs(referenceMs)}`,
    },
    evidence: [
      fact(
        `At n = ${n} ${candidate} was ended after ${formatMs(atLeastMs)}; ${reference} took ${formatMs(referenceMs)}.`,
        atLeastMs,
        'ms',
        'time',
      ),
    ],
    frames: rankByOwnedTime(view, size),
    refutedBy: `A run of ${candidate} at n = ${n} that ends in its time.`,
    advice:
      'Choose smaller sizes to see how the time grows; the functions named here are those that the run was in when it was ended.',
  };
}

function severityOf(ratio: number): Severity {
  if (ratio >= slower.highRatio) return 'high';
  return ratio >= slower.mediumRatio ? 'medium' : 'low';
}

/** A build that is slower at its largest size and clearly faster at the one before is noisy, not slower. */
function contradicted(view: ComparedView, largest: number): boolean {
  const others = view.sizes.filter((each) => each.n !== largest && each.ratio.wall !== null);
  const faster = others.filter(({ ratio }) => ratio.wall!.value < 1 && !ratio.wall!.insideNoise);
  return others.length > 0 && faster.length * 2 > others.length;
}

/** Ratio of what grows, where the reference's fit separates its start and something remains beyond the noise. */
function withoutStart(
  view: ComparedView,
  size: CommonSize,
): { startMs: number; ratio: number } | null {
  const fit = view.reference.growth.wall;
  const theirs = size.reference.wallMs!;
  if (fit?.class == null || fit.class === 'O(1)' || fit.confidence === 'low') return null;
  const startMs = Math.min(fit.constant, theirs.min);
  const rest = theirs.median - startMs;
  const noise = (theirs.ci95[1] - theirs.ci95[0]) / 2;
  if (startMs < 5 || rest < Math.max(2, 3 * noise)) return null;
  return { startMs, ratio: (size.candidate.wallMs!.median - startMs) / rest };
}
