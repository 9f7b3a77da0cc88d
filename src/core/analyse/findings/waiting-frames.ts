/** Functions behind a wait. Nothing samples a process that sleeps, so they are found by what else is known of them. */
import type { FindingFrame } from '../../model/finding';
import type { LoadedSize } from '../../model/loaded';
import type { BuildView } from '../compare/build-view';
import type { CommonSize, ComparedView } from '../compare/compared-view';
import type { FunctionSeries } from '../functions/function-matrix';
import { buildCallTree, findOwners } from '../tree/call-tree';
import { frameOf, MOST_FRAMES } from './rule';
import { listSyncCallers } from './sync-frames';
import { THRESHOLDS } from './thresholds';

const SYNC_FRAMES = 4;
/** A frame that holds less of all waiting is a matter of luck. */
const LEAST_SHARE = 0.1;

/**
 * Most telling first: who asks for syncs, where the run syncs for each operation; who is on the stack while wall time passes without CPU, where
 * the sampler tells both (Python); the functions that only the candidate runs; those called about once for each operation.
 */
export function rankWaiting(view: ComparedView, size: CommonSize): FindingFrame[] {
  const own = listOwnWaits(
    view.candidate,
    size.candidateSize,
    size.candidateIndex,
    size.operations,
  );
  const extra = view.sharesSymbols ? listExtraFunctions(view, size) : [];
  return unique([...own.syncs, ...own.stacks, ...extra, ...own.calls]).slice(0, MOST_FRAMES);
}

/** The same without a reference. */
export function rankWaitingAlone(view: BuildView, index: number): FindingFrame[] {
  const size = view.sizes[index]!;
  const operations = Math.max(1, size.record.operations);
  const { syncs, stacks, calls } = listOwnWaits(view, size, index, operations);
  return unique([...syncs, ...stacks, ...calls]).slice(0, MOST_FRAMES);
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
  };
}

/** Functions on whose stacks wall time passes that is no CPU time. */
function listSleepers({ cpu }: LoadedSize, operations: number): FindingFrame[] {
  if (cpu === null) return [];
  const [wallColumn, cpuColumn] = ['wall', 'cpu'].map((name) =>
    cpu.valueTypes.findIndex((type) => type.name === name),
  ) as [number, number];
  if (wallColumn < 0 || cpuColumn < 0) return [];
  const waits = new Map<string, { frame: FindingFrame; ms: number }>();
  let whole = 0;
  for (const [column, sign] of [
    [wallColumn, 1],
    [cpuColumn, -1],
  ] as const) {
    const tree = buildCallTree(cpu, column);
    const owners = findOwners(tree);
    for (let node = 1; node < tree.length; node += 1) {
      const ms = sign * tree.self[node]!;
      if (ms === 0) continue;
      const func = owners[node]!;
      const kind = tree.functions.kinds[func];
      if (kind !== 'own' && kind !== 'library') continue;
      whole += ms;
      const key = tree.functions.keys[func]!;
      const text = `${key.function}\u0000${key.file ?? ''}`;
      const known = waits.get(text) ?? {
        frame: { ...key, candidate: 0, reference: null, unit: 'ms/op' },
        ms: 0,
      };
      known.ms += ms;
      waits.set(text, known);
    }
  }
  return [...waits.values()]
    .filter(({ ms, frame }) => ms >= LEAST_SHARE * whole && !isEntry(frame.function))
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
  return view.matrix.rows
    .filter(({ kind, key }) => kind === 'own' && !isEntry(key.function))
    .map((series) => ({ series, calls: series.costs[index]!.calls / operations }))
    .filter(({ calls }) => calls >= 0.9 && calls <= 3)
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
