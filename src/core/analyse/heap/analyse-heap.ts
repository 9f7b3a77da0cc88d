/** Everything that is computed of a snapshot once, before the first question; the rest waits until it is asked. */
import type { HeapSnapshot } from '../../model/heap';
import { classifyNodes, type NodeClasses } from './classify-nodes';
import { computeDistances } from './compute-distances';
import { computeDominators, type Dominators } from './compute-dominators';
import { computeShallowSizes } from './compute-shallow-sizes';
import { groupByDominator, type DominatorChildren } from './dominator-children';
import { findEssentialEdges } from './essential-edges';
import { groupByTarget, type Retainers } from './group-by-target';
import { markDetachedNodes, type DetachedNodes } from './mark-detached-nodes';
import { snapshotCodes, type SnapshotCodes } from './snapshot-codes';
import { sumClasses, type ClassSums } from './sum-classes';
import { findWeakMapEdges, type WeakMapEdge } from './weak-map-edges';

/** A snapshot with its sizes, dominators and classes. Sizes equal those of DevTools, node for node. */
export class HeapAnalysis {
  readonly snapshot: HeapSnapshot;
  readonly codes: SnapshotCodes;
  /** Bytes of each node, with the stores that only it holds. */
  readonly shallowSize: Float64Array;
  readonly dominators: Dominators;
  readonly children: DominatorChildren;
  readonly detached: DetachedNodes | null;
  readonly classes: NodeClasses;
  readonly sums: ClassSums;
  readonly #weakMapEdges: ReadonlyMap<number, WeakMapEdge>;
  #retainers: Retainers | null = null;
  #distances: Int32Array | null = null;

  constructor(snapshot: HeapSnapshot) {
    const codes = snapshotCodes(snapshot);
    this.snapshot = snapshot;
    this.codes = codes;
    this.#weakMapEdges = findWeakMapEdges(snapshot, codes);
    this.detached = markDetachedNodes(snapshot, codes);
    this.shallowSize = computeShallowSizes(snapshot, codes, this.detached);
    this.dominators = computeDominators(
      snapshot,
      findEssentialEdges(snapshot, codes, this.#weakMapEdges),
      this.shallowSize,
    );
    this.children = groupByDominator(this.dominators.dominator, snapshot.root);
    this.classes = classifyNodes(snapshot, codes, this.detached);
    this.sums = sumClasses(
      this.classes,
      this.shallowSize,
      this.dominators.retainedSize,
      this.children,
      snapshot.root,
    );
  }

  /** The edges into each node; 4 bytes an edge, so made when first asked for. */
  get retainers(): Retainers {
    return (this.#retainers ??= groupByTarget(this.snapshot));
  }

  /** See computeDistances. */
  get distances(): Int32Array {
    return (this.#distances ??= computeDistances(this.snapshot, this.codes, this.#weakMapEdges));
  }
}
