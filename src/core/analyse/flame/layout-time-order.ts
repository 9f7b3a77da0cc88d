/** A flame graph in the order of time: equal stacks are joined only where they follow each other. */
import type { Profile } from '../../model/profile';
import { columnOf, threadKey } from '../tree/call-tree';
import type { FunctionList } from '../tree/function-list';

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

interface Open {
  node: number;
  func: number;
  label: string | null;
  start: number;
  self: number;
  /** Boxes already made below this one, to give them their parent. */
  children: number[];
}

/**
 * Lays out one zoomed node, or the whole for null. Costs stand one after the other, thread after thread; a box is kept only when it is
 * at least `narrowest` of the root's cost, so that memory follows the picture and not depth times samples.
 */
export function layoutTimeOrder(
  profile: Profile,
  functions: FunctionList,
  metric: string,
  filter: { thread: string | null; onlyOwnCode: boolean },
  root: number | null,
  narrowest: number,
): TimeLayout {
  const cost =
    root === null ? null : sweep(profile, functions, metric, filter, root, Infinity).cost;
  const whole = cost ?? wholeCost(profile, metric, filter.thread);
  // A root that the tree does not have, e.g. of another filter, shows the whole.
  return sweep(profile, functions, metric, filter, cost === null ? 0 : root!, narrowest * whole)
    .layout;
}

function sweep(
  profile: Profile,
  functions: FunctionList,
  metric: string,
  filter: { thread: string | null; onlyOwnCode: boolean },
  root: number,
  lowest: number,
): { layout: TimeLayout; cost: number | null } {
  const sink = new BoxSink(root, lowest);
  const column = columnOf(profile, metric);
  const threads = profile.threads.filter(
    (thread) => filter.thread === null || threadKey(thread) === filter.thread,
  );
  for (const thread of threads) {
    if (threads.length > 1) sink.open(-1, `${thread.processName} ${thread.name}`);
    const base = sink.depth;
    const { samples } = thread;
    const values = samples.values[column]!;
    let open: number[] = [];
    for (let row = 0; row < samples.length; row += 1) {
      const path = pathOf(profile, functions, samples.stack[row]!, filter.onlyOwnCode);
      let common = 0;
      while (common < path.length && common < open.length && path[common] === open[common]) {
        common += 1;
      }
      while (sink.depth > base + common) sink.close();
      for (let i = common; i < path.length; i += 1) sink.open(path[i]!, null);
      sink.spend(values[row]!);
      open = path;
    }
    while (sink.depth > base) sink.close();
    if (threads.length > 1) sink.close();
  }
  return { layout: sink.finish(), cost: sink.rootCost };
}

function pathOf(
  profile: Profile,
  functions: FunctionList,
  stack: number,
  onlyOwnCode: boolean,
): number[] {
  const path: number[] = [];
  for (let at = stack; at >= 0; at = profile.stacks.parent[at]!) {
    const func = functions.ofFrame[profile.stacks.frame[at]!]!;
    if (functions.keys[func]!.function === '(root)') continue;
    if (!onlyOwnCode || functions.kinds[func] === 'own') path.push(func);
  }
  return path.reverse();
}

function wholeCost(profile: Profile, metric: string, only: string | null): number {
  const column = columnOf(profile, metric);
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
  private readonly stack: Open[] = [];
  private readonly kept: { box: Open; parent: number; depth: number; end: number }[] = [];
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

  /** Open boxes below the whole. */
  get depth(): number {
    return this.stack.length - 1;
  }

  open(func: number, label: string | null): void {
    const node = this.opened;
    this.opened += 1;
    this.stack.push({ node, func, label, start: this.at, self: 0, children: [] });
    if (node !== this.root) return;
    this.rootDepth = this.stack.length - 1;
    this.path = this.stack.map((each) => ({ node: each.node, func: each.func, label: each.label }));
  }

  spend(cost: number): void {
    this.at += cost;
    this.stack[this.stack.length - 1]!.self += cost;
  }

  close(): void {
    const box = this.stack.pop()!;
    if (this.rootDepth < 0) return;
    const isRoot = box.node === this.root;
    const total = this.at - box.start;
    const depth = this.stack.length - this.rootDepth;
    if (isRoot) {
      this.rootCost = total;
      this.rootDepth = -1;
    }
    this.nodes += 1;
    if (!isRoot && !(total >= this.lowest && total > 0)) return;
    const row = this.kept.length;
    this.kept.push({ box, parent: -1, depth, end: this.at });
    for (const child of box.children) this.kept[child]!.parent = row;
    if (!isRoot) this.stack[this.stack.length - 1]!.children.push(row);
  }

  finish(): TimeLayout {
    while (this.stack.length > 0) this.close();
    // Boxes were kept as they closed, children first; drawing wants parents first.
    const rows = this.kept
      .map((_, row) => row)
      .sort(
        (a, b) =>
          this.kept[a]!.depth - this.kept[b]!.depth ||
          this.kept[a]!.box.start - this.kept[b]!.box.start,
      );
    const place = new Map(rows.map((row, index) => [row, index]));
    const boxes = rows.map((row) => this.kept[row]!);
    const start = boxes[0]?.box.start ?? 0;
    const whole = this.rootCost ?? 0;
    const share = (x: number) => (whole > 0 ? Math.min(1, Math.max(0, (x - start) / whole)) : 0);
    const shown = boxes.reduce((sum, { box }) => sum + box.self, 0);
    return {
      node: boxes.map(({ box }) => box.node),
      parent: boxes.map(({ parent }) => place.get(parent) ?? -1),
      depth: boxes.map(({ depth }) => depth),
      x0: boxes.map(({ box }) => share(box.start)),
      x1: boxes.map(({ end }) => share(end)),
      func: boxes.map(({ box }) => box.func),
      label: boxes.map(({ box }) => box.label),
      total: boxes.map(({ box, end }) => end - box.start),
      self: boxes.map(({ box }) => box.self),
      nodes: this.nodes,
      whole,
      path: this.path,
      hidden: Math.max(0, whole - shown),
    };
  }
}
