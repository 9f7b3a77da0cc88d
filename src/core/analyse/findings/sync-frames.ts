/** Who asks for syncs: from the stacks of the sync calls. */
import type { LoadedSize } from '../../model/loaded';
import { buildCallTree, columnOf, findOwners, sumByFunction } from '../tree/call-tree';
import type { CallTree } from '../tree/tree-builder';
import type { FrameKey } from '../../model/view-answers';
import type { FrameKind } from '../../model/profile';
import { THRESHOLDS } from './thresholds';

/** A function on the way to syncs. */
export interface SyncCaller {
  key: FrameKey;
  kind: FrameKind;
  /** Syncs that it asked for itself (or foreign code that it called). */
  own: number;
  /** Syncs below it. */
  total: number;
}

/**
 * Functions by the syncs they ask for: who asks itself first, then the callers outward, so that the decision to sync stands near
 * the top and the program's entry at the end. Callers of few of them, such as a
 * checkpoint at close, are left out. Empty without that pass.
 */
export function listSyncCallers(size: LoadedSize): SyncCaller[] {
  const profile = size.syncStacks;
  if (profile === null) return [];
  const column = columnOf(profile, 'syncs');
  if (column < 0) return [];
  const tree = buildCallTree(profile, column);
  const owners = findOwners(tree);
  const { functions } = tree;
  const own = new Float64Array(functions.length);
  for (let node = 1; node < tree.length; node += 1) own[owners[node]!]! += tree.self[node]!;
  const { total } = sumByFunction(tree);
  const distance = measureDistance(tree);
  const whole = tree.total[0]!;
  return functions.keys
    .map((key, func) => ({
      key,
      kind: functions.kinds[func]!,
      own: own[func]!,
      total: total[func]!,
      distance: distance[func]!,
    }))
    .filter((each) => each.total >= THRESHOLDS.frames.syncs * whole)
    .filter((each) => each.own > 0 || each.kind === 'own' || each.kind === 'library')
    .sort((a, b) => b.own - a.own || a.distance - b.distance || b.total - a.total)
    .map(({ key, kind, own: asked, total: below }) => ({ key, kind, own: asked, total: below }));
}

/** Mean number of calls between each function and the syncs below it. */
function measureDistance(tree: CallTree): Float64Array {
  // Weighted distance below each node: that of its children, each one call further.
  const below = new Float64Array(tree.length);
  const sum = new Float64Array(tree.functions.length);
  const weight = new Float64Array(tree.functions.length);
  for (let node = tree.length - 1; node > 0; node -= 1) {
    const func = tree.func[node]!;
    sum[func]! += below[node]!;
    weight[func]! += tree.total[node]!;
    below[tree.parent[node]!]! += below[node]! + tree.total[node]!;
  }
  return sum.map((value, func) => (weight[func]! > 0 ? value / weight[func]! : Infinity));
}
