/** A capture that says nothing, beside numbers that look as if it did: evidence is checked before it is believed. */
import type { Finding } from '../../model/finding';
import type { Instrument } from '../../model/instrument';
import type { LoadedSize } from '../../model/loaded';
import type { Profile } from '../../model/profile';
import type { BuildView } from '../compare/build-view';
import { checkProfile, type ProfileDoubt } from '../check-profile';
import { formatCount, formatMs } from '../format-figure';
import { estimateMedian } from '../statistics/estimate-median';
import { cpuTimes, sumColumn } from '../compare/measure-size';
import { fact } from './rule';
import type { ComparisonRule, RecordingRule } from './rule';
import { THRESHOLDS } from './thresholds';

const { evidence } = THRESHOLDS;

/** What a pass holds that saw a part of its run. */
const SHARE_SEEN = 'of its CPU time seen';

/** Checks both builds. */
export const evidenceInvalid: ComparisonRule = (view) => [
  ...checkBuild(view.candidate),
  ...checkBuild(view.reference),
];

/** Checks one build. */
export const evidenceInvalidAlone: RecordingRule = (view) => checkBuild(view);

function checkBuild(view: BuildView): Finding[] {
  for (const size of view.sizes) {
    const problem = isImported(view) ? checkImport(size) : checkSize(size);
    if (problem === null) continue;
    // A run that is over before sampling begins leaves none; a larger size shows that the instrument works.
    const isShort = medianCpuMs(size) < evidence.shortMs;
    const isTooShort =
      !isImported(view) &&
      problem.value === 0 &&
      ((isShort && view.recording.recording.build.target !== 'native') ||
        view.sizes.some(
          ({ record, cpu }) =>
            (record.n > size.record.n || isShort) && cpu !== null && countSamples(cpu) > 0,
        ));
    if (isTooShort) continue;
    const workload = view.workload.record.name;
    const isPart = problem.what === SHARE_SEEN;
    const unit = isPart ? 'share' : 'count';
    return [
      {
        id: 'evidence-invalid',
        severity: 'medium',
        confidence: 'high',
        workload,
        title: `The ${problem.pass} capture of ${view.label} on ${workload} at n = ${formatCount(size.record.n)} shows ${isPart ? 'too little' : 'nothing'}.`,
        headline: { value: problem.value, unit, caption: problem.what },
        evidence: [fact(problem.text, problem.value, unit, problem.pass)],
        frames: [],
        refutedBy: 'The same pass run again with samples in it.',
        advice: isPart
          ? 'Do not read anything from this pass; run it again with less else to do for the machine, whose other work kept the sampler waiting.'
          : 'Do not read anything from this pass; run it again and see what the doctor says of its instrument.',
      },
    ];
  }
  return [];
}

interface Problem extends ProfileDoubt {
  pass: Instrument;
}

/** A file of another tool comes without runs whose CPU time would bound what it should hold. */
function isImported({ recording }: BuildView): boolean {
  return recording.recording.imported !== undefined;
}

function checkImport({ cpu }: LoadedSize): Problem | null {
  const doubt = cpu === null ? null : checkProfile(cpu);
  return doubt === null ? null : { ...doubt, pass: 'cpu' };
}

function checkSize(size: LoadedSize): Problem | null {
  const cpuMs = medianCpuMs(size);
  if (size.cpu === null || cpuMs < evidence.cpuMs) return null;
  const samples = countSamples(size.cpu);
  if (samples === 0) {
    return {
      pass: 'cpu',
      value: 0,
      what: 'samples',
      text: `The CPU pass holds no sample, although a run uses ${formatMs(cpuMs)} of CPU time.`,
    };
  }
  // One function whose file is known may well be the whole program.
  const { frames } = size.cpu;
  if (frames.length <= 1 && frames.file[0] == null && samples >= evidence.samples) {
    return {
      pass: 'cpu',
      value: size.cpu.frames.length,
      what: size.cpu.frames.length === 1 ? 'function' : 'functions',
      text: `All ${samples} samples of the CPU pass are in one function: the stacks were not resolved.`,
    };
  }
  const pass = size.record.passes.find(({ ledger }) => ledger.instrument === 'cpu');
  const usedMs = pass?.exit?.cpuMs ?? 0;
  const seenMs = sumColumn(size.cpu, 'cpu');
  if (usedMs >= evidence.seenFromMs && seenMs !== null && seenMs < evidence.seenShare * usedMs) {
    return {
      pass: 'cpu',
      value: seenMs / usedMs,
      what: SHARE_SEEN,
      text: `The samples of the CPU pass stand for ${formatMs(seenMs)}, although the pass used ${formatMs(usedMs)} of CPU time: duration and rate do not agree.`,
    };
  }
  return null;
}

function medianCpuMs(size: LoadedSize): number {
  return estimateMedian(cpuTimes(size))?.median ?? 0;
}

function countSamples(profile: Profile): number {
  return profile.threads.reduce((sum, { samples }) => sum + samples.length, 0);
}
