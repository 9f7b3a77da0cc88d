/** Texts that stand in the heap more than once. */
import type { DuplicateStringRow } from '../../model/heap';
import type { HeapAnalysis } from './analyse-heap';

/** V8 cuts texts at this length when it writes a snapshot, so longer ones cannot be told apart. */
const CUT_BY_V8 = 1024;
const SHOWN_CHARACTERS = 200;

/** Duplicates by string index, most retained first. Texts that V8 cut and texts kept in parts are left out. */
export function findDuplicateStrings(analysis: HeapAnalysis): DuplicateStringSums {
  const { snapshot, codes, shallowSize } = analysis;
  const { nodeType, nodeName, strings } = snapshot;
  const { retainedSize } = analysis.dominators;
  const counts = new Uint32Array(strings.count);
  for (let node = 0; node < snapshot.nodeCount; node++) {
    if (nodeType[node] === codes.node.string) counts[nodeName[node]!]!++;
  }
  const sums = new Map<number, { node: number; self: number; retained: number }>();
  for (let node = 0; node < snapshot.nodeCount; node++) {
    const name = nodeName[node]!;
    if (nodeType[node] !== codes.node.string || counts[name]! < 2) continue;
    if (strings.byteLength(name) >= CUT_BY_V8 && strings.text(name).length >= CUT_BY_V8) continue;
    const sum = sums.get(name);
    if (sum === undefined) {
      sums.set(name, { node, self: shallowSize[node]!, retained: retainedSize[node]! });
    } else {
      sum.self += shallowSize[node]!;
      sum.retained += retainedSize[node]!;
    }
  }
  const names = [...sums.keys()].sort((a, b) => sums.get(b)!.retained - sums.get(a)!.retained);
  return {
    length: names.length,
    row(index) {
      const name = names[index]!;
      const { node, self, retained } = sums.get(name)!;
      const text = strings.text(name, SHOWN_CHARACTERS);
      return { text, count: counts[name]!, selfBytes: self, retainedBytes: retained, node };
    },
  };
}

/** The duplicates, each row made when it is shown. */
export interface DuplicateStringSums {
  length: number;
  row(index: number): DuplicateStringRow;
}
