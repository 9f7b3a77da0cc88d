/** A call tree that is grown node by node, in columns. */
import type { FunctionList } from './function-list';

/** Node of a call tree; 0 is the root. */
export type NodeIndex = number;

/** The root has no function. */
export const NO_FUNCTION = -1;

/** Stacks merged into a tree. Parents stand before their children; node 0 is the root. Parallel columns. */
export interface CallTree {
  readonly length: number;
  /** Row of the function list; NO_FUNCTION for the root. */
  readonly func: Int32Array;
  /** −1 for the root. */
  readonly parent: Int32Array;
  /** Cost of the node alone, in the unit of the column that it was made from. */
  readonly self: Float64Array;
  /** Cost of the node and all below it. */
  readonly total: Float64Array;
  readonly functions: FunctionList;
}

/** Grows a tree: asking twice for the same function under the same node gives the same child. */
export class TreeBuilder {
  private readonly func: number[] = [NO_FUNCTION];
  private readonly parent: number[] = [-1];
  private readonly self: number[] = [0];
  private readonly children = new Map<number, NodeIndex>();

  constructor(private readonly functions: FunctionList) {}

  /** The child of a node for a function, made if there is none yet. */
  childOf(node: NodeIndex, func: number): NodeIndex {
    // Both stay far below 2²⁶, so the product is an exact key and spares a text for each node.
    const key = node * (this.functions.length + 1) + func;
    const known = this.children.get(key);
    if (known !== undefined) return known;
    const made = this.func.length;
    this.children.set(key, made);
    this.func.push(func);
    this.parent.push(node);
    this.self.push(0);
    return made;
  }

  addSelf(node: NodeIndex, cost: number): void {
    this.self[node]! += cost;
  }

  parentOf(node: NodeIndex): NodeIndex {
    return this.parent[node]!;
  }

  functionOf(node: NodeIndex): number {
    return this.func[node]!;
  }

  /** Sums the totals by one backward sweep. */
  finish(): CallTree {
    const length = this.func.length;
    const parent = Int32Array.from(this.parent);
    const self = Float64Array.from(this.self);
    const total = Float64Array.from(self);
    for (let node = length - 1; node > 0; node -= 1) total[parent[node]!]! += total[node]!;
    return {
      length,
      func: Int32Array.from(this.func),
      parent,
      self,
      total,
      functions: this.functions,
    };
  }
}

/** Children of each node as linked lists: first child by node, next sibling by node; −1 ends. */
export function linkChildren(tree: Pick<CallTree, 'length' | 'parent'>): {
  first: Int32Array;
  next: Int32Array;
} {
  const first = new Int32Array(tree.length).fill(-1);
  const next = new Int32Array(tree.length).fill(-1);
  for (let node = tree.length - 1; node > 0; node -= 1) {
    const parent = tree.parent[node]!;
    next[node] = first[parent]!;
    first[parent] = node;
  }
  return { first, next };
}
