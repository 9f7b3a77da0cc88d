/**
 * What a picture in the order of time is drawn from. Samples that follow each other in one place are a stretch; how many levels a stretch
 * shares with the one before it says where every box begins and ends, so that no box has to be kept: an erratic profile has depth times
 * samples of them.
 */
import type { Profile, SampleTable } from '../../model/profile';
import { hasTimes } from '../part/cut-profile';
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
  /** First stretch and label of each thread that has samples, and the moment at which its last sample ends, or 0. */
  threads: { first: number; label: string; endMs: number }[];
  /** Cost before each stretch; one more than there are stretches. */
  start: Float64Array;
  /** Moment of each stretch's first sample in milliseconds on the profile's clock; null where samples have no times. */
  moment: Float64Array | null;
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

/** Indexes all samples as they are folded; those of one thread alone where its key is given. Takes about 44 bytes a stretch. */
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
  let moment = hasTimes(profile) ? new Float64Array(room) : null;
  const starts: TimeOrderIndex['threads'] = [];
  let length = 0;
  let at = 0;
  for (const { samples, processName, name } of threads) {
    if (samples.length === 0) continue;
    const { time } = samples;
    const endMs = (time?.[samples.length - 1] ?? 0) + lastLasts(profile, samples, column);
    starts.push({ first: length, label: `${processName} ${name}`, endMs });
    const values = samples.values[column]!;
    const first = length;
    for (let row = 0; row < samples.length; row += 1) {
      const stack = samples.stack[row]!;
      const place = stack < 0 ? 0 : nodes[stack]!;
      if (length === first || node[length - 1] !== place) {
        node[length] = place;
        start[length] = at;
        if (moment !== null && time !== null) moment[length] = time[row]!;
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
  moment = moment?.slice(0, length) ?? null;
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
    ...{ tree, length, node, depth, threadLevels, threads: starts, start, moment, opened, shared },
    nearest: new SmallestBelow(shared),
    ...groupByNode(tree, node, start),
  };
}

/** A sample of events lasts no time of its own: a microsecond keeps it before the end. */
const EVENT_MS = 0.001;

/** Milliseconds that a thread's last sample stands for. */
function lastLasts(profile: Profile, { values, length }: SampleTable, column: number): number {
  const cost = values[column]![length - 1]!;
  return profile.valueTypes[column]!.unit === 'ms' ? Math.max(cost, EVENT_MS) : EVENT_MS;
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

/** Last place in an ascending column, at or behind `from`, whose value is at most the bound; of equal values the last. */
export function lastAtMost(
  column: Float64Array,
  from: number,
  before: number,
  bound: number,
): number {
  let low = from;
  let high = before;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (column[middle]! <= bound) low = middle;
    else high = middle - 1;
  }
  return low;
}
