/** The flame graph of one place, laid out for one width. */
import { formatCount } from '../format-figure';
import type { LoadedSize } from '../../model/loaded';
import type { Profile } from '../../model/profile';
import type { FlameAnswer, FlameMetric, FlameQuestion } from '../../model/view-answers';
import { buildLabels, findSize, operationsOf } from '../analysis-context';
import type { AnalysisContext } from '../analysis-context';
import { buildDifferenceTree } from '../diff/difference-tree';
import { buildCallTree, columnOf, invertCallTree, isIdle, threadKey } from '../tree/call-tree';
import { listFunctions } from '../tree/function-list';
import type { CallTree } from '../tree/tree-builder';
import { emptyFlame, FLAME_UNITS, packBoxes, packTree } from './pack-flame';
import type { FlameHeader } from './pack-flame';
import { layoutTimeOrder } from './layout-time-order';

/** Name of the value column that each metric draws. */
const COLUMNS: Record<FlameMetric, string> = {
  cpu: 'cpu',
  allocated: 'allocated',
  syncs: 'syncs',
};

/** The pass to run where a metric was not measured. */
const PASSES: Record<FlameMetric, string> = {
  cpu: 'cpu',
  allocated: 'alloc',
  syncs: 'stacks',
};

interface Source {
  profile: Profile;
  column: number;
  size: LoadedSize;
  samples: number;
  /** Cost that one sample stands for; 0 for exact counts. */
  quantum: number;
}

/** Lays out what the question asks for; an empty graph with a note where the pass was not made. */
export function answerFlame(question: FlameQuestion, context: AnalysisContext): FlameAnswer {
  const candidate = findSource(
    question,
    findSize(context.candidate, question.workload, question.n),
  );
  const reference = findSource(
    question,
    findSize(context.reference, question.workload, question.n),
  );
  const notes = missingNotes(question, context, candidate, reference);
  const isDifference = question.side === 'difference' && context.reference !== null;
  const header: FlameHeader = {
    unit: FLAME_UNITS[question.metric],
    perOperation: isDifference && question.basis === 'absolute',
    threads: [],
    samples: {
      candidate: candidate?.samples ?? 0,
      reference: context.reference === null ? null : (reference?.samples ?? 0),
    },
    notes,
  };
  if (isDifference) return answerDifference(question, candidate, reference, header);
  const source = question.side === 'reference' ? reference : candidate;
  if (source === null) return emptyFlame(header);
  header.notes.push(...source.profile.notes, ...idleNote(source));
  header.threads = listThreads(source);
  if (question.mode === 'time-order') return answerTimeOrder(question, source, header);
  const tree = treeOf(question, source);
  return packTree({ tree, width: tree.total, question, header, difference: null });
}

function findSource(question: FlameQuestion, size: LoadedSize | null): Source | null {
  if (size === null) return null;
  const profile = { cpu: size.cpu, allocated: size.alloc, syncs: size.syncStacks }[question.metric];
  if (profile === null) return null;
  const column = columnOf(profile, COLUMNS[question.metric]);
  if (column < 0) return null;
  let samples = 0;
  let cost = 0;
  for (const { samples: table } of profile.threads) {
    for (let row = 0; row < table.length; row += 1) {
      if (isIdle(profile, table.stack[row]!)) continue;
      samples += 1;
      cost += table.values[column]![row]!;
    }
  }
  const quantum = question.metric === 'syncs' || samples === 0 ? 0 : cost / samples;
  return { profile, column, size, samples, quantum };
}

function missingNotes(
  question: FlameQuestion,
  context: AnalysisContext,
  candidate: Source | null,
  reference: Source | null,
): string[] {
  const labels = buildLabels(context);
  const notes: string[] = [];
  const missing = (label: string) =>
    `${label} has no ${PASSES[question.metric]} pass of ${question.workload} at n = ${formatCount(question.n)}; run it with this pass.`;
  if (candidate === null && question.side !== 'reference') notes.push(missing(labels.candidate));
  if (context.reference !== null && reference === null && question.side !== 'candidate') {
    notes.push(missing(labels.reference));
  }
  return notes;
}

function treeOf(question: FlameQuestion, source: Source): CallTree {
  const tree = buildCallTree(source.profile, source.column, question.filter);
  return question.mode === 'inverted' ? invertCallTree(tree) : tree;
}

function answerDifference(
  question: FlameQuestion,
  candidate: Source | null,
  reference: Source | null,
  header: FlameHeader,
): FlameAnswer {
  const present = candidate ?? reference;
  if (present === null) return emptyFlame(header);
  if (question.mode === 'time-order') {
    header.notes.push('Two builds share no time order; the merged difference is shown.');
  }
  const sideOf = (source: Source | null, other: Source) => {
    // An absent side is an empty tree, so that what is only in the other is still drawn.
    const tree = treeOf(
      question,
      source ?? { ...other, profile: { ...other.profile, threads: [] } },
    );
    const whole = tree.total[0]!;
    const scale =
      question.basis === 'share'
        ? whole > 0
          ? 1 / whole
          : 0
        : 1 / operationsOf((source ?? other).size);
    return { tree, scale, quantum: source?.quantum ?? other.quantum };
  };
  const ours = sideOf(candidate, present);
  const theirs = sideOf(reference, present);
  const difference = buildDifferenceTree(ours, theirs);
  if (question.basis === 'share') header.notes.push('Values are shares of each build’s own total.');
  return packTree({
    tree: difference.tree,
    width: difference.width,
    question,
    header,
    difference,
  });
}

function answerTimeOrder(
  question: FlameQuestion,
  source: Source,
  header: FlameHeader,
): FlameAnswer {
  const functions = listFunctions(source.profile.frames);
  if (question.filter.focus !== null || question.filter.collapseRecursion) {
    header.notes.push('Focus and collapsed recursion do not apply in time order.');
  }
  const layout = layoutTimeOrder(
    source.profile,
    functions,
    COLUMNS[question.metric],
    question.filter,
    question.root,
    1 / Math.max(1, question.widthPx),
  );
  return packBoxes(layout, functions, question.search, header);
}

function idleNote({ profile, column }: Source): string[] {
  let idle = 0;
  for (const { samples } of profile.threads) {
    for (let row = 0; row < samples.length; row += 1) {
      if (isIdle(profile, samples.stack[row]!)) idle += samples.values[column]![row]!;
    }
  }
  return idle > 0 ? [`Idle time of ${idle.toFixed(1)} ms is left out.`] : [];
}

function listThreads({ profile, column }: Source): FlameAnswer['threads'] {
  const processes = new Set(profile.threads.map((thread) => thread.pid)).size;
  return profile.threads.map((thread) => {
    let total = 0;
    for (let row = 0; row < thread.samples.length; row += 1) {
      if (!isIdle(profile, thread.samples.stack[row]!))
        total += thread.samples.values[column]![row]!;
    }
    const label =
      processes > 1 ? `${thread.processName} ${thread.pid}: ${thread.name}` : thread.name;
    return { key: threadKey(thread), label, total };
  });
}
