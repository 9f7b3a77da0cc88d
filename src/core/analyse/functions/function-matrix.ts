/** Every function of one build on one workload, with its costs at every size: calls, time and bytes side by side. */
import type { LoadedSize, LoadedWorkload } from '../../model/loaded';
import type { FrameKind, Profile } from '../../model/profile';
import type { FrameKey } from '../../model/view-answers';
import { buildCallTree, columnOf, sumByFunction, sumByOwner } from '../tree/call-tree';
import { quantumOf } from './cost-noise';
import { keyText, LINE_SLACK, listFunctions } from '../tree/function-list';
import type { FunctionList } from '../tree/function-list';
import type { CallTree } from '../tree/tree-builder';

/** Costs of one function at one size; 0 where the pass was made and did not see it. */
export interface FunctionCosts {
  calls: number;
  selfMs: number;
  totalMs: number;
  /** Self time together with that of foreign code that it called; see findOwners. */
  ownedMs: number;
  allocatedBytes: number;
  /** Bytes that it and foreign code called by it allocated. */
  ownedBytes: number;
}

/** One function over all sizes. */
export interface FunctionSeries {
  key: FrameKey;
  kind: FrameKind;
  /** By index of the size. */
  costs: FunctionCosts[];
}

/** What the passes of one size saw in sum; null where a pass was not made. */
export interface SizeTotals {
  n: number;
  operations: number;
  calls: number | null;
  cpuMs: number | null;
  /**
   * CPU time that the processes of that pass used, at most what the samples stand for. V8 samples a thread that waits inside a call too,
   * so that a run which syncs has far more sampled than used time, and a share of the former hides what the processor does.
   */
  usedCpuMs: number | null;
  /** What one sample of the CPU pass stands for; 0 without one. */
  cpuQuantumMs: number;
  allocatedBytes: number | null;
}

/** See above. */
export interface FunctionMatrix {
  sizes: SizeTotals[];
  rows: FunctionSeries[];
  /** Merged CPU tree of each size; null where the pass was not made. */
  cpuTrees: (CallTree | null)[];
  /** Row of each function of those trees. */
  cpuRows: (Int32Array | null)[];
}

const known = new WeakMap<LoadedWorkload, FunctionMatrix>();

/** The matrix of a workload; computed once for as long as the loaded captures live. */
export function functionMatrixOf(workload: LoadedWorkload): FunctionMatrix {
  const before = known.get(workload);
  if (before !== undefined) return before;
  const matrix = buildFunctionMatrix(workload);
  known.set(workload, matrix);
  return matrix;
}

function buildFunctionMatrix(workload: LoadedWorkload): FunctionMatrix {
  const rows = new RowIndex(workload.sizes.length);
  const cpuTrees: (CallTree | null)[] = [];
  const cpuRows: (Int32Array | null)[] = [];
  const sizes = workload.sizes.map((size, index): SizeTotals => {
    const calls = addCalls(size, index, rows);
    const cpu = addProfile(
      size.cpu,
      'cpu',
      rows,
      (costs, self, total, owned) => {
        costs.selfMs += self;
        costs.totalMs += total;
        costs.ownedMs += owned;
      },
      index,
    );
    const alloc = addProfile(
      size.alloc,
      'allocated',
      rows,
      (costs, self, _total, owned) => {
        costs.allocatedBytes += self;
        costs.ownedBytes += owned;
      },
      index,
    );
    cpuTrees.push(cpu?.tree ?? null);
    cpuRows.push(cpu?.rows ?? null);
    const { n, operations } = size.record;
    return {
      n,
      operations: operations > 0 ? operations : 1,
      calls,
      cpuMs: cpu === null ? null : cpu.tree.total[0]!,
      usedCpuMs: cpu === null ? null : usedCpuOf(size, cpu.tree.total[0]!),
      cpuQuantumMs: cpu === null ? 0 : quantumOf(size.cpu!, columnOf(size.cpu!, 'cpu')),
      allocatedBytes: alloc === null ? null : alloc.tree.total[0]!,
    };
  });
  return { sizes, rows: rows.all, cpuTrees, cpuRows };
}

function usedCpuOf({ record }: LoadedSize, sampledMs: number): number {
  const pass = record.passes.find(({ ledger }) => ledger.instrument === 'cpu');
  const usedMs = pass?.exit?.cpuMs ?? 0;
  return usedMs > 0 ? Math.min(usedMs, sampledMs) : sampledMs;
}

function addCalls(size: LoadedSize, index: number, rows: RowIndex): number | null {
  if (size.calls === null) return null;
  const functions = listFunctions(size.calls.frames);
  let sum = 0;
  for (let frame = 0; frame < size.calls.frames.length; frame += 1) {
    const count = size.calls.calls[frame]!;
    rows.rowOf(functions, functions.ofFrame[frame]!).costs[index]!.calls += count;
    sum += count;
  }
  return sum;
}

function addProfile(
  profile: Profile | null,
  metric: string,
  rows: RowIndex,
  add: (costs: FunctionCosts, self: number, total: number, owned: number) => void,
  index: number,
): { tree: CallTree; rows: Int32Array } | null {
  if (profile === null) return null;
  const column = columnOf(profile, metric);
  if (column < 0) return null;
  const tree = buildCallTree(profile, column);
  const { self, total } = sumByFunction(tree);
  const owned = sumByOwner(tree);
  const places = new Int32Array(tree.functions.length).fill(-1);
  for (let func = 0; func < tree.functions.length; func += 1) {
    if (total[func] === 0 && owned[func] === 0) continue;
    const row = rows.rowOf(tree.functions, func);
    places[func] = rows.indexOf(row);
    add(row.costs[index]!, self[func]!, total[func]!, owned[func]!);
  }
  return { tree, rows: places };
}

/** Finds the row of a function across sizes and instruments. */
class RowIndex {
  readonly all: FunctionSeries[] = [];
  private readonly exact = new Map<string, FunctionSeries>();
  private readonly byName = new Map<string, FunctionSeries[]>();

  private readonly places = new Map<FunctionSeries, number>();

  constructor(private readonly sizes: number) {}

  indexOf(row: FunctionSeries): number {
    return this.places.get(row)!;
  }

  rowOf(functions: FunctionList, func: number): FunctionSeries {
    const key = functions.keys[func]!;
    const text = keyText(key);
    const exact = this.exact.get(text);
    if (exact !== undefined) return exact;
    const name = `${key.function}\u0000${key.file ?? ''}`;
    const namesakes = this.byName.get(name) ?? [];
    const near = namesakes.find((each) => Math.abs(each.key.line - key.line) <= LINE_SLACK);
    const row = near ?? this.add(key, functions.kinds[func]!);
    if (near === undefined) this.byName.set(name, [...namesakes, row]);
    this.exact.set(text, row);
    return row;
  }

  private add(key: FrameKey, kind: FrameKind): FunctionSeries {
    const costs = Array.from({ length: this.sizes }, () => ({
      calls: 0,
      selfMs: 0,
      totalMs: 0,
      ownedMs: 0,
      allocatedBytes: 0,
      ownedBytes: 0,
    }));
    const row = { key, kind, costs };
    this.places.set(row, this.all.length);
    this.all.push(row);
    return row;
  }
}
