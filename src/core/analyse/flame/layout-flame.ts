/** Boxes of a flame graph: a tree cut to what is wide enough to be seen. */
import { shapeOf } from './tree-shape';

/** What is laid out. Parallel columns by node; parents before children, node 0 the root. */
export interface FlameTree {
  readonly length: number;
  readonly parent: Int32Array;
  /** Width of a node, at least the sum of its children's. */
  readonly width: Float64Array;
  /** Children stand in the order of this column, greatest first; the width where it is absent. */
  readonly order?: Float64Array;
}

/** Boxes, parents before children. A merged box stands for the narrow children of its parent. */
export interface FlameLayout {
  /** Node of each box; −1 for a merged box. */
  node: number[];
  parent: number[];
  depth: number[];
  x0: number[];
  x1: number[];
  /** Children that a merged box stands for; null for other boxes. */
  merged: (number[] | null)[];
  /** Width in boxes of their own, over the width of the root: 0 to 1. */
  shownShare: number;
}

/**
 * Lays out the subtree of a node over the width 0 to 1. Children stand widest first, or as the tree orders them; those narrower than
 * `narrowest` are merged into one box at the end, which is left out when it is too narrow itself.
 */
export function layoutFlame(tree: FlameTree, root: number, narrowest: number): FlameLayout {
  const layout: FlameLayout = {
    node: [],
    parent: [],
    depth: [],
    x0: [],
    x1: [],
    merged: [],
    shownShare: 1,
  };
  const whole = tree.width[root] ?? 0;
  if (!(whole > 0)) return layout;
  const { first, next } = shapeOf(tree);
  const order = tree.order ?? tree.width;
  const push = (
    node: number,
    parent: number,
    depth: number,
    x0: number,
    x1: number,
    merged: number[] | null = null,
  ) => {
    layout.node.push(node);
    layout.parent.push(parent);
    layout.depth.push(depth);
    layout.x0.push(x0);
    layout.x1.push(Math.min(1, x1));
    layout.merged.push(merged);
  };
  push(root, -1, 0, 0, 1);
  let hidden = 0;
  for (let row = 0; row < layout.node.length; row += 1) {
    const node = layout.node[row]!;
    if (node < 0) continue;
    const wide: number[] = [];
    let narrow = 0;
    const narrowNodes: number[] = [];
    for (let child = first[node]!; child >= 0; child = next[child]!) {
      const share = tree.width[child]! / whole;
      if (share >= narrowest) wide.push(child);
      else if (share > 0) {
        narrow += share;
        narrowNodes.push(child);
      }
    }
    wide.sort((a, b) => order[b]! - order[a]! || a - b);
    let x = layout.x0[row]!;
    const depth = layout.depth[row]! + 1;
    for (const child of wide) {
      const end = x + tree.width[child]! / whole;
      push(child, row, depth, x, end);
      x = end;
    }
    hidden += narrow;
    if (narrow >= narrowest) push(-1, row, depth, x, x + narrow, narrowNodes);
  }
  layout.shownShare = Math.max(0, 1 - hidden);
  return layout;
}
