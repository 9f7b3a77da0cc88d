/** The dominator tree downwards: the children of a node stand side by side. */
export interface DominatorChildren {
  /** First place in `nodes` for each node, and the count at the end. */
  starts: Uint32Array;
  nodes: Uint32Array;
}

/** Turns immediate dominators around; the root, which is its own dominator, is nobody's child. */
export function groupByDominator(dominator: Uint32Array, root: number): DominatorChildren {
  const count = dominator.length;
  const starts = new Uint32Array(count + 1);
  for (let node = 0; node < count; node++) if (node !== root) starts[dominator[node]!]!++;
  let total = 0;
  for (let node = 0; node < count; node++) {
    total += starts[node]!;
    starts[node] = total;
  }
  starts[count] = total;
  const nodes = new Uint32Array(total);
  for (let node = count - 1; node >= 0; node--) {
    if (node !== root) nodes[--starts[dominator[node]!]!] = node;
  }
  return { starts, nodes };
}
