/** Counts and sizes of the classes. */
import type { DominatorChildren } from './dominator-children';
import type { NodeClasses } from './classify-nodes';

/** Sums by class; nodes of 0 bytes are not counted, as in DevTools' summary. */
export interface ClassSums {
  count: Uint32Array;
  selfBytes: Float64Array;
  retainedBytes: Float64Array;
}

/**
 * Sums the classes. The retained size of a class is that of its objects which no other object of the class
 * dominates (calculateClassesRetainedSize of DevTools' HeapSnapshot.ts).
 */
export function sumClasses(
  classes: NodeClasses,
  shallowSize: Float64Array,
  retainedSize: Float64Array,
  children: DominatorChildren,
  root: number,
): ClassSums {
  const classCount = classes.names.length;
  const count = new Uint32Array(classCount);
  const selfBytes = new Float64Array(classCount);
  const retainedBytes = new Float64Array(classCount);
  const { classOf } = classes;
  for (let node = 0; node < shallowSize.length; node++) {
    const size = shallowSize[node]!;
    if (size === 0) continue;
    count[classOf[node]!]!++;
    selfBytes[classOf[node]!]! += size;
  }
  /** How many nodes of the class are open on the way from the root. */
  const open = new Uint32Array(classCount);
  walkTree(children, root, {
    enter(node) {
      if (shallowSize[node] === 0) return;
      const index = classOf[node]!;
      if (open[index]!++ === 0) retainedBytes[index]! += retainedSize[node]!;
    },
    leave(node) {
      if (shallowSize[node] !== 0) open[classOf[node]!]!--;
    },
  });
  return { count, selfBytes, retainedBytes };
}

/** Visits the tree depth first, without recursion: lists of a million links are a million levels deep. */
function walkTree(
  { starts, nodes }: DominatorChildren,
  root: number,
  visitor: { enter: (node: number) => void; leave: (node: number) => void },
): void {
  const next = starts.slice();
  let stack = new Uint32Array(1 << 10);
  let depth = 1;
  stack[0] = root;
  visitor.enter(root);
  while (depth > 0) {
    const node = stack[depth - 1]!;
    const at = next[node]!;
    if (at === starts[node + 1]!) {
      visitor.leave(node);
      depth--;
      continue;
    }
    next[node] = at + 1;
    if (depth === stack.length) {
      const grown = new Uint32Array(depth * 2);
      grown.set(stack);
      stack = grown;
    }
    stack[depth++] = nodes[at]!;
    visitor.enter(nodes[at]!);
  }
}
