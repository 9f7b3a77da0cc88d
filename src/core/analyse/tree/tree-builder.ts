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

/** Room for this many nodes at first; doubled when it is used up. */
const FIRST_ROOM = 1024;

/**
 * Grows a tree: asking twice for the same function under the same node gives the same child. Children are found by open
 * addressing over the nodes themselves: a Map with keys beyond 2³¹ boxes each of them, which took four times as long for a
 * million stacks and most of the memory.
 */
export class TreeBuilder {
  private length = 1;
  private func = new Int32Array(FIRST_ROOM).fill(NO_FUNCTION, 0, 1);
  private parent = new Int32Array(FIRST_ROOM).fill(-1, 0, 1);
  private self = new Float64Array(FIRST_ROOM);
  /** Node in each slot, 0 where it is free: the root is nobody's child. At most half full; a power of two long. */
  private slots = new Int32Array(2 * FIRST_ROOM);

  constructor(private readonly functions: FunctionList) {}

  /** The child of a node for a function, made if there is none yet. */
  childOf(node: NodeIndex, func: number): NodeIndex {
    const { slots } = this;
    const mask = slots.length - 1;
    let slot = hashChild(node, func) & mask;
    for (let known = slots[slot]!; known !== 0; known = slots[slot]!) {
      if (this.parent[known] === node && this.func[known] === func) return known;
      slot = (slot + 1) & mask;
    }
    const made = this.length;
    slots[slot] = made;
    this.func[made] = func;
    this.parent[made] = node;
    this.length += 1;
    if (this.length === this.func.length) this.grow();
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
    const { length } = this;
    const parent = this.parent.slice(0, length);
    const self = this.self.slice(0, length);
    const total = self.slice();
    for (let node = length - 1; node > 0; node -= 1) total[parent[node]!]! += total[node]!;
    return {
      length,
      func: this.func.slice(0, length),
      parent,
      self,
      total,
      functions: this.functions,
    };
  }

  private grow(): void {
    const room = 2 * this.length;
    const [func, parent, self] = [this.func, this.parent, this.self];
    this.func = new Int32Array(room);
    this.func.set(func);
    this.parent = new Int32Array(room);
    this.parent.set(parent);
    this.self = new Float64Array(room);
    this.self.set(self);
    this.slots = new Int32Array(2 * room);
    const mask = this.slots.length - 1;
    for (let node = 1; node < this.length; node += 1) {
      let slot = hashChild(parent[node]!, func[node]!) & mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
      this.slots[slot] = node;
    }
  }
}

/** Mixes both numbers into 32 bits; the multipliers are those of MurmurHash3 (Austin Appleby, public domain). */
function hashChild(node: NodeIndex, func: number): number {
  const mixed = Math.imul(node, 0x85ebca6b) ^ Math.imul(func + 1, 0xc2b2ae35);
  return mixed ^ (mixed >>> 15);
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
