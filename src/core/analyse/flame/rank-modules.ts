/** The modules of a tree that deserve a colour of their own. */
import { moduleOf } from '../../model/module-of';
import { MODULE_COLOURS } from '../../model/view-answers';
import type { CallTree } from '../tree/tree-builder';

/** Rankings by tree: a zoom must not change the colours. */
const rankings = new WeakMap<object, string[]>();

/** Modules by their own cost in the whole tree, the costliest first, at most MODULE_COLOURS. */
export function rankModules(tree: CallTree): string[] {
  const known = rankings.get(tree.self);
  if (known !== undefined) return known;
  const byFunction = new Float64Array(tree.functions.length);
  for (let node = 1; node < tree.length; node += 1) {
    byFunction[tree.func[node]!]! += tree.self[node]!;
  }
  const costs = new Map<string, number>();
  byFunction.forEach((cost, func) => {
    const module = cost > 0 ? moduleOf(tree.functions.keys[func]!.file) : null;
    if (module !== null) costs.set(module, (costs.get(module) ?? 0) + cost);
  });
  const ranked = [...costs]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, MODULE_COLOURS)
    .map(([module]) => module);
  rankings.set(tree.self, ranked);
  return ranked;
}
