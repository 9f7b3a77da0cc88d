/**
 * What a picture in the order of time is drawn from. Samples that follow each other in one place are a stretch; how many levels a stretch
 * shares with the one before it says where every box begins and ends, so that no box has to be kept: an erratic profile has depth times
 * samples of them.
 */
import type { Profile } from '../../model/profile';
import { threadKey } from '../tree/call-tree';
import { markPassing, placeStacks } from '../tree/fold-stacks';
import type { Folding } from '../tree/fold-stacks';
import { TreeBuilder } from '../tree/tree-builder';
import type { CallTree } from '../tree/tree-builder';
import { SmallestBelow } from './smallest-below';

/** Columns by stretch unless said otherwise. A level is a row of boxes: 0 is the whole, then threads where there are several. */
export interface TimeOrderIndex {
  tree: CallTree;
  /** Stretches. */
  length: number;
  /** Place in the tree. */
  node: Int32Array;
  /** Depth by node of the tree, 0 at the root. */
  depth: Int32Array;
  /** 1 where the threads have a level of their own, else 0. */
  threadLevels: 0 | 1;
  /** First stretch and label of each thread that has samples. */
  threads: { first: number; label: string }[];
  /** Cost before each stretch; one more than there are stretches. */
  start: Float64Array;
  /** Boxes that open before each stretch, the whole included; one more than there are stretches. */
  opened: Float64Array;
  /** Levels shared with the stretch before, the whole not counted; 0 at the start of a thread. */
  shared: Int32Array;
  nearest: SmallestBelow;
  /** Stretches of each node in order, from `firstOf[node]` on, and their costs summed from the first of the node. */
  firstOf: Int32Array;
  ofNode: Int32Array;
  spent: Float64Array;
}

/** Indexes all samples as they are folded; those of one thread alone where its key is given. Takes about 36 bytes a stretch. */
export function indexTimeOrder(
  profile: Profile,
  folding: Folding,
  column: number,
  collapseRecursion: boolean,
  only: string | null,
): TimeOrderIndex {
  const builder = new TreeBuilder(folding.functions);
  const nodes = placeStacks(profile, folding, collapseRecursion, builder);
  markPassing(profile, folding)?.forEach((passing, stack) => {
    if (passing === 0) nodes[stack] = 0;
  });
  const threads = profile.threads.filter((thread) => only === null || threadKey(thread) === only);
  const threadLevels = threads.length > 1 ? 1 : 0;
  const room = threads.reduce((sum, { samples }) => sum + samples.length, 0);
  let node = new Int32Array(room);
  let start = new Float64Array(room + 1);
  const starts: TimeOrderIndex['threads'] = [];
  let length = 0;
  let at = 0;
  for (const { samples, processName, name } of threads) {
    if (samples.length === 0) continue;
    starts.push({ first: length, label: `${processName} ${name}` });
    const values = samples.values[column]!;
    const first = length;
    for (let row = 0; row < samples.length; row += 1) {
      const stack = samples.stack[row]!;
      const place = stack < 0 ? 0 : nodes[stack]!;
      if (length === first || node[length - 1] !== place) {
        node[length] = place;
        start[length] = at;
        length += 1;
      }
      builder.addSelf(place, values[row]!);
      at += values[row]!;
    }
  }
  start[length] = at;
  // Copied to their size: most samples stand in the place of the one before.
  node = node.slice(0, length);
  start = start.slice(0, length + 1);
  const tree = builder.finish();
  const depth = new Int32Array(tree.length);
  for (let each = 1; each < tree.length; each += 1) depth[each] = depth[tree.parent[each]!]! + 1;
  const shared = countShared(tree, depth, node, starts, threadLevels);
  const opened = new Float64Array(length + 1);
  opened[0] = 1;
  for (let row = 0; row < length; row += 1) {
    opened[row + 1] = opened[row]! + depth[node[row]!]! + threadLevels - shared[row]!;
  }
  return {
    ...{ tree, length, node, depth, threadLevels, threads: starts, start, opened, shared },
    nearest: new SmallestBelow(shared),
    ...groupByNode(tree, node, start),
  };
}

function countShared(
  tree: CallTree,
  depth: Int32Array,
  node: Int32Array,
  threads: TimeOrderIndex['threads'],
  threadLevels: number,
): Int32Array {
  const shared = new Int32Array(node.length);
  for (let row = 1; row < node.length; row += 1) {
    let [left, right] = [node[row - 1]!, node[row]!];
    while (depth[left]! > depth[right]!) left = tree.parent[left]!;
    while (depth[right]! > depth[left]!) right = tree.parent[right]!;
    while (left !== right) {
      left = tree.parent[left]!;
      right = tree.parent[right]!;
    }
    shared[row] = depth[left]! + threadLevels;
  }
  for (const { first } of threads) shared[first] = 0;
  return shared;
}

function groupByNode(tree: CallTree, node: Int32Array, start: Float64Array) {
  const firstOf = new Int32Array(tree.length + 1);
  for (const each of node) firstOf[each + 1]! += 1;
  for (let each = 0; each < tree.length; each += 1) firstOf[each + 1]! += firstOf[each]!;
  const free = firstOf.slice(0, tree.length);
  const ofNode = new Int32Array(node.length);
  const spent = new Float64Array(node.length);
  for (let row = 0; row < node.length; row += 1) {
    const each = node[row]!;
    const place = free[each]!;
    free[each]! += 1;
    ofNode[place] = row;
    const before = place > firstOf[each]! ? spent[place - 1]! : 0;
    spent[place] = before + start[row + 1]! - start[row]!;
  }
  return { firstOf, ofNode, spent };
}
