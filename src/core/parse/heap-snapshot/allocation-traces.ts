/** The allocation traces of a snapshot, put together of its three parts. */
import type { HeapTraceFunction, HeapTraces } from '../../model/heap';
import { BrokenSnapshot } from './broken-snapshot';
import type { SnapshotLayout } from './read-header';
import type { TraceTree } from './trace-tree';

/** Functions of traces while they are read. */
export class TraceFunctions {
  readonly functions: HeapTraceFunction[] = [];
  /** Greatest string index that they use; -1 for none. */
  highestString = -1;

  /** Takes rows of `trace_function_infos`; lines and columns are 1-based there, 0 where unknown. */
  add(numbers: Float64Array, length: number, layout: SnapshotLayout): void {
    const { traceFunctionStride: stride, traceFunction: field } = layout;
    for (let row = 0; row < length; row += stride) {
      const name = numbers[row + field.name]!;
      const script = numbers[row + field.script]!;
      const line = numbers[row + field.line]!;
      const column = numbers[row + field.column]!;
      this.highestString = Math.max(this.highestString, name, script);
      this.functions.push({ name, script, line, column });
    }
  }
}

/** Null where no object has a trace, as in every snapshot that was taken without tracking. Throws BrokenSnapshot. */
export function joinTraces(
  nodeTrace: Uint32Array | null,
  tree: TraceTree | null,
  functions: readonly HeapTraceFunction[],
): HeapTraces | null {
  if (nodeTrace === null || tree === null || tree.ids.length === 0) return null;
  const rowOfId = new Map<number, number>();
  tree.ids.view().forEach((id, row) => rowOfId.set(id, row));
  const unknown = tree.functions.view().find((index) => index >= functions.length);
  if (unknown !== undefined) {
    throw new BrokenSnapshot(
      `a trace names function ${unknown} where there are ${functions.length}`,
      0,
    );
  }
  const pathOf = new Uint32Array(nodeTrace.length);
  for (let node = 0; node < nodeTrace.length; node++) {
    const id = nodeTrace[node]!;
    if (id !== 0) pathOf[node] = (rowOfId.get(id) ?? -1) + 1;
  }
  return {
    pathOf,
    parent: Int32Array.from(tree.parents.view()),
    function: Uint32Array.from(tree.functions.view()),
    allocatedCount: tree.counts.view().slice(),
    allocatedBytes: tree.bytes.view().slice(),
    functions,
  };
}
