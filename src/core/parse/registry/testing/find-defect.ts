import type { HeapSnapshot } from '../../../model/heap';
import type { CallCounts, Profile } from '../../../model/profile';
import type { SyscallTrace } from '../../../model/syscalls';
import type { FileContent } from '../content';

/** What is unsound in what was read of a file; null for a sound one. */
export function findDefect(content: FileContent): string | null {
  switch (content.kind) {
    case 'profile':
      return (
        findProfileDefect(content.profile) ??
        (content.calls === null ? null : findCallsDefect(content.calls))
      );
    case 'calls':
      return findCallsDefect(content.calls);
    case 'syscalls':
      return findTraceDefect(content.trace);
    case 'heap-snapshot':
      return findSnapshotDefect(content.snapshot);
  }
}

function findProfileDefect({ stacks, frames, threads, valueTypes }: Profile): string | null {
  for (let stack = 0; stack < stacks.length; stack++) {
    const parent = stacks.parent[stack]!;
    const frame = stacks.frame[stack]!;
    if (parent >= stack || parent < -1) return `stack ${stack} has the parent ${parent}`;
    if (!(frame >= 0 && frame < frames.length)) return `stack ${stack} has the frame ${frame}`;
  }
  for (const { samples } of threads) {
    if (samples.values.length !== valueTypes.length) return 'columns are missing';
    for (const column of samples.values) {
      if (column.length !== samples.length) return 'a column is too short';
      const broken = column.findIndex((value) => !(value >= 0 && value < Infinity));
      if (broken >= 0) return `a value is ${column[broken]}`;
    }
    if (!samples.stack.every((stack) => stack >= -1 && stack < stacks.length)) {
      return 'a sample names a stack that is not there';
    }
    const { time } = samples;
    if (
      time !== null &&
      time.some((moment, row) => Number.isNaN(moment) || moment < (time[row - 1] ?? 0))
    ) {
      return 'times do not ascend';
    }
  }
  return null;
}

function findCallsDefect({ frames, calls }: CallCounts): string | null {
  if (calls.length !== frames.length) return 'calls and functions differ in number';
  const broken = calls.findIndex((count) => !(count >= 0 && count < Infinity));
  return broken < 0 ? null : `a function has ${calls[broken]} calls`;
}

function findTraceDefect({ events, names, paths }: SyscallTrace): string | null {
  const { length, name, tid, time, duration, path, result } = events;
  for (const column of [name, tid, time, duration, path, result]) {
    if (column.length !== length) return 'a column has another length';
  }
  for (let row = 0; row < length; row++) {
    if (name[row]! >= names.length) return 'a call has no name';
    if (!(path[row]! >= 0 && path[row]! < paths.length)) return 'a call has no path';
    if (!(time[row]! >= (time[row - 1] ?? 0) && time[row]! < Infinity)) {
      return `a call begins at ${time[row]}`;
    }
    // NaN is a call that never returned.
    if (duration[row]! < 0 || duration[row] === Infinity) return `a call takes ${duration[row]}`;
  }
  return null;
}

function findSnapshotDefect(snapshot: HeapSnapshot): string | null {
  const { nodeCount, edgeCount, nodeType, nodeName, selfSize, firstEdge, edgeTo, strings } =
    snapshot;
  if (firstEdge[nodeCount] !== edgeCount) return 'edges are left over';
  for (let node = 0; node < nodeCount; node++) {
    if (firstEdge[node]! > firstEdge[node + 1]!) return `node ${node} has edges of another`;
    if (nodeType[node]! >= snapshot.nodeTypes.length) return `node ${node} has no type`;
    if (nodeName[node]! >= strings.count) return `node ${node} has no name`;
    if (!(selfSize[node]! >= 0 && selfSize[node]! < Infinity)) return `node ${node} has no size`;
  }
  for (let edge = 0; edge < edgeCount; edge++) {
    if (edgeTo[edge]! >= nodeCount) return `edge ${edge} leads nowhere`;
  }
  return null;
}
