/** Which frame each function of a profile is drawn as, and where its stacks go in a tree. */
import { moduleOf } from '../../model/module-of';
import type { FrameKind, Profile } from '../../model/profile';
import type { FrameKey, TreeFilter } from '../../model/view-answers';
import { keyText } from './function-list';
import type { FunctionList } from './function-list';
import { listThreadFrames } from './thread-frames';
import type { NodeIndex, TreeBuilder } from './tree-builder';

/** Rows of a function list that a key means. In a comparison a key of one build means its counterpart in the other. */
export type FindRows = (key: FrameKey) => readonly number[];

/** How the functions of a profile are drawn under a filter. */
export interface Folding {
  /** The profile's functions, then collapsed modules, then processes and threads. */
  readonly functions: FunctionList;
  /** Row drawn for each function of the profile; FOLDED where its cost goes to its caller. */
  readonly drawnAs: Int32Array;
  /** Rows from here on are drawn once for neighbours in a stack. */
  readonly modulesFrom: number;
  /** Rows of the frames above the stacks of each thread of the profile. */
  readonly above: readonly (readonly number[])[];
  /** 1 for functions that the focus means; null without a focus. */
  readonly focused: Uint8Array | null;
}

/** A function whose cost goes to its caller. */
export const FOLDED = -1;

/** Plans the folding of a profile's functions. Keys that the profile does not have mean nothing. */
export function planFolding(
  profile: Profile,
  functions: FunctionList,
  filter: TreeFilter,
  findRows: FindRows = findExactRows(functions),
): Folding {
  const keys: FrameKey[] = [...functions.keys];
  const kinds: FrameKind[] = [...functions.kinds];
  const drawnAs = Int32Array.from(functions.keys, (_, row) => row);
  const moduleRows = new Map<string, number>();
  const collapsed = new Set(filter.collapsedModules);
  for (let row = 0; row < functions.length; row += 1) {
    const { function: name, file } = functions.keys[row]!;
    if (name === '(root)' || (filter.onlyOwnCode && functions.kinds[row] !== 'own')) {
      drawnAs[row] = FOLDED;
      continue;
    }
    const module = collapsed.size === 0 ? null : moduleOf(file);
    if (module === null || !collapsed.has(module)) continue;
    let drawn = moduleRows.get(module);
    if (drawn === undefined) {
      drawn = keys.length;
      moduleRows.set(module, drawn);
      keys.push({ function: `[${module}]`, file: null, line: 0 });
      kinds.push(functions.kinds[row]!);
    }
    drawnAs[row] = drawn;
  }
  for (const key of filter.hidden ?? []) for (const row of findRows(key)) drawnAs[row] = FOLDED;
  let focused: Uint8Array | null = null;
  if (filter.focus !== null) {
    focused = new Uint8Array(functions.length);
    for (const row of findRows(filter.focus)) focused[row] = 1;
  }
  const above = listThreadFrames(profile, filter.splitThreads === true, (label) => {
    keys.push({ function: label, file: null, line: 0 });
    kinds.push('synthetic');
    return keys.length - 1;
  });
  return {
    functions: { length: keys.length, keys, kinds, ofFrame: functions.ofFrame },
    drawnAs,
    modulesFrom: functions.length,
    above,
    focused,
  };
}

/** Rows with exactly this name, file and line. */
export function findExactRows(functions: FunctionList): FindRows {
  return (key) => {
    const wanted = keyText(key);
    return functions.keys.flatMap((each, row) => (keyText(each) === wanted ? [row] : []));
  };
}

/** Tree node of each stack below `base`; only of the stacks marked in `used`, where that is given. */
export function placeStacks(
  profile: Profile,
  { functions, drawnAs, modulesFrom }: Folding,
  collapseRecursion: boolean,
  builder: TreeBuilder,
  base: NodeIndex = 0,
  used: Uint8Array | null = null,
): Int32Array {
  const { stacks } = profile;
  const nodes = new Int32Array(stacks.length);
  for (let stack = 0; stack < stacks.length; stack += 1) {
    if (used !== null && used[stack] === 0) continue;
    const parent = stacks.parent[stack]!;
    const above = parent < 0 ? base : nodes[parent]!;
    const drawn = drawnAs[functions.ofFrame[stacks.frame[stack]!]!]!;
    if (drawn === FOLDED || (drawn >= modulesFrom && builder.functionOf(above) === drawn)) {
      nodes[stack] = above;
      continue;
    }
    const again = collapseRecursion ? ancestorOf(builder, above, base, drawn) : null;
    nodes[stack] = again ?? builder.childOf(above, drawn);
  }
  return nodes;
}

function ancestorOf(
  builder: TreeBuilder,
  from: NodeIndex,
  base: NodeIndex,
  func: number,
): NodeIndex | null {
  for (let node = from; node > base; node = builder.parentOf(node)) {
    if (builder.functionOf(node) === func) return node;
  }
  return null;
}

/** 1 for stacks that pass through a focused function; null without a focus. */
export function markPassing(profile: Profile, { functions, focused }: Folding): Uint8Array | null {
  if (focused === null) return null;
  const { stacks } = profile;
  const passing = new Uint8Array(stacks.length);
  for (let stack = 0; stack < passing.length; stack += 1) {
    const parent = stacks.parent[stack]!;
    const own = focused[functions.ofFrame[stacks.frame[stack]!]!]!;
    passing[stack] = own === 1 || (parent >= 0 && passing[parent] === 1) ? 1 : 0;
  }
  return passing;
}

/** 1 for stacks that a thread's samples reach, callers included. */
export function markUsed(profile: Profile, thread: number): Uint8Array {
  const used = new Uint8Array(profile.stacks.length);
  const { samples } = profile.threads[thread]!;
  for (let row = 0; row < samples.length; row += 1) {
    for (let at = samples.stack[row]!; at >= 0 && used[at] === 0; at = profile.stacks.parent[at]!) {
      used[at] = 1;
    }
  }
  return used;
}
