/** The recordings of a question that is about a part of a run: everything with times is cut before it is analysed. */
import type { LoadedRecording, LoadedSize, LoadedWorkload } from '../../model/loaded';
import type { PartAnswer, PartOfBuild, PartPass, Place } from '../../model/view-answers';
import { buildLabels, findSize, findWorkload, type AnalysisContext } from '../analysis-context';
import { cutSize, lengthOfRun, type CutSize, type RunShare } from './cut-size';

/** Parts kept by workload: what was made of one, e.g. its trees, is kept for as long as it is. */
const KEPT = 3;

/** Cut workloads by the workload they were cut from: later questions about the same part must meet the same profiles. */
const known = new WeakMap<LoadedWorkload, Map<string, LoadedWorkload>>();
const cuts = new WeakMap<LoadedSize, CutSize>();

/** The context of the part that a question asks for; the context itself where it asks for the whole run. */
export function cutContext(context: AnalysisContext, place: Place): AnalysisContext {
  const share = shareOf(context, place);
  if (share === null) return context;
  return {
    ...context,
    candidate: cutRecording(context.candidate, place, share),
    reference: context.reference === null ? null : cutRecording(context.reference, place, share),
    whole: context,
  };
}

/** What the part of a question means for each build; of a question without one, the whole of each. */
export function answerPart(place: Place, context: AnalysisContext): PartAnswer {
  const share = place.part === undefined ? { from: 0, to: 1 } : shareOf(context, place);
  const labels = buildLabels(context);
  const of = (side: 'candidate' | 'reference'): PartOfBuild | null => {
    const whole = findSize(context[side], place.workload, place.n);
    const ofMs = whole === null ? null : lengthOfRun(whole);
    if (whole === null || ofMs === null || share === null) return null;
    return {
      build: labels[side],
      fromMs: share.from * ofMs,
      toMs: share.to * ofMs,
      ofMs,
      whole: cutSize(whole, share).whole,
    };
  };
  return { candidate: of('candidate'), reference: of('reference') };
}

/** What a view has to say of passes that it shows whole although a part was asked for; nothing for a whole run. */
export function listWholePasses(
  context: AnalysisContext,
  place: Place,
  passes: readonly PartPass[],
): string[] {
  if (context.whole === undefined) return [];
  const labels = buildLabels(context);
  return (['candidate', 'reference'] as const).flatMap((side) => {
    const size = findSize(context[side], place.workload, place.n);
    const whole = size === null ? [] : (cuts.get(size)?.whole ?? []);
    return whole
      .filter(({ pass }) => passes.includes(pass))
      .map(({ pass, why }) => `${labels[side]}: its ${pass} pass is of the whole run, ${why}.`);
  });
}

/** Whether a pass of a build was cut to the part asked for. */
export function isCut(size: LoadedSize | null, pass: PartPass): boolean {
  const cut = size === null ? undefined : cuts.get(size);
  return cut !== undefined && cut.whole.every((each) => each.pass !== pass);
}

/** The part as fractions of the run of the build that it was chosen in; null for the whole, or where that build's length is not known. */
function shareOf(context: AnalysisContext, { part, workload, n }: Place): RunShare | null {
  if (part === undefined) return null;
  const size = findSize(context[part.side], workload, n);
  const length = size === null ? null : lengthOfRun(size);
  if (length === null) return null;
  const share = (ms: number) => Math.min(1, Math.max(0, ms / length));
  return { from: share(part.fromMs), to: share(part.toMs) };
}

function cutRecording(recording: LoadedRecording, place: Place, share: RunShare): LoadedRecording {
  const workload = findWorkload(recording, place.workload);
  const size = findSize(recording, place.workload, place.n);
  if (workload === null || size === null) return recording;
  const cut = cutWorkload(workload, size, share);
  return {
    ...recording,
    workloads: recording.workloads.map((each) => (each === workload ? cut : each)),
  };
}

/** The workload with the one size that is asked about: growth over sizes is of whole runs. */
function cutWorkload(workload: LoadedWorkload, size: LoadedSize, share: RunShare): LoadedWorkload {
  const kept = known.get(workload) ?? new Map<string, LoadedWorkload>();
  known.set(workload, kept);
  const key = `${size.record.n} ${share.from} ${share.to}`;
  let made = kept.get(key);
  if (made === undefined) {
    const cut = cutSize(size, share);
    cuts.set(cut.size, cut);
    made = { ...workload, sizes: [cut.size] };
  }
  kept.delete(key);
  kept.set(key, made);
  for (const oldest of [...kept.keys()].slice(0, -KEPT)) kept.delete(oldest);
  return made;
}
