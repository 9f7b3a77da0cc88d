/** How objects are held: the shortest way from a global as names, so that a thousand ways become one shape. */
import type { HeapAnalysis } from './analyse-heap';
import type { NodeClasses } from './classify-nodes';
import { NO_DISTANCE } from './compute-distances';
import { findHolder } from './find-references';

/** References named, nearest to the object; what stands before them becomes `…`. */
const MOST_STEPS = 7;
/** A way is followed up to here: a linked list may be millions long. */
const MOST_WALKED = 200;
const MOST_NAME_CHARACTERS = 60;

/** Gives each node its shape. Holders are looked up once for each node on the way. */
export class RetainerShapes {
  readonly #analysis: HeapAnalysis;
  readonly #classes: NodeClasses;
  /** Null where there is none. */
  readonly #holderEdge = new Map<number, { edge: number; holder: number } | null>();

  constructor(analysis: HeapAnalysis, classes: NodeClasses) {
    this.#analysis = analysis;
    this.#classes = classes;
  }

  /** From the global down to the node; `(nothing)` for one that only weak references lead to. */
  describe(node: number): string {
    const { snapshot, distances } = this.#analysis;
    if (distances[node] === NO_DISTANCE) return '(nothing)';
    const steps: string[] = [];
    let repeated = '';
    let at = node;
    for (let walked = 0; walked < MOST_WALKED && steps.length <= MOST_STEPS; walked++) {
      const held = this.#holderOf(at);
      if (held === null || held.holder === snapshot.root) break;
      const step = `${this.#nameReference(held.edge)} ${this.#nameClass(at)}`;
      // The links of a list, and the levels of a tree, are one step.
      if (step === steps.at(-1)) repeated = step;
      else {
        if (repeated !== '') steps[steps.length - 1] = `(${repeated})+`;
        repeated = '';
        steps.push(step);
      }
      at = held.holder;
    }
    if (repeated !== '') steps[steps.length - 1] = `(${repeated})+`;
    const isWhole = steps.length <= MOST_STEPS && this.#holderOf(at)?.holder === snapshot.root;
    const start = isWhole ? this.#nameClass(at) : '…';
    return [start, ...steps.slice(0, MOST_STEPS).reverse()].join(' ');
  }

  #holderOf(node: number): { edge: number; holder: number } | null {
    let held = this.#holderEdge.get(node);
    if (held === undefined) {
      held = findHolder(this.#analysis, node) ?? null;
      this.#holderEdge.set(node, held);
    }
    return held;
  }

  #nameReference(edge: number): string {
    const { snapshot, codes } = this.#analysis;
    const type = snapshot.edgeType[edge];
    if (type === codes.edge.element || type === codes.edge.hidden) return '[]';
    const name = snapshot.strings.text(snapshot.edgeName[edge]!, 200);
    // Places in V8's own tables tell one object from the next; so do the ids in the names of WeakMap entries.
    if (/^\d+$/.test(name)) return '[]';
    if (/^\d+ \/ part of key /.test(name)) return '.value in WeakMap';
    return `.${cut(name.replace(/ ?@\d+/g, ''))}`;
  }

  #nameClass(node: number): string {
    const { snapshot, codes } = this.#analysis;
    const classes = this.#classes;
    const type = snapshot.nodeType[node];
    const isKnown = type === codes.node.hidden || type === codes.node.synthetic;
    const name = isKnown
      ? snapshot.strings.text(snapshot.nodeName[node]!, 200)
      : classes.names[classes.classOf[node]!]!;
    return cut(name === '' ? '(global)' : name.replace(/ ?@\d+/g, ''));
  }
}

function cut(name: string): string {
  return name.length > MOST_NAME_CHARACTERS ? `${name.slice(0, MOST_NAME_CHARACTERS)}…` : name;
}

/** What a sum of objects weighs. */
export interface ShapeSum {
  count: number;
  bytes: number;
}

/** Sums nodes by shape, naming things by `classes`. Of more than `most`, that many are taken evenly, and `scale` is what one stands for. */
export function sumRetainerShapes(
  analysis: HeapAnalysis,
  classes: NodeClasses,
  nodes: Uint32Array,
  most: number,
): { sums: Map<string, ShapeSum>; sampled: number; scale: number } {
  const shapes = new RetainerShapes(analysis, classes);
  const step = Math.max(1, nodes.length / most);
  const sums = new Map<string, ShapeSum>();
  let sampled = 0;
  for (let at = 0; at < nodes.length; at = Math.floor(++sampled * step)) {
    const node = nodes[at]!;
    const shape = shapes.describe(node);
    const sum = sums.get(shape) ?? { count: 0, bytes: 0 };
    sum.count++;
    sum.bytes += analysis.shallowSize[node]!;
    sums.set(shape, sum);
  }
  return { sums, sampled, scale: sampled === 0 ? 1 : nodes.length / sampled };
}
