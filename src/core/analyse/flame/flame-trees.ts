/** Trees and layouts that a flame question is answered from, taken from those made last where they fit. */
import type { KnownPairs } from '../../model/function-pairing';
import type { FlameQuestion, FrameKey } from '../../model/view-answers';
import { operationsOf } from '../analysis-context';
import { alignFunctions } from '../diff/align-functions';
import { buildDifferenceTree } from '../diff/difference-tree';
import type { DifferenceTree } from '../diff/difference-tree';
import { buildCallTree, invertCallTree } from '../tree/call-tree';
import { findExactRows, planFolding } from '../tree/fold-stacks';
import type { FindRows } from '../tree/fold-stacks';
import { keyText, listFunctions } from '../tree/function-list';
import { buildCalleeTree, buildCallerTree } from '../tree/sandwich';
import type { CallTree } from '../tree/tree-builder';
import type { FlameSource } from './flame-source';
import { indexTimeOrder, type TimeOrderIndex } from './index-time-order';
import { layoutTimeOrder } from './layout-time-order';
import type { TimeLayout } from './layout-time-order';
import type { RecentPictures } from './recent-pictures';

/** The profiles of both builds, and what was made of them before. */
export interface FlamePair {
  candidate: FlameSource | null;
  reference: FlameSource | null;
  pictures: RecentPictures;
  /** Pairs beyond equal names. */
  pairs: KnownPairs;
}

/** The tree of one build as the question filters and turns it. */
export function buildPicture(
  question: FlameQuestion,
  pair: FlamePair,
  source: FlameSource,
): CallTree {
  const { filter, mode } = question;
  const isSandwich = mode === 'callers' || mode === 'callees';
  const own = source === pair.candidate ? 'candidate' : 'reference';
  // A function that the filter names in the other build is found by its pair.
  const keyOf = (...rest: unknown[]) =>
    JSON.stringify([own, source.column, pair.pairs.byHand, ...rest]);
  const findRows = () => findInPair(pair, source);
  // The function in the middle of a sandwich is looked for in the whole tree.
  const whole = isSandwich ? { ...filter, focus: null } : filter;
  const { trees } = pair.pictures;
  const merged = () =>
    trees.get(keyOf('merged', whole), () =>
      buildCallTree(source.profile, source.column, whole, findRows()),
    );
  if (mode === 'inverted') return trees.get(keyOf(mode, filter), () => invertCallTree(merged()));
  if (!isSandwich) return merged();
  return trees.get(keyOf(mode, filter), () => {
    const tree = merged();
    const rows = filter.focus === null ? [] : rowsInTree(tree, findRows(), filter.focus);
    return mode === 'callers' ? buildCallerTree(tree, rows) : buildCalleeTree(tree, rows);
  });
}

/** Rows of a key in a tree, whose function list may hold modules and threads besides the profile's functions. */
function rowsInTree(tree: CallTree, findRows: FindRows, key: FrameKey): number[] {
  return [...new Set([...findRows(key), ...findExactRows(tree.functions)(key)])];
}

/** Both builds' trees laid over each other. */
export function buildDifference(question: FlameQuestion, pair: FlamePair): DifferenceTree {
  const { filter, metric } = question;
  const mode = question.mode === 'time-order' ? 'merged' : question.mode;
  const key = JSON.stringify([metric, mode, question.basis, filter, pair.pairs.byHand]);
  return pair.pictures.differences.get(key, () => {
    const { candidate, reference } = pair;
    const ours = sideOf(candidate, (candidate ?? reference)!);
    const theirs = sideOf(reference, (reference ?? candidate)!);
    return buildDifferenceTree(ours, theirs, pair.pairs);
  });

  function sideOf(source: FlameSource | null, present: FlameSource) {
    // An absent side is an empty tree, so that what is only in the other is still drawn.
    const tree =
      source === null
        ? buildCallTree({ ...present.profile, threads: [] }, present.column)
        : buildPicture({ ...question, mode }, pair, source);
    const whole = tree.total[0]!;
    const share = whole > 0 ? 1 / whole : 0;
    const scale = question.basis === 'share' ? share : 1 / operationsOf(present.size);
    return { tree, scale, quantum: present.quantum };
  }
}

/** The layout of one build in the order of time. */
export function buildTimeLayout(
  question: FlameQuestion,
  pair: FlamePair,
  source: FlameSource,
): { layout: TimeLayout; index: TimeOrderIndex } {
  const { filter, root, widthPx } = question;
  const { profile, column } = source;
  const own = source === pair.candidate ? 'candidate' : 'reference';
  const key = JSON.stringify([own, column, filter]);
  const index = pair.pictures.timeOrders.get(key, () => {
    const functions = listFunctions(profile.frames);
    const folding = planFolding(profile, functions, filter, findInPair(pair, source));
    return indexTimeOrder(profile, folding, column, filter.collapseRecursion, filter.thread);
  });
  const layout = pair.pictures.timeLayouts.get(`${key} ${root} ${widthPx}`, () =>
    layoutTimeOrder(index, root, 1 / Math.max(1, widthPx)),
  );
  return { layout, index };
}

/**
 * Finds a key in one build. A key that came from the other build's picture means the function that it is paired with: the same
 * code lies in another folder and at another line there.
 */
function findInPair(pair: FlamePair, source: FlameSource): FindRows {
  const functions = listFunctions(source.profile.frames);
  const exact = findExactRows(functions);
  const { candidate, reference, pictures } = pair;
  if (candidate === null || reference === null) return exact;
  return (key) => {
    const lists = {
      candidate: listFunctions(candidate.profile.frames),
      reference: listFunctions(reference.profile.frames),
    };
    const alignment = pictures.alignments.get(JSON.stringify(pair.pairs.byHand), () =>
      alignFunctions(lists.candidate, lists.reference, pair.pairs),
    );
    const wanted = keyText(key);
    const groups = new Set(
      (['candidate', 'reference'] as const).flatMap((side) =>
        lists[side].keys.flatMap((each, row) =>
          keyText(each) === wanted ? [alignment[side][row]!] : [],
        ),
      ),
    );
    const own = source === candidate ? alignment.candidate : alignment.reference;
    return Array.from(own.keys()).filter((row) => groups.has(own[row]!));
  };
}
