/** What every tab needs to know of the open recording or comparison. */
import type { ComparisonAnswer, ProfileAnswer } from '../../../core/model/answers';
import type { Place, Subject } from '../../../core/model/view-answers';
import { useLocationStore } from '../../state/location-store';

/** The open answer, with the place that is looked at. */
export interface OpenSubject {
  subject: Subject;
  answer: ProfileAnswer | ComparisonAnswer;
  /** Names of the builds; `reference` is null for a recording. */
  candidate: string;
  reference: string | null;
  /** The files it was opened from; empty for what was recorded here. */
  imported: { path: string; format: string }[];
  workloads: { name: string; sizes: number[] }[];
  /** The workload and size chosen, else the first workload's largest size that ended well; null where nothing was measured. */
  place: Place | null;
}

/** Joins what is stored with where the reader is. */
export function useOpenSubject(answer: ProfileAnswer | ComparisonAnswer): OpenSubject {
  const workload = useLocationStore((state) => state.location.workload);
  const n = useLocationStore((state) => state.location.n);
  const part = useLocationStore((state) => state.location.part);
  const builds =
    answer.kind === 'comparison' ? [answer.candidate, answer.reference] : [answer.build];
  const subject: Subject = { kind: answer.kind, id: answer.id };
  const workloads = answer.workloads.map((one) => ({
    name: one.name,
    sizes: one.sizes.map((size) => size.n).sort((a, b) => a - b),
  }));
  const chosen = workloads.find((one) => one.name === workload) ?? workloads[0];
  const sizes = chosen?.sizes ?? [];
  const timed = chosen === undefined ? [] : timedSizes(answer, chosen.name);
  const size =
    n !== null && sizes.includes(n)
      ? n
      : (sizes.findLast((each) => timed.includes(each)) ?? sizes[sizes.length - 1]);
  return {
    subject,
    answer,
    candidate: answer.kind === 'comparison' ? answer.candidate.name : answer.build.name,
    reference: answer.kind === 'comparison' ? answer.reference.name : null,
    imported: builds.flatMap((build) => build.imported ?? []),
    workloads,
    place:
      chosen === undefined || size === undefined
        ? null
        : { subject, workload: chosen.name, n: size, ...(part === null ? {} : { part }) },
  };
}

/** Sizes of a workload at which the candidate has times: at others it failed, and there is little to see. */
function timedSizes(answer: ProfileAnswer | ComparisonAnswer, name: string): number[] {
  if (answer.kind === 'comparison') {
    const sizes = answer.workloads.find((one) => one.name === name)?.sizes ?? [];
    return sizes.flatMap(({ n, candidate }) => (candidate.wallMs === null ? [] : [n]));
  }
  const sizes = answer.workloads.find((one) => one.name === name)?.sizes ?? [];
  return sizes.flatMap(({ n, numbers }) => (numbers.wallMs === null ? [] : [n]));
}

/** The place without the part of the run that is chosen, for what is about whole runs. */
export function wholeRun({ subject, workload, n }: Place): Place {
  return { subject, workload, n };
}
