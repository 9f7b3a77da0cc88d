/** The flame graph of one place, laid out for one width. */
import { formatMs } from '../format-figure';
import { sayMissingPass } from '../say-missing-pass';
import type { FlameAnswer, FlameMetric, FlameQuestion } from '../../model/view-answers';
import { buildLabels, findSize } from '../analysis-context';
import type { AnalysisContext } from '../analysis-context';
import type { DifferenceTree } from '../diff/difference-tree';
import { findKnownPairs } from '../diff/match-functions';
import { findFlameSource } from './flame-source';
import type { FlameSource } from './flame-source';
import { buildDifference, buildPicture, buildTimeLayout } from './flame-trees';
import type { FlamePair } from './flame-trees';
import { emptyFlame, FLAME_UNITS, packBoxes, packTree } from './pack-flame';
import type { FlameHeader } from './pack-flame';
import { rankModules } from './rank-modules';
import { findPictures } from './recent-pictures';
import { listWholePasses } from '../part/cut-context';
import { clockOf, lengthOfRun, type SampledPass } from '../part/cut-size';
import { computeTimeAxes } from './time-axes';
import type { TimeLayout } from './layout-time-order';
import type { TimeOrderIndex } from './index-time-order';

/** The pass to run where a metric was not measured. */
const PASSES: Record<FlameMetric, SampledPass> = {
  cpu: 'cpu',
  allocated: 'alloc',
  syncs: 'stacks',
  waiting: 'waits',
};

/** Lays out what the question asks for; an empty graph with a note where the pass was not made. */
export function answerFlame(question: FlameQuestion, context: AnalysisContext): FlameAnswer {
  const sourceIn = (recording: AnalysisContext['reference']) =>
    findFlameSource(question.metric, findSize(recording, question.workload, question.n));
  const candidate = sourceIn(context.candidate);
  const reference = sourceIn(context.reference);
  const pictures = findPictures(candidate?.profile ?? null, reference?.profile ?? null);
  const pair: FlamePair = {
    candidate,
    reference,
    pictures,
    pairs: findKnownPairs(context, question.workload),
  };
  const isCompared =
    context.reference !== null && (question.side === 'difference' || question.linked === true);
  const header: FlameHeader = {
    unit: isCompared && question.basis === 'share' ? 'share' : FLAME_UNITS[question.metric],
    perOperation: isCompared && question.basis === 'absolute',
    threads: [],
    samples: {
      candidate: candidate?.samples ?? 0,
      reference: context.reference === null ? null : (reference?.samples ?? 0),
    },
    notes: [
      ...missingNotes(question, context, candidate, reference),
      ...listWholePasses(context, question, [PASSES[question.metric]]),
    ],
  };
  if (context.whole !== undefined && header.perOperation) {
    header.notes.push('Costs of the part, over the operations of the whole run.');
  }
  if (isCompared) return answerCompared(question, pair, header, buildLabels(context));
  const source = question.side === 'reference' ? reference : candidate;
  if (source === null) return emptyFlame(header);
  header.notes.push(...source.profile.notes, ...idleNote(source));
  if (question.metric === 'cpu' && context.whole === undefined) {
    header.notes.push(...blockedNote(source));
  }
  header.threads = source.threads;
  if (question.mode === 'time-order') {
    const { layout, index } = buildTimeLayout(question, pair, source);
    const { tree } = index;
    if (index.moment === null) header.notes.push(NO_MOMENTS);
    return {
      ...packBoxes(layout, tree.functions, question.search, header, rankModules(tree)),
      timeAxes: axesOf(question, context, index, layout),
    };
  }
  const tree = buildPicture(question, pair, source);
  const answer = packTree({
    tree,
    width: tree.total,
    question,
    header,
    difference: null,
    top: topOf(question),
  });
  return withFocusNote(question, answer);
}

const NO_MOMENTS =
  'These samples have no times: they stand in the order in which they were recorded, and no part of the run can be chosen here.';

/** The moments of the picture in the whole run, whatever part of it is shown. */
function axesOf(
  question: FlameQuestion,
  context: AnalysisContext,
  index: TimeOrderIndex,
  layout: TimeLayout,
): FlameAnswer['timeAxes'] {
  const whole = context.whole ?? context;
  const recording = question.side === 'reference' ? whole.reference : whole.candidate;
  const size = findSize(recording, question.workload, question.n);
  const runMs = size === null ? null : lengthOfRun(size);
  const clock = size === null ? null : clockOf(size, PASSES[question.metric]);
  if (runMs === null || clock === null || !(clock.lengthMs > 0)) return [];
  const toRun = (ms: number) => {
    const share = (ms - clock.startMs) / clock.lengthMs;
    return Math.min(1, Math.max(0, share)) * runMs;
  };
  return computeTimeAxes(index, layout, question.widthPx, toRun);
}

/** Of a sandwich the function itself is the root. */
function topOf({ mode }: FlameQuestion): number {
  return mode === 'callers' || mode === 'callees' ? 1 : 0;
}

function withFocusNote(question: FlameQuestion, answer: FlameAnswer): FlameAnswer {
  const { focus } = question.filter;
  if (answer.length > 0 || focus === null) return answer;
  const note = `${focus.function} costs nothing here, or is folded into its callers by the filters.`;
  return { ...answer, notes: [...answer.notes, note] };
}

function missingNotes(
  question: FlameQuestion,
  context: AnalysisContext,
  candidate: FlameSource | null,
  reference: FlameSource | null,
): string[] {
  const labels = buildLabels(context);
  const notes: string[] = [];
  const missing = (label: string, recording: AnalysisContext['reference']) =>
    sayMissingPass(
      findSize(recording, question.workload, question.n),
      label,
      PASSES[question.metric],
      question,
    );
  if (candidate === null && question.side !== 'reference') {
    notes.push(missing(labels.candidate, context.candidate));
  }
  if (context.reference !== null && reference === null && question.side !== 'candidate') {
    notes.push(missing(labels.reference, context.reference));
  }
  return notes;
}

function answerCompared(
  question: FlameQuestion,
  pair: FlamePair,
  header: FlameHeader,
  labels: { candidate: string; reference: string },
): FlameAnswer {
  if (pair.candidate === null && pair.reference === null) return emptyFlame(header);
  if (question.mode === 'time-order') {
    header.notes.push('Two builds share no time order; the merged picture is shown.');
  }
  // Thread numbers belong to one build: without them the threads can be counted and split, but none chosen.
  const threads = [pair.candidate, pair.reference].map((source) => source?.threads ?? []);
  header.threads = threads
    .reduce((most, each) => (each.length > most.length ? each : most))
    .map((thread) => ({ ...thread, key: '' }));
  const difference = buildDifference(question, pair);
  const own = ownPart(question, difference);
  const root = own === null ? question.root : findOwnRoot(question.root, difference, own.total);
  if (root !== question.root && root !== null) {
    const { keys } = difference.tree.functions;
    const name = keys[difference.tree.func[root]!]!.function;
    header.notes.push(
      `${labels[question.side === 'reference' ? 'reference' : 'candidate']} reaches ${name} by another way; its costliest place is shown.`,
    );
  }
  const answer = packTree({
    tree: { ...difference.tree, ...own },
    width: own?.total ?? difference.width,
    // Both panes have one order, so that the eye finds a frame at about the same place.
    order: difference.width,
    question: { ...question, root },
    header,
    difference,
    top: topOf(question),
  });
  return withFocusNote(question, answer);
}

/** Node that one pane zooms to: where the build does not pass through the place itself, its costliest place of the same function. */
function findOwnRoot(
  root: number | null,
  { tree }: DifferenceTree,
  total: Float64Array,
): number | null {
  if (root === null || root <= 0 || root >= tree.length || total[root]! > 0) return root;
  let best = root;
  for (let node = 1; node < tree.length; node += 1) {
    if (tree.func[node] === tree.func[root] && total[node]! > total[best]!) best = node;
  }
  return best;
}

/** Costs of the build that a linked pane shows; null for the difference of both. */
function ownPart({ side }: FlameQuestion, difference: DifferenceTree) {
  if (side === 'difference') return null;
  return side === 'candidate'
    ? { total: difference.candidate, self: difference.candidateSelf }
    : { total: difference.reference, self: difference.referenceSelf };
}

/** Samples over used CPU time from which on it is told that they are not all work. */
const MOSTLY_WORK = 1.25;

/** V8 samples a thread that waits inside a call as well. */
function blockedNote({ size, cost }: FlameSource): string[] {
  const pass = size.record.passes.find(({ ledger }) => ledger.instrument === 'cpu');
  const usedMs = pass?.exit?.cpuMs ?? 0;
  if (usedMs <= 0 || cost <= MOSTLY_WORK * usedMs) return [];
  return [
    `The samples stand for ${formatMs(cost)}, of which the program used ${formatMs(usedMs)} of CPU time at most: the rest was spent waiting inside calls, such as a sync, or for a free processor.`,
  ];
}

function idleNote({ idle }: FlameSource): string[] {
  return idle > 0 ? [`Idle time of ${idle.toFixed(1)} ms is left out.`] : [];
}
