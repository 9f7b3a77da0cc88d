/** What lies around one function: callers, callees and cost per line. */
import { sayMissingPass } from '../say-missing-pass';
import type { LineTable, Profile } from '../../model/profile';
import type {
  FunctionDetailAnswer,
  FunctionDetailQuestion,
  NeighbourRow,
} from '../../model/function-answers';
import type { FrameKey } from '../../model/view-answers';
import { buildLabels, findSize } from '../analysis-context';
import type { AnalysisContext } from '../analysis-context';
import { buildCallTree, columnOf, markOutermost } from '../tree/call-tree';
import { keyText, listFunctions } from '../tree/function-list';
import type { CallTree } from '../tree/tree-builder';

const WHOLE_LINES = 'Costs beside the lines are of the whole run: they are recorded without times.';

/**
 * Callers and callees of one function from the CPU pass. `source.lines` holds the lines that have cost, with
 * empty text: whoever may read files fills the text and the lines between; null where no line has a cost.
 */
export function answerFunctionDetail(
  question: FunctionDetailQuestion,
  context: AnalysisContext,
): FunctionDetailAnswer {
  const label = buildLabels(context)[question.side];
  const size = findSize(context[question.side], question.workload, question.n);
  const profile = size?.cpu ?? null;
  const column = profile === null ? -1 : columnOf(profile, 'cpu');
  if (profile === null || column < 0) {
    return {
      key: question.key,
      callers: [],
      callees: [],
      source: null,
      sourceNote: sayMissingPass(size, label, 'cpu', question),
    };
  }
  const tree = buildCallTree(profile, column);
  const func = tree.functions.keys.findIndex((key) => keyText(key) === keyText(question.key));
  const source = findSource(profile, question.key);
  return {
    key: question.key,
    ...findNeighbours(tree, func),
    source,
    sourceNote:
      source === null
        ? noteOnSource(profile, question.key, label)
        : context.whole === undefined
          ? null
          : WHOLE_LINES,
  };
}

/**
 * Edges into and out of the function. A stack counts once for an edge, however often it recurs: for callers the outermost call
 * counts, for callees the outermost edge to each callee. Recursion is no neighbour of itself.
 */
function findNeighbours(
  tree: CallTree,
  func: number,
): { callers: NeighbourRow[]; callees: NeighbourRow[] } {
  const callers = new Map<number, number>();
  const callees = new Map<number, number>();
  if (func < 0) return { callers: [], callees: [] };
  const outermost = markOutermost(tree);
  let whole = 0;
  for (let node = 1; node < tree.length; node += 1) {
    const parent = tree.parent[node]!;
    const here = tree.func[node]!;
    const above = tree.func[parent]!;
    if (here === func && outermost[node] === 1) {
      whole += tree.total[node]!;
      if (parent > 0) callers.set(above, (callers.get(above) ?? 0) + tree.total[node]!);
    }
    if (parent > 0 && above === func && here !== func && !hasEdgeAbove(tree, parent, func, here)) {
      callees.set(here, (callees.get(here) ?? 0) + tree.total[node]!);
    }
  }
  return { callers: toRows(tree, callers, whole), callees: toRows(tree, callees, whole) };
}

/** Whether the way to a node already holds the edge from `func` to `callee`. */
function hasEdgeAbove(tree: CallTree, from: number, func: number, callee: number): boolean {
  for (let node = from; node > 0; node = tree.parent[node]!) {
    const parent = tree.parent[node]!;
    if (parent > 0 && tree.func[node] === callee && tree.func[parent] === func) return true;
  }
  return false;
}

function toRows(tree: CallTree, sums: ReadonlyMap<number, number>, whole: number): NeighbourRow[] {
  return [...sums]
    .filter(([, ms]) => ms > 0)
    .sort((a, b) => b[1] - a[1])
    .map(([func, ms]) => ({
      key: tree.functions.keys[func]!,
      ms,
      share: whole > 0 ? ms / whole : 0,
    }));
}

function findSource(profile: Profile, key: FrameKey): FunctionDetailAnswer['source'] {
  if (profile.lines === null || key.file === null) return null;
  const costs = sumLines(profile, profile.lines, key);
  if (costs.size === 0) return null;
  const lines = [...costs].sort((a, b) => a[0] - b[0]);
  const firstLine = Math.min(key.line > 0 ? key.line : Infinity, lines[0]![0]);
  return {
    path: key.file,
    firstLine,
    lines: lines.map(([line, ms]) => ({ line, text: '', ms })),
  };
}

function sumLines(profile: Profile, lines: LineTable, key: FrameKey): Map<number, number> {
  const functions = listFunctions(profile.frames);
  const wanted = functions.keys.findIndex((each) => keyText(each) === keyText(key));
  const costs = new Map<number, number>();
  for (let row = 0; row < lines.length; row += 1) {
    if (functions.ofFrame[lines.frame[row]!] !== wanted) continue;
    if (lines.line[row]! <= 0) continue;
    // V8 gives a tick in inlined code the line of that code, in whatever file: above the function it cannot be its own.
    const line = Math.max(lines.line[row]!, key.line);
    costs.set(line, (costs.get(line) ?? 0) + lines.value[row]!);
  }
  return costs;
}

function noteOnSource(profile: Profile, key: FrameKey, label: string): string {
  if (key.file === null) return `${key.function} has no source file.`;
  if (profile.lines === null) return `The profile of ${label} has no cost per line.`;
  return `No sample of ${label} fell on a line of ${key.function} itself.`;
}
