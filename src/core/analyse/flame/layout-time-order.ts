/** A flame graph in the order of time: equal stacks are joined only where they follow each other. */
import type { Profile } from '../../model/profile';
import { threadKey } from '../tree/call-tree';
import { markPassing, placeStacks } from '../tree/fold-stacks';
import type { Folding } from '../tree/fold-stacks';
import { TreeBuilder } from '../tree/tree-builder';
import type { CallTree } from '../tree/tree-builder';

/** Boxes in time order. A node is numbered by when it opens, whether or not it is wide enough to be drawn. */
export interface TimeLayout {
  node: number[];
  parent: number[];
  depth: number[];
  x0: number[];
  x1: number[];
  /** Row of the function list; −1 for the root and the row of a thread. */
  func: number[];
  /** Label of a thread's row; null for others. */
  label: (string | null)[];
  total: number[];
  self: number[];
  /** Nodes under the root, drawn or not. */
  nodes: number;
  /** Cost of the root. */
  whole: number;
  /** Way from the whole to the root. */
  path: { node: number; func: number; label: string | null }[];
  /** Cost that no box of its own shows. */
  hidden: number;
}

/** A box that is kept. */
interface Kept {
  node: number;
  func: number;
  label: string | null;
  start: number;
  end: number;
  self: number;
  parent: number;
  depth: number;
}

/** Where the stacks of a profile stand in their merged tree; the same for every zoom. */
export interface StackPlaces {
  tree: CallTree;
  /** Depth of each node, 0 at the root. */
  depth: Int32Array;
  deepest: number;
  /** Node of each stack; 0 where the focus leaves it out. */
  nodes: Int32Array;
  /** Costs of the boxes laid out so far: a zoom to one of them need not look for it first. */
  costs: Map<number, number>;
}

/** Places all stacks of a profile as they are folded. */
export function placeForTimeOrder(
  profile: Profile,
  folding: Folding,
  column: number,
  collapseRecursion: boolean,
): StackPlaces {
  const builder = new TreeBuilder(folding.functions);
  const nodes = placeStacks(profile, folding, collapseRecursion, builder);
  markPassing(profile, folding)?.forEach((passing, stack) => {
    if (passing === 0) nodes[stack] = 0;
  });
  for (const { samples } of profile.threads) {
    const values = samples.values[column]!;
    for (let row = 0; row < samples.length; row += 1) {
      const stack = samples.stack[row]!;
      builder.addSelf(stack < 0 ? 0 : nodes[stack]!, values[row]!);
    }
  }
  const tree = builder.finish();
  const depth = new Int32Array(tree.length);
  let deepest = 0;
  for (let node = 1; node < tree.length; node += 1) {
    depth[node] = depth[tree.parent[node]!]! + 1;
    deepest = Math.max(deepest, depth[node]!);
  }
  return { tree, depth, deepest, nodes, costs: new Map() };
}

/** What a layout in time order is made from. */
export interface TimeOrderJob {
  profile: Profile;
  places: StackPlaces;
  column: number;
  /** Only the thread of this key; null for all, one after the other. */
  thread: string | null;
}

/**
 * Lays out one zoomed node, or the whole for null. Costs stand one after the other, thread after thread; a box is kept only when it is
 * at least `narrowest` of the root's cost, so that memory follows the picture and not depth times samples.
 */
export function layoutTimeOrder(
  job: TimeOrderJob,
  root: number | null,
  narrowest: number,
): TimeLayout {
  const { costs } = job.places;
  const cost = root === null ? null : (costs.get(root) ?? sweep(job, root, Infinity).cost);
  const whole = cost ?? wholeCost(job);
  // A root that the tree does not have, e.g. of another filter, shows the whole.
  const { layout } = sweep(job, cost === null ? 0 : root!, narrowest * whole);
  layout.node.forEach((node, row) => costs.set(node, layout.total[row]!));
  return layout;
}

function sweep(
  { profile, places, column, thread: only }: TimeOrderJob,
  root: number,
  lowest: number,
): { layout: TimeLayout; cost: number | null } {
  const sink = new BoxSink(root, lowest);
  const { tree, depth, deepest, nodes } = places;
  const way = new Int32Array(deepest);
  const threads = profile.threads.filter((thread) => only === null || threadKey(thread) === only);
  for (const thread of threads) {
    if (threads.length > 1) sink.open(-1, `${thread.processName} ${thread.name}`);
    const { samples } = thread;
    const values = samples.values[column]!;
    let open = 0;
    for (let row = 0; row < samples.length; row += 1) {
      const stack = samples.stack[row]!;
      const node = stack < 0 ? 0 : nodes[stack]!;
      let [left, right] = [open, node];
      // Both climb to where they meet: what is closed and what is opened lies on the two ways there.
      while (depth[left]! > depth[right]!) left = close(sink, tree.parent, left);
      let steps = 0;
      while (left !== right) {
        if (depth[left] === depth[right]) left = close(sink, tree.parent, left);
        way[steps] = right;
        steps += 1;
        right = tree.parent[right]!;
      }
      while (steps > 0) {
        steps -= 1;
        sink.open(tree.func[way[steps]!]!, null);
      }
      sink.spend(values[row]!);
      open = node;
    }
    while (open > 0) open = close(sink, tree.parent, open);
    if (threads.length > 1) sink.close();
  }
  return { layout: sink.finish(), cost: sink.rootCost };
}

function close(sink: BoxSink, parent: Int32Array, node: number): number {
  sink.close();
  return parent[node]!;
}

function wholeCost({ profile, column, thread: only }: TimeOrderJob): number {
  let sum = 0;
  for (const thread of profile.threads) {
    if (only !== null && threadKey(thread) !== only) continue;
    for (const value of thread.samples.values[column] ?? []) sum += value;
  }
  return sum;
}

/** Opens and closes boxes along the axis of cost, and keeps those below the root that cost enough to be seen. */
class BoxSink {
  /** Cost of the root once it is closed; null where it never opened. */
  rootCost: number | null = null;
  // Open boxes in parallel arrays: an erratic profile opens tens of millions, too many for an object each.
  private readonly node: number[] = [];
  private readonly func: number[] = [];
  private readonly start: number[] = [];
  private readonly self: number[] = [];
  private readonly label: (string | null)[] = [];
  private readonly children: (number[] | null)[] = [];
  private readonly kept: Kept[] = [];
  private depth = 0;
  private at = 0;
  private opened = 0;
  private nodes = 0;
  private rootDepth = -1;
  private path: TimeLayout['path'] = [];

  constructor(
    private readonly root: number,
    private readonly lowest: number,
  ) {
    this.open(-1, null);
  }

  open(func: number, label: string | null): void {
    const { depth } = this;
    this.node[depth] = this.opened;
    this.func[depth] = func;
    this.start[depth] = this.at;
    this.self[depth] = 0;
    this.label[depth] = label;
    this.children[depth] = null;
    this.depth += 1;
    if (this.opened === this.root) {
      this.rootDepth = depth;
      this.path = Array.from({ length: this.depth }, (_, i) => ({
        node: this.node[i]!,
        func: this.func[i]!,
        label: this.label[i]!,
      }));
    }
    this.opened += 1;
  }

  spend(cost: number): void {
    this.at += cost;
    this.self[this.depth - 1]! += cost;
  }

  close(): void {
    this.depth -= 1;
    const { depth } = this;
    if (this.rootDepth < 0) return;
    const isRoot = depth === this.rootDepth;
    const total = this.at - this.start[depth]!;
    this.nodes += 1;
    if (isRoot) this.rootCost = total;
    if (isRoot || (total >= this.lowest && total > 0)) this.keep(depth, isRoot);
    if (isRoot) this.rootDepth = -1;
  }

  finish(): TimeLayout {
    while (this.depth > 0) this.close();
    // Boxes were kept as they closed, children first; drawing wants parents first.
    const rows = this.kept
      .map((_, row) => row)
      .sort(
        (a, b) =>
          this.kept[a]!.depth - this.kept[b]!.depth || this.kept[a]!.start - this.kept[b]!.start,
      );
    const place = new Map(rows.map((row, index) => [row, index]));
    const boxes = rows.map((row) => this.kept[row]!);
    const start = boxes[0]?.start ?? 0;
    const whole = this.rootCost ?? 0;
    const share = (x: number) => (whole > 0 ? Math.min(1, Math.max(0, (x - start) / whole)) : 0);
    const shown = boxes.reduce((sum, { self }) => sum + self, 0);
    return {
      node: boxes.map(({ node }) => node),
      parent: boxes.map(({ parent }) => place.get(parent) ?? -1),
      depth: boxes.map(({ depth }) => depth),
      x0: boxes.map((box) => share(box.start)),
      x1: boxes.map(({ end }) => share(end)),
      func: boxes.map(({ func }) => func),
      label: boxes.map(({ label }) => label),
      total: boxes.map((box) => box.end - box.start),
      self: boxes.map(({ self }) => self),
      nodes: this.nodes,
      whole,
      path: this.path,
      hidden: Math.max(0, whole - shown),
    };
  }

  private keep(depth: number, isRoot: boolean): void {
    const row = this.kept.length;
    this.kept.push({
      node: this.node[depth]!,
      func: this.func[depth]!,
      label: this.label[depth]!,
      start: this.start[depth]!,
      end: this.at,
      self: this.self[depth]!,
      parent: -1,
      depth: depth - this.rootDepth,
    });
    for (const child of this.children[depth] ?? []) this.kept[child]!.parent = row;
    if (!isRoot) (this.children[depth - 1] ??= []).push(row);
  }
}
