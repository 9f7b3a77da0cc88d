/** Live objects by the call path that allocated them. */
import type { HeapAllocationRow } from '../../model/heap';
import type { HeapAnalysis } from './analyse-heap';
import type { ShapeSum } from './retainer-shapes';

/** Frames of a path that are shown, innermost first. */
const MOST_FRAMES = 32;

/** Sums by path (index into the traces); null where allocations were not tracked. */
export function sumAllocations(
  analysis: HeapAnalysis,
  matches: (node: number) => boolean,
): Map<number, ShapeSum> | null {
  const { traces, nodeCount } = analysis.snapshot;
  if (traces === null) return null;
  const sums = new Map<number, ShapeSum>();
  for (let node = 0; node < nodeCount; node++) {
    const path = traces.pathOf[node]! - 1;
    if (path < 0 || !matches(node)) continue;
    const sum = sums.get(path) ?? { count: 0, bytes: 0 };
    sum.count++;
    sum.bytes += analysis.shallowSize[node]!;
    sums.set(path, sum);
  }
  return sums;
}

/** Frames of a path, innermost first. */
export function framesOfPath(analysis: HeapAnalysis, path: number): HeapAllocationRow['frames'] {
  const { traces, strings } = analysis.snapshot;
  const frames: HeapAllocationRow['frames'] = [];
  for (let at = path; at >= 0 && frames.length < MOST_FRAMES; at = traces!.parent[at]!) {
    const { name, script, line, column } = traces!.functions[traces!.function[at]!]!;
    const text = strings.text(name, 200);
    if (text === '(root)') continue;
    frames.push({ function: text, script: strings.text(script, 500), line, column });
  }
  return frames;
}
