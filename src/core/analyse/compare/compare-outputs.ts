/** Whether two builds gave the same answer. */
import { formatCount } from '../format-figure';
import type { OutputAnswer } from '../../model/answers';
import type { LoadedSize, LoadedWorkload } from '../../model/loaded';
import type { OutputMode } from '../../model/project';

/** Numbers that differ by less than this, relative to the larger or in all, are the same in mode `numeric`. */
const NUMERIC_TOLERANCE = 1e-9;
const NUMBER = /[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/g;

/** First line that differs; null for equal texts. Lines count from 1. */
export interface LineDifference {
  line: number;
  candidate: string;
  reference: string;
}

/** Compares two texts in a mode; `ignore` finds no difference. A final newline more or less counts only in `exact`. */
export function findFirstDifference(
  candidate: string,
  reference: string,
  mode: OutputMode,
): LineDifference | null {
  if (mode === 'ignore' || candidate === reference) return null;
  if (mode === 'unordered') return compareUnordered(splitLines(candidate), splitLines(reference));
  const same =
    mode === 'numeric' ? equalNumbers : (left: string, right: string): boolean => left === right;
  const [ours, theirs] =
    mode === 'numeric'
      ? [splitLines(candidate), splitLines(reference)]
      : [candidate.split('\n'), reference.split('\n')];
  for (let line = 0; line < Math.max(ours.length, theirs.length); line += 1) {
    const [left, right] = [ours[line], theirs[line]];
    if (left !== undefined && right !== undefined && same(left, right)) continue;
    return { line: line + 1, candidate: left ?? '', reference: right ?? '' };
  }
  return null;
}

function splitLines(text: string): string[] {
  return text.replace(/\r\n/g, '\n').replace(/\n$/, '').split('\n');
}

function equalNumbers(left: string, right: string): boolean {
  if (left === right) return true;
  if (left.replace(NUMBER, '#') !== right.replace(NUMBER, '#')) return false;
  const ours = left.match(NUMBER) ?? [];
  const theirs = right.match(NUMBER) ?? [];
  return ours.every((text, index) => {
    const [a, b] = [Number(text), Number(theirs[index])];
    return Math.abs(a - b) <= NUMERIC_TOLERANCE * Math.max(1, Math.abs(a), Math.abs(b));
  });
}

/** The first line that one text has oftener than the other. */
function compareUnordered(ours: string[], theirs: string[]): LineDifference | null {
  const counts = new Map<string, number>();
  for (const line of theirs) counts.set(line, (counts.get(line) ?? 0) + 1);
  const extra = ours.findIndex((line) => {
    const left = counts.get(line) ?? 0;
    counts.set(line, left - 1);
    return left === 0;
  });
  const missing = theirs.findIndex((line) => (counts.get(line) ?? 0) > 0);
  if (extra < 0 && missing < 0) return null;
  return {
    line: (extra >= 0 ? extra : missing) + 1,
    candidate: extra >= 0 ? ours[extra]! : '',
    reference: missing >= 0 ? theirs[missing]! : '',
  };
}

/** Judgement of one size; `equal` is null where it cannot be judged, with the reason. */
export interface SizeJudgement {
  equal: boolean | null;
  difference: LineDifference | null;
  reason: string | null;
}

/** Judges one size: by digest where outputs were cut, else by text in the workload's mode. */
export function judgeSize(
  candidate: LoadedSize | null,
  reference: LoadedSize | null,
  mode: OutputMode,
): SizeJudgement {
  if (mode === 'ignore') return unjudged('The project does not judge outputs of this workload.');
  const ours = candidate?.record.output ?? null;
  const theirs = reference?.record.output ?? null;
  if (candidate === null || reference === null || ours === null || theirs === null) {
    return unjudged('One build has no output here.');
  }
  if (hasFailed(candidate) || hasFailed(reference)) {
    return unjudged('A run ended with an error, so its output is no answer.');
  }
  if (ours.sha256 === theirs.sha256) return { equal: true, difference: null, reason: null };
  const difference = findFirstDifference(ours.text, theirs.text, mode);
  if (difference !== null) {
    const beyond = ours.truncated || theirs.truncated;
    if (mode !== 'exact' && beyond)
      return unjudged('The outputs were cut, so they were not judged.');
    return { equal: false, difference, reason: null };
  }
  if (!ours.truncated && !theirs.truncated) return { equal: true, difference: null, reason: null };
  if (mode !== 'exact') return unjudged('The outputs were cut, so they were not judged.');
  return {
    equal: false,
    difference: null,
    reason: 'The outputs differ beyond the part that was kept.',
  };
}

function unjudged(reason: string): SizeJudgement {
  return { equal: null, difference: null, reason };
}

function hasFailed(size: LoadedSize): boolean {
  return size.record.failure !== null || size.record.runs.some((run) => run.exitCode !== 0);
}

/** Compares all sizes: unequal as soon as one is, null where none could be judged. */
export function compareOutputs(candidate: LoadedWorkload, reference: LoadedWorkload): OutputAnswer {
  const mode = candidate.record.output;
  let runsCompared = 0;
  let equal: boolean | null = null;
  let firstDifference: OutputAnswer['firstDifference'] = null;
  let reason: string | null = null;
  for (const ours of candidate.sizes) {
    const theirs = reference.sizes.find((each) => each.record.n === ours.record.n) ?? null;
    const judgement = judgeSize(ours, theirs, mode);
    if (judgement.equal === null || theirs === null) {
      reason ??= judgement.reason;
      continue;
    }
    runsCompared += ours.record.runs.length + theirs.record.runs.length;
    if (!judgement.equal && equal !== false) {
      reason = judgement.reason;
      if (judgement.difference !== null)
        firstDifference = { n: ours.record.n, ...judgement.difference };
    }
    equal = equal !== false && judgement.equal;
  }
  if (equal === true) reason = findUnsteady([candidate, reference], mode);
  return { equal, runsCompared, firstDifference, reason };
}

/** Runs of one build that answered differently from each other; told, since the comparison looked at the first ones. */
function findUnsteady(workloads: readonly LoadedWorkload[], mode: OutputMode): string | null {
  if (mode !== 'exact') return null;
  for (const { sizes } of workloads) {
    for (const { record } of sizes) {
      if (new Set(record.runs.map((run) => run.stdoutSha256)).size > 1) {
        return `Runs of the same build at n = ${formatCount(record.n)} differ from each other; the first ones were compared.`;
      }
    }
  }
  return null;
}
