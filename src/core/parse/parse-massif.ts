import type { Failure } from '../model/failure';
import { NO_STACK, type Profile } from '../model/profile';
import { fail, succeed, type Result } from '../model/result';
import { readValgrindFrame } from './parse-dhat';
import type { ParseContext } from './parse-context';
import { splitLines } from './split-lines';
import { StackBuilder, type FoundFrame } from './stack-builder';

/** A node of a heap tree: bytes held below a call site; its children are the callers. */
interface HeapNode {
  bytes: number;
  /** Children that the file says it has. */
  children: number;
  /** Null for the root and for what lies below the threshold. */
  frame: FoundFrame | null;
  depth: number;
}

const NODE = /^( *)n(\d+): (\d+) (.*)$/;

/**
 * Parses what Valgrind's massif writes: who held the heap when it was at its peak. Value type `peak`. Its sums over
 * time and numbers of objects are not in the file.
 */
export function parseMassif(
  text: string | Uint8Array,
  context: ParseContext,
): Result<Profile, Failure> {
  let number = 0;
  const trees: HeapNode[][] = [];
  let peak: HeapNode[] | null = null;
  let reading: HeapNode[] | null = null;
  let snapshots = 0;
  let command = context.processName;
  for (const line of splitLines(text)) {
    number++;
    const node = NODE.exec(line);
    if (node !== null) {
      if (reading === null) continue;
      const site = node[4]!;
      reading.push({
        bytes: Number(node[3]),
        children: Number(node[2]),
        frame: site.startsWith('0x') ? readValgrindFrame(site, context) : null,
        depth: node[1]!.length,
      });
      continue;
    }
    if (line.startsWith('snapshot=')) snapshots++;
    else if (line.startsWith('cmd: ')) command = line.slice(5).split(' ')[0] ?? command;
    else if (line.startsWith('heap_tree=')) {
      const isPeak = line === 'heap_tree=peak';
      reading = isPeak || line === 'heap_tree=detailed' ? [] : null;
      if (reading !== null) trees.push(reading);
      if (isPeak) peak = reading;
    } else if (!/^(#|[a-z_A-Z]+[:=]|$)/.test(line)) {
      return invalid(`"${line.slice(0, 80)}" is not understood`, `line ${number}`);
    }
  }
  if (snapshots === 0) return invalid('it has no snapshot', `line ${number}`);
  // Without a peak marked the largest detailed snapshot has to do.
  const detailed = peak ?? largestTree(trees);
  const builder = new StackBuilder();
  const { pid, tid, threadName } = context;
  const thread = { pid, tid, name: threadName, processName: command };
  let missing = 0;
  for (const [index, node] of detailed.entries()) {
    let left = node.bytes;
    let children = 0;
    for (let at = index + 1; at < detailed.length && detailed[at]!.depth > node.depth; at++) {
      if (detailed[at]!.depth !== node.depth + 1) continue;
      left -= detailed[at]!.bytes;
      children++;
    }
    missing += Math.max(0, node.children - children);
    if (left <= 0) continue;
    const path: FoundFrame[] = [];
    for (let at = index, depth = node.depth; at >= 0; at--) {
      const one = detailed[at]!;
      if (one.depth !== depth) continue;
      if (one.frame !== null) path.push(one.frame);
      else if (at === index)
        path.push({ name: '(below threshold)', file: null, line: 0, kind: 'synthetic' });
      depth--;
    }
    // From the outermost caller, where the walk began, to the site of the allocation.
    let stack = NO_STACK;
    for (const frame of path) stack = builder.stack(stack, builder.frame(frame));
    builder.sample(thread, stack, Number.NaN, [left]);
  }
  const notes = [
    'massif names source files without their folders, and knows only what was held at the peak.',
  ];
  if (peak === null) {
    notes.push(
      'The file marks no peak, as when it was cut off: its largest detailed snapshot is shown.',
    );
  }
  if (missing > 0) {
    notes.push(`The file was cut off: ${missing} of the callers that it announces are missing.`);
  }
  const source = { format: 'massif', tool: null };
  return succeed(builder.finish(source, [{ name: 'peak', unit: 'bytes' }], notes));
}

function largestTree(trees: readonly HeapNode[][]): HeapNode[] {
  const bytes = (tree: readonly HeapNode[]): number => tree[0]?.bytes ?? 0;
  return trees.reduce((largest, tree) => (bytes(tree) > bytes(largest) ? tree : largest), []);
}

/** True where a text looks like the output of massif. */
export function recognisesMassif(head: string): boolean {
  return /^desc: /.test(head) && /^time_unit: /m.test(head);
}

function invalid(problem: string, where: string): Result<Profile, Failure> {
  return fail({
    kind: 'file-invalid',
    message: `This is not the output of massif: ${problem}.`,
    remedy: 'Make it anew by `valgrind --tool=massif COMMAND`.',
    where,
  });
}
