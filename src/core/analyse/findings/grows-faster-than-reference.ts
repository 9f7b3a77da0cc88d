/** The candidate's cost rises with n faster than the reference's: the pattern that no single ratio shows. */
import type { GrowthFit } from '../../model/answers';
import type { Evidence, Finding, FindingFrame } from '../../model/finding';
import type { CommonSize, ComparedView } from '../compare/compared-view';
import { describePairing } from '../diff/describe-pairing';
import { formatCount, formatMs, formatShare, formatTimes } from '../format-figure';
import { rankOfClass } from '../growth/growth-shape';
import { isPriceOfCalls } from './costly-call';
import { contrastCutRun } from './cut-off-runs';
import type { CutContrast } from './cut-off-runs';
import { contrastAllocation, contrastGrowth, contrastInstructions } from './growth-contrast';
import type { GrowthContrast, FitContrast } from './growth-contrast';
import { findGrowthDrivers } from './growth-drivers';
import type { GrowthDrivers } from './growth-drivers';
import { hasMaterialGrowth, isContradicted } from './material-growth';
import { rankByOwnedTime } from './guilty-frames';
import { isOneFunction } from './one-function';
import { fact, lastWhere, nameSeries } from './rule';
import type { ComparisonRule } from './rule';
import { THRESHOLDS } from './thresholds';

const { grows } = THRESHOLDS;

/**
 * Fires on exact counts that grow for each operation where the reference's do not, when they hold a part of the CPU that matters
 * and either the builds share their functions (so that the missing growth is known, not guessed) or the times grow apart too. Without
 * counts it needs times that clearly grow apart, which is how a regular expression shows, or a run that did not end in its time.
 */
export const growsFasterThanReference: ComparisonRule = (view) => {
  const size =
    lastWhere(view.common, (each) => isSeen(view, each)) ?? lastWhere(view.common, () => true);
  if (size === null || view.common.length < 2) return null;
  const drivers = findGrowthDrivers(view, size);
  const contrast = contrastGrowth(view);
  const bytes = contrastAllocation(view);
  const isOne = contrast !== null && isOneFunction(view, size, drivers, contrast);
  const apart =
    contrast !== null &&
    (contrast.apart ||
      ((contrast.isFixed ? contrast.rises : contrast.isRising) && (isOne || bytes !== null)));
  const byCounts =
    hasMaterialGrowth(drivers) &&
    (contrast?.isRising === true || !isContradicted(view, size, drivers)) &&
    (view.sharesSymbols || apart);
  const instructions = contrastInstructions(view);
  const cut = contrastCutRun(view);
  const byTimes =
    contrast !== null && apart && isClearByTimes(contrast, isOne) && !isPriceOfCalls(view, size);
  if (!byCounts && !byTimes && instructions === null && cut === null) return null;
  const classes = classesOf(view, drivers, byCounts, instructions, contrast);
  const evidence = [
    ...countEvidence(view, size, drivers),
    ...loopEvidence(view, size, drivers),
    ...instructionEvidence(view, instructions),
    ...slowerCallEvidence(view, classes.metric),
    ...timeEvidence(view, contrast),
    ...allocationEvidence(view, bytes),
    ...cutEvidence(view, cut),
  ];
  // Too short for samples that grow: then who spends the time that the reference does not.
  const frames = drivers.frames.length > 0 ? drivers.frames : rankByOwnedTime(view, size);
  return {
    id: 'grows-faster-than-reference',
    severity:
      (contrast?.last.ratio.value ?? 1) >= grows.highRatio || byCounts || cut !== null
        ? 'high'
        : 'medium',
    confidence:
      (byCounts && (apart || view.sharesSymbols)) || (apart && instructions !== null)
        ? 'high'
        : 'medium',
    workload: view.name,
    ...(byCounts || instructions !== null || (byTimes && contrast.sizes > 2)
      ? sayClasses(view, classes, strongestExponent(view, drivers, classes))
      : byTimes
        ? sayTwoSizes(view, contrast)
        : sayCut(view, cut!)),
    evidence,
    // What a frame shows is how it grows, whatever the headline tells.
    frames: frames.map((frame) => ({ ...frame, unit: frame.unit ?? 'exponent' })),
    refutedBy:
      'More and larger sizes at which the calls for each operation of the functions named here stop growing, or at which the reference grows as fast.',
    advice: frames.slice(0, 2).some(isExpression)
      ? 'Look at the regular expression named here: two of its parts match the same text, so that a text that does not match is tried in every division. Let them exclude each other, anchor the expression, or limit the length of the text.'
      : 'Look for a loop over all items where the reference goes straight to one: a missing index, a scan instead of a search, a list where a map belongs.',
  };
};

/** A regular expression, by the name that V8 gives its frame. */
function isExpression(frame: FindingFrame): boolean {
  return frame.file === null && frame.function.startsWith('RegExp: ');
}

type Title = Pick<Finding, 'title' | 'headline'>;

function sayClasses(view: ComparedView, classes: Classes, exponent: number): Title {
  const { metric, candidate, reference, subject } = classes;
  const verb = metric === 'calls' || metric === 'instructions' ? 'grow' : 'grows';
  return {
    title: `${NOUNS[metric]} of ${subject ?? view.name} ${verb} as ${candidate} in ${view.candidate.label}, ${reference} in ${view.reference.label}.`,
    headline: {
      value: exponent,
      unit: 'exponent',
      caption: `${candidate}, ${view.reference.label} ${reference}`,
    },
  };
}

function sayCut(view: ComparedView, cut: CutContrast): Title {
  const { size, before, atLeastMs, referenceMs } = cut;
  const n = formatCount(size.n);
  const { label: reference } = view.reference;
  return {
    title: `${view.name} does not end within ${formatMs(atLeastMs)} at n = ${n} in ${view.candidate.label}, after ${formatMs(before.candidateMs)} at n = ${formatCount(before.n)}; ${reference} takes ${formatMs(referenceMs)}.`,
    headline: {
      value: atLeastMs / before.candidateMs / (referenceMs / before.referenceMs),
      unit: 'ratio',
      caption: `at least, rise over that of ${reference}, n = ${formatCount(before.n)} to ${n}`,
    },
  };
}

/** Two sizes lie on a curve of every class: the title tells the rise itself. */
function sayTwoSizes(view: ComparedView, { metric, first, last, rise }: GrowthContrast): Title {
  const { label: reference } = view.reference;
  return {
    title: `${NOUNS[metric]} of ${view.name} rises from ${formatMs(first.candidateMs)} at n = ${formatCount(first.n)} to ${formatMs(last.candidateMs)} at n = ${formatCount(last.n)} in ${view.candidate.label}, hardly at all in ${reference}.`,
    headline: {
      value: rise,
      unit: 'ratio',
      caption: `rise over that of ${reference}, n = ${formatCount(first.n)} to ${formatCount(last.n)}`,
    },
  };
}

/** The reference ended at this size, and the candidate ended or was at least sampled: what is cut off shows where it hangs. */
function isSeen({ candidate }: ComparedView, size: CommonSize): boolean {
  if (size.reference.wallMs === null && size.candidate.wallMs !== null) return false;
  const isSampled = candidate.matrix.sizes[size.candidateIndex]!.cpuMs !== null;
  return size.candidate.wallMs !== null || isSampled;
}

/**
 * Times alone: the ratio has to rise well beyond its noise and end clearly above 1. Less is enough where the samples show one function
 * to hold the growth; two sizes, which say nothing of a class, have to show more than any noise.
 */
function isClearByTimes({ sizes, rise, riseLow, last }: GrowthContrast, isOne: boolean): boolean {
  if (last.ratio.ci95[0] < THRESHOLDS.slower.ratioLow) return false;
  if (sizes < 3) return rise >= grows.cutRise && riseLow >= grows.cutRise / 2;
  if (isOne && rise >= grows.ratioRise && riseLow >= THRESHOLDS.slower.ratioLow) return true;
  return rise >= grows.ratioRiseAlone && riseLow >= grows.ratioRise;
}

/** What a title says to grow. */
const NOUNS = {
  calls: 'The calls',
  instructions: 'The instructions',
  cpu: 'The CPU time',
  wall: 'The wall time',
} as const;

interface Classes {
  metric: keyof typeof NOUNS;
  candidate: string;
  reference: string;
  /** Function whose calls they are; absent where it is the whole workload. */
  subject?: string;
}

/**
 * The classes to name: of calls where they carry the finding and time grows no faster, else of CPU or wall time. A builtin that looks
 * through a list is one call however long the list is: there the calls would name the smaller class.
 */
function classesOf(
  view: ComparedView,
  drivers: GrowthDrivers,
  byCounts: boolean,
  instructions: FitContrast | null,
  contrast: GrowthContrast | null,
): Classes {
  const isSlower = byCounts && timeOutgrowsCalls(view) !== null;
  if (instructions !== null && (!byCounts || isSlower)) {
    return {
      metric: 'instructions',
      candidate: instructions.candidate.class!,
      reference: instructions.reference.class!,
    };
  }
  for (const metric of ['calls', 'cpu', 'wall'] as const) {
    const ours = view.candidate.growth[metric];
    const theirs = view.reference.growth[metric];
    if (ours?.class == null || theirs?.class == null) continue;
    // A few calls more, for work that is done inside a regular expression, say nothing of its growth.
    if (metric === 'calls' && (!byCounts || isSlower)) continue;
    if (metric !== 'calls' && (ours.confidence === 'low' || theirs.confidence === 'low')) continue;
    if (rankOfClass(ours.class) > rankOfClass(theirs.class)) {
      return { metric, candidate: ours.class, reference: theirs.class };
    }
  }
  const [ours] = drivers.growing;
  if (byCounts && !isSlower && ours !== undefined) {
    // All calls together grow as fast in both: it is one function that does not.
    const theirs = ours.referenceExponent;
    return {
      metric: 'calls',
      subject: ours.series.key.function,
      candidate: nameExponent(ours.exponent),
      reference:
        theirs === null || theirs < grows.exponent / 2 ? 'hardly at all' : nameExponent(theirs),
    };
  }
  // Each side by what is known of it: one that stays open must not hide the other's class.
  const metric = contrast?.metric ?? 'cpu';
  const theirs = view.reference.growth[metric];
  const isOpen = theirs?.class == null || theirs.confidence === 'low';
  const isSmall = contrast?.isFlat === true || (theirs?.exponent ?? 0) < grows.exponent / 2;
  return {
    metric,
    candidate: nameGrowth(view.candidate.growth[metric]),
    reference:
      isOpen && isSmall ? 'hardly at all' : (theirs?.class ?? nameExponent(theirs?.exponent ?? 0)),
  };
}

/** A class where it is known, else the exponent. Above the cube nothing but an exponential is left to be told from. */
function nameGrowth(fit: GrowthFit | undefined): string {
  if (fit === undefined) return nameExponent(0);
  const isSure = fit.confidence !== 'low' || fit.class === 'O(2ⁿ)';
  return fit.class !== null && isSure ? fit.class : nameExponent(fit.exponent);
}

/** The fit of CPU time where it grows faster than the calls, its whole interval above them; null where it does not or is not known to. */
function timeOutgrowsCalls({ candidate }: ComparedView): GrowthFit | null {
  const { calls, cpu } = candidate.growth;
  if (calls === undefined || cpu?.class == null) return null;
  // Which class beyond the calls it is may stay open, over enough sizes.
  if (cpu.confidence === 'low' && cpu.sizes < 4) return null;
  const differs = cpu.exponent - calls.exponent >= grows.exponent - 0.1;
  return differs && cpu.ci95[0] > calls.exponent ? cpu : null;
}

function instructionEvidence(view: ComparedView, instructions: FitContrast | null): Evidence[] {
  if (instructions === null) return [];
  const { candidate, reference } = instructions;
  return [
    fact(
      `The instructions of a run grow with exponent ${formatCount(candidate.exponent)} in ${view.candidate.label} and ${formatCount(reference.exponent)} in ${view.reference.label}, counted exactly at ${candidate.sizes} sizes.`,
      candidate.exponent,
      'exponent',
      'calls',
    ),
  ];
}

function allocationEvidence(view: ComparedView, bytes: FitContrast | null): Evidence[] {
  if (bytes === null) return [];
  return [
    fact(
      `The bytes allocated in a run grow with exponent ${formatCount(bytes.candidate.exponent)} in ${view.candidate.label} and ${formatCount(bytes.reference.exponent)} in ${view.reference.label}.`,
      bytes.candidate.exponent,
      'exponent',
      'alloc',
    ),
  ];
}

function slowerCallEvidence(view: ComparedView, metric: Classes['metric']): Evidence[] {
  const cpu = metric === 'calls' ? null : timeOutgrowsCalls(view);
  const calls = view.candidate.growth.calls;
  if (cpu === null || calls === undefined) return [];
  return [
    fact(
      `The CPU time of ${view.candidate.label} grows with exponent ${formatCount(cpu.exponent)} (95 % interval ${formatCount(cpu.ci95[0])} to ${formatCount(cpu.ci95[1])}), its calls with ${formatCount(calls.exponent)}: a call gets slower as n grows.`,
      cpu.exponent,
      'exponent',
      'time',
    ),
  ];
}

function nameExponent(exponent: number): string {
  return `n to the ${formatCount(Math.round(exponent * 100) / 100)}`;
}

function strongestExponent(
  view: ComparedView,
  drivers: GrowthDrivers,
  { metric, candidate }: Classes,
): number {
  // The exponent beside a class is of the same fit: calls of the whole run, not for each of its operations.
  const fit = view.candidate.growth[metric];
  if (fit?.class === candidate) return fit.exponent;
  const byCounts = metric === 'calls';
  const { instructions } = view.candidate.growth;
  if (metric === 'instructions' && instructions !== undefined) return instructions.exponent;
  const { calls, cpu, wall } = view.candidate.growth;
  const fits = byCounts ? [calls, cpu, wall] : [cpu, wall];
  const named = fits.find((fit): fit is GrowthFit => fit?.class != null && fit.class !== 'O(1)');
  return (byCounts ? drivers.growing[0]?.exponent : undefined) ?? named?.exponent ?? 0;
}

function countEvidence(view: ComparedView, size: CommonSize, drivers: GrowthDrivers): Evidence[] {
  const { label: candidate } = view.candidate;
  const { label: reference } = view.reference;
  const evidence = drivers.growing.slice(0, 3).map((each) => {
    const theirs =
      each.referenceCallsPerOperation === null
        ? `${reference} has no such function`
        : `${reference} ${formatTimes(each.referenceCallsPerOperation)}`;
    return fact(
      `${candidate} calls ${nameSeries(each.series)} ${formatTimes(each.callsPerOperation)} for each operation at n = ${formatCount(size.n)}, ${theirs}; its count grows with exponent ${formatCount(Math.round(each.exponent * 100) / 100)}.`,
      each.callsPerOperation,
      'calls/op',
      'calls',
    );
  });
  const ours = view.candidate.growth.calls;
  const theirs = view.reference.growth.calls;
  if (
    drivers.growing.length > 0 &&
    ours?.class != null &&
    theirs?.class != null &&
    ours.class !== theirs.class
  ) {
    evidence.push(
      fact(
        `All calls of a run grow as ${ours.class} in ${candidate} and as ${theirs.class} in ${reference}, over ${ours.sizes} sizes.`,
        ours.exponent,
        'exponent',
        'calls',
      ),
    );
  }
  return evidence;
}

function loopEvidence(view: ComparedView, size: CommonSize, drivers: GrowthDrivers): Evidence[] {
  const loop = drivers.loops[0];
  const evidence: Evidence[] = [];
  if (loop !== undefined) {
    evidence.push(
      fact(
        `The loop is in ${nameSeries(view.candidate.matrix.rows[loop.row]!)}: ${formatMs(loop.ms)} of CPU time at n = ${formatCount(size.n)} grow under it${sayPartner(view, loop.row)}.`,
        loop.ms,
        'ms',
        'cpu',
      ),
    );
  }
  if (drivers.cpuShare !== null && drivers.cpuShare > 0) {
    evidence.push(
      fact(
        `${formatShare(drivers.cpuShare)} of the CPU time of ${view.candidate.label} at n = ${formatCount(size.n)} lies under what grows.`,
        drivers.cpuShare,
        'share',
        'cpu',
      ),
    );
  }
  return evidence;
}

function cutEvidence(view: ComparedView, cut: CutContrast | null): Evidence[] {
  if (cut === null) return [];
  const { size, before, atLeastMs, referenceMs } = cut;
  return [
    fact(
      `At n = ${formatCount(size.n)} ${view.candidate.label} was ended after ${formatMs(atLeastMs)}, at least ${formatCount(atLeastMs / before.candidateMs)} times what it took at n = ${formatCount(before.n)}; ${view.reference.label} took ${formatMs(referenceMs)}, ${formatCount(referenceMs / before.referenceMs)} times as long as there.`,
      atLeastMs,
      'ms',
      'time',
    ),
  ];
}

/** Who does the same in the reference under another name, and how that is known; empty for a namesake. */
function sayPartner(view: ComparedView, row: number): string {
  const partner = view.counterpartOf(row);
  if (partner === null) return '';
  const { key } = view.candidate.matrix.rows[row]!;
  const { by, confidence } = describePairing(key, partner.key, { byHand: [], found: view.found });
  if (by === 'name') return '';
  return `; its counterpart in ${view.reference.label} is ${nameSeries(partner)}, paired by ${by} with ${confidence} confidence`;
}

function timeEvidence(view: ComparedView, contrast: GrowthContrast | null): Evidence[] {
  if (contrast === null || contrast.rise < 1.05) return [];
  const what = contrast.metric === 'cpu' ? 'CPU time' : 'wall time';
  const { first, last } = contrast;
  return [
    fact(
      `The ${what} of ${view.candidate.label} over ${view.reference.label} rises from ${formatCount(first.ratio.value)} at n = ${formatCount(first.n)} to ${formatCount(last.ratio.value)} at n = ${formatCount(last.n)}.`,
      last.ratio.value,
      'ratio',
      'time',
    ),
  ];
}
