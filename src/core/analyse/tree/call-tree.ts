/** Profiles as call trees: merged, inverted, filtered. All walks are iterative: real stacks are tens of thousands deep. */
import { FRAME_KINDS } from '../../model/profile';
import type { Profile, SampleTable, Thread } from '../../model/profile';
import type { TreeFilter } from '../../model/view-answers';
import { markPassing, markUsed, placeStacks, planFolding } from './fold-stacks';
import type { FindRows } from './fold-stacks';
import { listFunctions } from './function-list';
import { NO_FUNCTION, TreeBuilder } from './tree-builder';
import type { CallTree } from './tree-builder';

/** Nothing filtered. */
export const WHOLE_TREE: TreeFilter = {
  thread: null,
  onlyOwnCode: false,
  collapseRecursion: false,
  focus: null,
};

const IDLE = FRAME_KINDS.indexOf('idle');

/** Name of a thread in filters and answers. */
export function threadKey(thread: Thread): string {
  return `${thread.pid}:${thread.tid}`;
}

/** Index of a value column; −1 where the profile does not have it. */
export function columnOf(profile: Profile, name: string): number {
  const exact = profile.valueTypes.findIndex((type) => type.name === name);
  if (exact >= 0 || name !== 'cpu') return exact;
  // A format that knows only wall time or sample counts still tells where the time went.
  return profile.valueTypes.findIndex((type) => type.name === 'wall' || type.name === 'samples');
}

/** Merges all stacks of a profile. Idle samples are left out: nothing ran. */
export function buildCallTree(
  profile: Profile,
  column: number,
  filter: TreeFilter = WHOLE_TREE,
  findRows?: FindRows,
): CallTree {
  const folding = planFolding(profile, listFunctions(profile.frames), filter, findRows);
  const builder = new TreeBuilder(folding.functions);
  const passing = markPassing(profile, folding);
  // Without frames for threads all of them share one placing of the stacks.
  let shared: Int32Array | null = null;
  profile.threads.forEach((thread, index) => {
    if (filter.thread !== null && threadKey(thread) !== filter.thread) return;
    const { samples } = thread;
    const values = samples.values[column];
    if (values === undefined) return;
    let base = 0;
    for (const row of folding.above[index]!) base = builder.childOf(base, row);
    const used = base === 0 ? null : markUsed(profile, index);
    const nodes =
      (used === null ? shared : null) ??
      placeStacks(profile, folding, filter.collapseRecursion, builder, base, used);
    if (used === null) shared = nodes;
    const add = (stack: number, cost: number) => {
      if (isIdle(profile, stack) || (passing !== null && (stack < 0 || passing[stack] === 0))) {
        return;
      }
      builder.addSelf(stack < 0 ? base : nodes[stack]!, cost);
    };
    addSamples(samples, values, profile.stacks.length, add);
  });
  return builder.finish();
}

/**
 * Tells the cost of each sample, or of each stack where there are more samples than stacks: one look at a column a sample
 * in place of five, which makes a million samples three times as fast.
 */
function addSamples(
  samples: SampleTable,
  values: Float64Array,
  stacks: number,
  add: (stack: number, cost: number) => void,
): void {
  const { stack, length } = samples;
  if (length < stacks) {
    for (let row = 0; row < length; row += 1) add(stack[row]!, values[row]!);
    return;
  }
  // The first place is that of the empty stack.
  const sums = new Float64Array(stacks + 1);
  for (let row = 0; row < length; row += 1) sums[stack[row]! + 1]! += values[row]!;
  for (let place = 0; place <= stacks; place += 1) {
    if (sums[place] !== 0) add(place - 1, sums[place]!);
  }
}

/** Whether the innermost frame of a stack says that nothing ran. */
export function isIdle(profile: Profile, stack: number): boolean {
  return stack >= 0 && profile.frames.kind[profile.stacks.frame[stack]!] === IDLE;
}

/** Turns a tree over: below the root the functions that cost something themselves, below each its callers. */
export function invertCallTree(tree: CallTree): CallTree {
  const builder = new TreeBuilder(tree.functions);
  for (let node = 1; node < tree.length; node += 1) {
    const cost = tree.self[node]!;
    if (cost === 0) continue;
    let place = 0;
    for (let above = node; above > 0; above = tree.parent[above]!) {
      place = builder.childOf(place, tree.func[above]!);
    }
    builder.addSelf(place, cost);
  }
  builder.addSelf(0, tree.self[0]!);
  return builder.finish();
}

/** Self and total of each function over the whole tree. */
export interface FunctionSums {
  self: Float64Array;
  /** A stack counts once for a function, however often the function recurs in it. */
  total: Float64Array;
}

/** Sums a tree by function. */
export function sumByFunction(tree: CallTree): FunctionSums {
  const self = new Float64Array(tree.functions.length);
  const total = new Float64Array(tree.functions.length);
  const outermost = markOutermost(tree);
  for (let node = 1; node < tree.length; node += 1) {
    const func = tree.func[node]!;
    self[func]! += tree.self[node]!;
    if (outermost[node] === 1) total[func]! += tree.total[node]!;
  }
  return { self, total };
}

/** Marks nodes with no ancestor of the same function, by one walk in depth-first order with a count of open functions. */
export function markOutermost(tree: CallTree): Uint8Array {
  const marks = new Uint8Array(tree.length);
  const open = new Int32Array(tree.functions.length);
  const order = orderDepthFirst(tree);
  const path: number[] = [];
  for (const node of order) {
    while (path.length > 0 && path[path.length - 1] !== tree.parent[node]) {
      open[tree.func[path.pop()!]!]! -= 1;
    }
    if (node === 0) continue;
    const func = tree.func[node]!;
    if (open[func] === 0) marks[node] = 1;
    open[func]! += 1;
    path.push(node);
  }
  return marks;
}

/** Nodes so that each subtree is contiguous. */
function orderDepthFirst(tree: CallTree): Int32Array {
  const size = new Int32Array(tree.length).fill(1);
  for (let node = tree.length - 1; node > 0; node -= 1) size[tree.parent[node]!]! += size[node]!;
  const place = new Int32Array(tree.length);
  const free = new Int32Array(tree.length);
  free[0] = 1;
  for (let node = 1; node < tree.length; node += 1) {
    const parent = tree.parent[node]!;
    place[node] = free[parent]!;
    free[parent]! += size[node]!;
    free[node] = place[node]! + 1;
  }
  const order = new Int32Array(tree.length);
  for (let node = 0; node < tree.length; node += 1) order[place[node]!] = node;
  return order;
}

/**
 * Function that answers for each node: the nearest one of the project's own code or of a package at or above it, else the
 * node's own. So a builtin, a regular expression or Buffer.alloc is charged to the line that asked for it, and a
 * package answers for what it does itself.
 */
export function findOwners(tree: CallTree): Int32Array {
  const place = new Int32Array(tree.length).fill(NO_FUNCTION);
  for (let node = 1; node < tree.length; node += 1) {
    const func = tree.func[node]!;
    const kind = tree.functions.kinds[func];
    place[node] = kind === 'own' || kind === 'library' ? func : place[tree.parent[node]!]!;
  }
  return place.map((owner, node) => (owner === NO_FUNCTION ? tree.func[node]! : owner));
}

/** Self cost of each function together with what it asked of foreign code; see findOwners. */
export function sumByOwner(tree: CallTree): Float64Array {
  const owners = findOwners(tree);
  const charged = new Float64Array(tree.functions.length);
  for (let node = 1; node < tree.length; node += 1) {
    const func = tree.func[node]!;
    const kind = tree.functions.kinds[func];
    // The collector and the idle loop belong to nobody, wherever a format hangs them.
    const owner = kind === 'gc' || kind === 'idle' ? func : owners[node]!;
    charged[owner]! += tree.self[node]!;
  }
  return charged;
}
