/** Functions by the syncs that they ask for themselves, and the files that these write to the disk. */
import type { LoadedSize, LoadedWorkload } from '../../model/loaded';
import { FRAME_KINDS } from '../../model/profile';
import type { Profile } from '../../model/profile';
import { SYNC_CALLS } from '../../model/syscalls';
import type { FunctionMatrix } from '../functions/function-matrix';
import { columnOf } from '../tree/call-tree';
import { keyText, listFunctions } from '../tree/function-list';

/** Syncs that a function asks for. */
export interface SyncEvidence {
  /** Equal exactly where files and figures are. */
  text: string;
  /** Names without folders: two builds write into two of these. */
  files: readonly string[];
  /** At the largest size. */
  perOperation: number;
}

const OWN = FRAME_KINDS.indexOf('own');
const SYNCS = new Set<string>(SYNC_CALLS);

/**
 * By row of the matrix; null where a function asks for none, or where it is not known for which file. The stacks come from one pass
 * and the files from another: the k-th stack belongs to the k-th traced sync where both saw equally many.
 */
export function findSyncAskers(
  workload: LoadedWorkload,
  matrix: FunctionMatrix,
  places: readonly number[],
): (SyncEvidence | null)[] {
  const rowOf = new Map(matrix.rows.map(({ key }, row) => [keyText(key), row]));
  const found = new Map<number, { files: Set<string>; rates: number[] }>();
  places.forEach((place, order) => {
    const size = workload.sizes[place];
    const asked = size === undefined ? null : listAsked(size);
    if (asked === null) return;
    for (const { key, file } of asked) {
      const row = rowOf.get(key);
      if (row === undefined) continue;
      const entry = found.get(row) ?? { files: new Set(), rates: places.map(() => 0) };
      found.set(row, entry);
      entry.files.add(file);
      entry.rates[order]! += 1 / matrix.sizes[place]!.operations;
    }
  });
  return matrix.rows.map((_, row) => {
    const entry = found.get(row);
    if (entry === undefined || entry.rates.includes(0)) return null;
    const files = [...entry.files].sort();
    const text = `${files.join('|')} ${entry.rates.map((rate) => rate.toPrecision(9)).join(' ')}`;
    return { text, files, perOperation: entry.rates.at(-1)! };
  });
}

/** Each sync of a size with the own function that asked for it and the file's name; null where the passes do not tell. */
function listAsked({ syncStacks, syscalls }: LoadedSize): { key: string; file: string }[] | null {
  if (syncStacks === null || syscalls === null) return null;
  const [thread, ...others] = syncStacks.threads.filter(({ samples }) => samples.length > 0);
  const column = columnOf(syncStacks, 'syncs');
  const values = thread?.samples.values[column];
  if (thread === undefined || others.length > 0 || values?.some((value) => value !== 1) !== false)
    return null;
  const files: string[] = [];
  const { events, names, paths } = syscalls;
  for (let event = 0; event < events.length; event += 1) {
    if (!SYNCS.has(names[events.name[event]!]!)) continue;
    files.push(paths[events.path[event]!]!.split('/').at(-1) ?? '');
  }
  if (files.includes('') || files.length !== thread.samples.length) return null;
  const keys = ownersOfStacks(syncStacks);
  return files.flatMap((file, order) => {
    const key = keys(thread.samples.stack[order]!);
    return key === null ? [] : [{ key, file }];
  });
}

/** The innermost own function of a stack, as its key's text. */
function ownersOfStacks({ frames, stacks }: Profile): (stack: number) => string | null {
  const functions = listFunctions(frames);
  return (from) => {
    for (let stack = from; stack >= 0; stack = stacks.parent[stack]!) {
      const frame = stacks.frame[stack]!;
      if (frames.kind[frame] === OWN) return keyText(functions.keys[functions.ofFrame[frame]!]!);
    }
    return null;
  };
}
