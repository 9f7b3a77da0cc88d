import type { Failure } from '../model/failure';
import { NO_STACK } from '../model/profile';
import { fail, succeed, type Result } from '../model/result';
import type { ParseContext } from './parse-context';
import type { FrameCollector, StackCollector } from './profile-builder';
import { invalidCapture, isNumberArray, isObject, numberOr } from './read-json';
import { addV8Frame } from './v8-frame';

const FORMAT = 'heapprofile';

/** Memory of buffers outside V8's heap. Parallel columns. */
export interface BackingStores {
  stacks: number[];
  bytes: readonly number[];
  stores: readonly number[];
  notes: string[];
}

/** Reads the agent's `backingStores`, adding their frames and stacks to the collectors. */
export function readBackingStores(
  value: unknown,
  frames: FrameCollector,
  stacks: StackCollector,
  context: ParseContext,
): Result<BackingStores, Failure> {
  if (!isObject(value)) return fail(broken('no object'));
  const { parents, frameOfNode, nodes, leaves, bytes, stores } = value;
  const rawFrames = value['frames'];
  if (
    !Array.isArray(rawFrames) ||
    ![parents, frameOfNode, nodes, leaves, bytes, stores].every(isNumberArray)
  ) {
    return fail(broken('a column is missing'));
  }
  const columns = [nodes, leaves, bytes, stores] as number[][];
  if (new Set(columns.map(({ length }) => length)).size !== 1) {
    return fail(broken('columns that differ in length'));
  }
  const frameIndices = rawFrames.map((raw: unknown) =>
    addV8Frame(frames, isObject(raw) ? raw : {}, context),
  );
  const stackOfNode = [NO_STACK];
  for (const [node, frame] of (frameOfNode as number[]).entries()) {
    if (node === 0) continue;
    const parent = (parents as number[])[node];
    const index = frameIndices[frame];
    if (parent === undefined || !(parent < node) || index === undefined) {
      return fail(broken(`a parent or frame of node ${node} that is not there`));
    }
    stackOfNode.push(stacks.add(index, stackOfNode[parent]));
  }
  const rows: number[] = [];
  for (const [row, node] of (nodes as number[]).entries()) {
    const above = stackOfNode[node];
    const leaf = frameIndices[(leaves as number[])[row]!];
    if (above === undefined || leaf === undefined) {
      return fail(broken(`a node or leaf of row ${row} that is not there`));
    }
    rows.push(stacks.add(leaf, above));
  }
  const cut = numberOr(value['truncated'], 0);
  return succeed({
    stacks: rows,
    bytes: bytes as number[],
    stores: stores as number[],
    notes: [
      ...(cut === 0
        ? []
        : [`${cut} stacks of buffers were too deep; their outermost frames are missing.`]),
      ...describeUnseen(numberOr(value['unseenBytes'], 0)),
    ],
  });
}

/** Less than this comes and goes in Node itself. */
const WORTH_A_NOTE_BYTES = 1_000_000;

function describeUnseen(bytes: number): string[] {
  if (bytes < WORTH_A_NOTE_BYTES) return [];
  return [
    `At least ${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB of typed arrays, ArrayBuffers or native buffers were made beside, which have no stack and are not counted.`,
  ];
}

function broken(problem: string): Failure {
  return invalidCapture(FORMAT, problem, 'backingStores');
}
