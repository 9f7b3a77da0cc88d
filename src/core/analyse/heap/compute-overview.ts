/** Totals of a snapshot. */
import type { HeapOverview } from '../../model/heap';
import type { HeapAnalysis } from './analyse-heap';

/** Totals by calculateStatistics of DevTools' HeapSnapshot.ts. */
export function computeOverview(analysis: HeapAnalysis): HeapOverview {
  const { snapshot, shallowSize, codes, sums } = analysis;
  const byType = new Float64Array(snapshot.nodeTypes.length);
  for (let node = 0; node < snapshot.nodeCount; node++) {
    byType[snapshot.nodeType[node]!]! += shallowSize[node]!;
  }
  const bytesOf = (type: number): number => byType[type] ?? 0;
  const { consString, slicedString, string, native, code, hidden } = codes.node;
  return {
    nodes: snapshot.nodeCount,
    edges: snapshot.edgeCount,
    strings: snapshot.strings.count,
    totalBytes: analysis.dominators.retainedSize[snapshot.root]! + snapshot.extraNativeBytes,
    nativeBytes: bytesOf(native) + snapshot.extraNativeBytes,
    codeBytes: bytesOf(code),
    stringBytes: bytesOf(string) + bytesOf(consString) + bytesOf(slicedString),
    systemBytes: bytesOf(hidden),
    classes: sums.count.reduce((total, count) => total + (count > 0 ? 1 : 0), 0),
    detachedNodes: analysis.detached?.count ?? 0,
  };
}
