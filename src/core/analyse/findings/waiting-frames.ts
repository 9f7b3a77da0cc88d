/** Functions behind a wait. Nothing samples a process that sleeps, so they are found by what else is known of them. */
import type { FindingFrame } from '../../model/finding';
import type { LoadedSize } from '../../model/loaded';
import type { Profile } from '../../model/profile';
import type { BuildView } from '../compare/build-view';
import type { CommonSize, ComparedView } from '../compare/compared-view';
import type { FunctionSeries } from '../functions/function-matrix';
import { buildCallTree, findOwners } from '../tree/call-tree';
import { frameOf, MOST_FRAMES } from './rule';
import { listSyncCallers } from './sync-frames';
import { THRESHOLDS } from './thresholds';

const SYNC_FRAMES = 4;

/**
 * Most telling first: who asks for syncs, where the run syncs for each operation; who is on the stack while the run waits, where the waits
 * pass or the sampler (Python) tells it; the functions that only the candidate runs; those called about once for each operation.
 */
export function rankWaiting(view: ComparedView, size: CommonSize): FindingFrame[] {
  const own = listOwnWaits(
    view.candidate,
    size.candidateSize,
    size.candidateIndex,
    size.operations,
  );
  const extra = view.sharesSymbols ? listExtraFunctions(view, size) : [];
  const found = [...own.syncs, ...own.stacks, ...extra, ...own.calls];
  return unique(found.length > 0 ? found : own.entries).slice(0, MOST_FRAMES);
}

/** The same without a reference. */
export function rankWaitingAlone(view: BuildView, index: number): FindingFrame[] {
  const size = view.sizes[index]!;
  const operations = Math.max(1, size.record.operations);
  const { syncs, stacks, calls, entries } = listOwnWaits(view, size, index, operations);
  const found = [...syncs, ...stacks, ...calls];
  return unique(found.length > 0 ? found : entries).slice(0, MOST_FRAMES);
}

function listOwnWaits(view: BuildView, size: LoadedSize, index: number, operations: number) {
  const callers = listSyncCallers(size);
  const most = Math.max(0, ...callers.map(({ total }) => total));
  const syncs =
    most >= THRESHOLDS.syncs.perOperation * operations
      ? callers.slice(0, SYNC_FRAMES).map(({ key, total }) => ({
          ...key,
          candidate: total / operations,
          reference: null,
          unit: 'syncs/op',
        }))
      : [];
  return {
    syncs,
    stacks: listSleepers(size, operations),
    calls: listSteady(view, index, operations),
    entries: listEntries(view, index, operations),
  };
}

/** The project's functions where a program begins: all that is left where a compiler has put everything else into them. */
function listEntries(view: BuildView, index: number, operations: number): FindingFrame[] {
  return view.matrix.rows
    .filter(({ kind, key }) => kind === 'own' && isEntry(key.function))
    .map((series) => frameOf(series, series.costs[index]!.calls / operations, null, 'calls/op'));
}

/** Functions on whose stacks the run waits: by the waits pass, else by wall time that is no CPU time. */
function listSleepers({ cpu, waits }: LoadedSize, operations: number): FindingFrame[] {
  if (waits != null) return rankOwners([{ profile: waits, name: 'waiting', sign: 1 }], operations);
  if (cpu === null) return [];
  return rankOwners(
    [
      { profile: cpu, name: 'wall', sign: 1 },
      { profile: cpu, name: 'cpu', sign: -1 },
    ],
    operations,
  );
}

/** Functions by the sum of columns that they own; empty unless all columns are there. */
function rankOwners(
  columns: readonly { profile: Profile; name: string; sign: 1 | -1 }[],
  operations: number,
): FindingFrame[] {
  const found = new Map<string, { frame: FindingFrame; ms: number }>();
  let whole = 0;
  for (const { profile, name, sign } of columns) {
    const column = profile.valueTypes.findIndex((type) => type.name === name);
    if (column < 0) return [];
    const tree = buildCallTree(profile, column);
    const owners = findOwners(tree);
    for (let node = 1; node < tree.length; node += 1) {
      const ms = sign * tree.self[node]!;
      const func = owners[node]!;
      const kind = tree.functions.kinds[func];
      if (ms === 0 || (kind !== 'own' && kind !== 'library')) continue;
      whole += ms;
      const key = tree.functions.keys[func]!;
      const text = `${key.function}\u0000${key.file ?? ''}`;
      const known = found.get(text) ?? {
        frame: { ...key, candidate: 0, reference: null, unit: 'ms/op' },
        ms: 0,
      };
      known.ms += ms;
      found.set(text, known);
    }
  }
  return [...found.values()]
    .filter(({ ms, frame }) => ms >= THRESHOLDS.frames.waits * whole && !isEntry(frame.function))
    .sort((a, b) => b.ms - a.ms)
    .map(({ frame, ms }) => ({ ...frame, candidate: ms / operations }));
}

/** Where a program begins: everything waits below it. */
function isEntry(name: string): boolean {
  return name === '<module>' || name === 'main' || name === '(anonymous)';
}

/** The project's functions that run in the candidate and not at all in the reference. */
function listExtraFunctions(view: ComparedView, size: CommonSize): FindingFrame[] {
  if (size.candidateSize.calls === null || size.referenceSize.calls === null) return [];
  return view.candidate.matrix.rows
    .flatMap((series, row) => {
      if (series.kind !== 'own' || isEntry(series.key.function)) return [];
      const calls = series.costs[size.candidateIndex]!.calls;
      if (!(calls > 0)) return [];
      const theirs = view.counterpartOf(row)?.costs[size.referenceIndex]?.calls ?? 0;
      return theirs > 0 ? [] : [{ series, calls }];
    })
    .sort((a, b) => b.calls - a.calls || cpuOf(b.series, size) - cpuOf(a.series, size))
    .map(({ series, calls }) => frameOf(series, calls / size.operations, 0, 'calls/op'));
}

function cpuOf(series: FunctionSeries, size: CommonSize): number {
  return series.costs[size.candidateIndex]!.totalMs;
}

/** The project's functions that are called about once for each operation: one of them does the waiting of an operation. */
function listSteady(view: BuildView, index: number, operations: number): FindingFrame[] {
  if (operations < 2) return [];
  const [fewest, most] = THRESHOLDS.frames.steadyCalls;
  return view.matrix.rows
    .filter(({ kind, key }) => kind === 'own' && !isEntry(key.function))
    .map((series) => ({ series, calls: series.costs[index]!.calls / operations }))
    .filter(({ calls }) => calls >= fewest && calls <= most)
    .sort((a, b) => b.series.costs[index]!.totalMs - a.series.costs[index]!.totalMs)
    .map(({ series, calls }) => frameOf(series, calls, null, 'calls/op'));
}

function unique(frames: readonly FindingFrame[]): FindingFrame[] {
  const seen = new Set<string>();
  return frames.filter((frame) => {
    const text = `${frame.function}\u0000${frame.file ?? ''}\u0000${frame.function === '(anonymous)' ? frame.line : 0}`;
    if (seen.has(text)) return false;
    seen.add(text);
    return true;
  });
}
