/** The two halves of a sandwich: all that calls a function, and all that it calls, over all places where it stands. */
import { TreeBuilder } from './tree-builder';
import type { CallTree } from './tree-builder';

/**
 * Tree below the function: node 1 is the function with its total over the whole tree, where a stack that passes through it several
 * times counts once, from its outermost place. A function that the tree does not have gives a tree without costs.
 */
export function buildCalleeTree(tree: CallTree, rows: readonly number[]): CallTree {
  const builder = new TreeBuilder(tree.functions);
  const top = builder.childOf(0, rows[0] ?? 0);
  const wanted = markRows(tree, rows);
  // Place of each node in the new tree; -1 outside of the function.
  const place = new Int32Array(tree.length).fill(-1);
  for (let node = 1; node < tree.length; node += 1) {
    const above = place[tree.parent[node]!]!;
    if (above >= 0) place[node] = builder.childOf(above, tree.func[node]!);
    else if (wanted[tree.func[node]!] === 1) place[node] = top;
    if (place[node]! >= 0) builder.addSelf(place[node]!, tree.self[node]!);
  }
  return builder.finish();
}

/** Tree of callers: node 1 is the function, below each node those who called it, with the cost that came along that way. */
export function buildCallerTree(tree: CallTree, rows: readonly number[]): CallTree {
  const builder = new TreeBuilder(tree.functions);
  const top = builder.childOf(0, rows[0] ?? 0);
  const wanted = markRows(tree, rows);
  const inside = new Uint8Array(tree.length);
  for (let node = 1; node < tree.length; node += 1) {
    const parent = tree.parent[node]!;
    const isWanted = wanted[tree.func[node]!]!;
    inside[node] = inside[parent]! | isWanted;
    if (isWanted === 0 || inside[parent] === 1) continue;
    let place = top;
    for (let above = parent; above > 0; above = tree.parent[above]!) {
      place = builder.childOf(place, tree.func[above]!);
    }
    builder.addSelf(place, tree.total[node]!);
  }
  return builder.finish();
}

function markRows(tree: CallTree, rows: readonly number[]): Uint8Array {
  const wanted = new Uint8Array(tree.functions.length);
  for (const row of rows) wanted[row] = 1;
  return wanted;
}
