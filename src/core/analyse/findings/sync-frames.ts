/** Who asks for syncs: from the stacks of the sync calls. */
import type { LoadedSize } from '../../model/loaded';
import { buildCallTree, columnOf, findOwners, sumByFunction } from '../tree/call-tree';
import type { FrameKey } from '../../model/view-answers';
import type { FrameKind } from '../../model/profile';

/** A function on the way to syncs. */
export interface SyncCaller {
  key: FrameKey;
  kind: FrameKind;
  /** Syncs that it asked for itself (or foreign code that it called). */
  own: number;
  /** Syncs below it. */
  total: number;
}

/** Functions by the syncs they ask for, the nearest own callers first; empty without that pass. */
export function listSyncCallers(size: LoadedSize): SyncCaller[] {
  const profile = size.syncStacks;
  if (profile === null) return [];
  const column = columnOf(profile, 'syncs');
  if (column < 0) return [];
  const tree = buildCallTree(profile, column);
  const owners = findOwners(tree);
  const own = new Float64Array(tree.functions.length);
  for (let node = 1; node < tree.length; node += 1) own[owners[node]!]! += tree.self[node]!;
  const { total } = sumByFunction(tree);
  return tree.functions.keys
    .map((key, func) => ({
      key,
      kind: tree.functions.kinds[func]!,
      own: own[func]!,
      total: total[func]!,
    }))
    .filter((each) => each.total > 0)
    .sort((a, b) => b.own - a.own || rankKind(a.kind) - rankKind(b.kind) || b.total - a.total);
}

function rankKind(kind: FrameKind): number {
  return kind === 'own' ? 0 : kind === 'library' ? 1 : 2;
}
