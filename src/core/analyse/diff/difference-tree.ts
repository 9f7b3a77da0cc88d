/** Two call trees laid over each other: what each build spends at each place, and whether that differs beyond the noise. */
import { NO_PAIRS } from '../../model/function-pairing';
import type { KnownPairs } from '../../model/function-pairing';
import { TreeBuilder } from '../tree/tree-builder';
import type { CallTree } from '../tree/tree-builder';
import { alignFunctions } from './align-functions';

/** One build's part in a difference. */
export interface DifferenceSide {
  tree: CallTree;
  /** What one unit of cost counts for: 1 / operations, or 1 / total for shares. */
  scale: number;
  /** Cost that one sample stands for; 0 for exact counts. */
  quantum: number;
}

/** A tree with the scaled costs of both builds. */
export interface DifferenceTree {
  /** Shape and functions; `total` and `self` are the larger of both builds'. */
  tree: CallTree;
  candidate: Float64Array;
  reference: Float64Array;
  /** Their self costs. */
  candidateSelf: Float64Array;
  referenceSelf: Float64Array;
  /** 1 where the difference is within the noise. */
  noise: Uint8Array;
  /** Width for drawing: at least the larger total, and wide enough for all children side by side. */
  width: Float64Array;
}

/** Differences of two standard deviations are what sampling alone gives in one of twenty frames. */
const SIGMAS = 2;
/** Runs of one program differ by about 5 % on a shared machine, however many samples each has. */
const RUN_TO_RUN = 0.05;

/**
 * Aligns two trees by name and file, and by the pairs known beyond that. A difference is noise when it is below two standard deviations of both builds'
 * sampling (Poisson: the variance of a cost of k samples is k quanta squared) or below 5 % of the larger.
 */
export function buildDifferenceTree(
  candidate: DifferenceSide,
  reference: DifferenceSide,
  pairs: KnownPairs = NO_PAIRS,
): DifferenceTree {
  const alignment = alignFunctions(candidate.tree.functions, reference.tree.functions, pairs);
  const functions = {
    length: alignment.count,
    keys: alignment.keys,
    kinds: alignment.kinds,
    ofFrame: new Int32Array(0),
  };
  const builder = new TreeBuilder(functions);
  const ours = placeNodes(builder, candidate.tree, alignment.candidate);
  const theirs = placeNodes(builder, reference.tree, alignment.reference);
  const shape = builder.finish();
  const above = scatter(ours, candidate, shape.length);
  const below = scatter(theirs, reference, shape.length);
  const noise = new Uint8Array(shape.length);
  const total = new Float64Array(shape.length);
  const self = new Float64Array(shape.length);
  const width = new Float64Array(shape.length);
  for (let node = shape.length - 1; node >= 0; node -= 1) {
    const [a, b] = [above.total[node]!, below.total[node]!];
    total[node] = Math.max(a, b);
    self[node] = Math.max(above.self[node]!, below.self[node]!);
    // Children have been added to width before their parent is reached.
    width[node] = Math.max(total[node]!, width[node]! + self[node]!);
    if (node > 0) width[shape.parent[node]!]! += width[node]!;
    const variance =
      a * candidate.scale * candidate.quantum + b * reference.scale * reference.quantum;
    const bound = Math.max(SIGMAS * Math.sqrt(variance), RUN_TO_RUN * Math.max(a, b));
    const exact = candidate.quantum === 0 && reference.quantum === 0;
    noise[node] = Math.abs(a - b) <= (exact ? 0 : bound) ? 1 : 0;
  }
  return {
    tree: { ...shape, total, self },
    candidate: above.total,
    reference: below.total,
    candidateSelf: above.self,
    referenceSelf: below.self,
    noise,
    width,
  };
}

function placeNodes(builder: TreeBuilder, tree: CallTree, groups: Int32Array): Int32Array {
  const nodes = new Int32Array(tree.length);
  for (let node = 1; node < tree.length; node += 1) {
    nodes[node] = builder.childOf(nodes[tree.parent[node]!]!, groups[tree.func[node]!]!);
  }
  return nodes;
}

function scatter(nodes: Int32Array, side: DifferenceSide, length: number) {
  const total = new Float64Array(length);
  const self = new Float64Array(length);
  for (let node = 0; node < nodes.length; node += 1) {
    total[nodes[node]!]! += side.tree.total[node]! * side.scale;
    self[nodes[node]!]! += side.tree.self[node]! * side.scale;
  }
  return { total, self };
}
