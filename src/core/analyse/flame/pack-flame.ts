/** Laid out boxes as the columns that cross to the window. */
import type { FrameKind } from '../../model/profile';
import type { FlameAnswer, FlameMetric, FlameQuestion } from '../../model/view-answers';
import type { DifferenceTree } from '../diff/difference-tree';
import type { FunctionList } from '../tree/function-list';
import { NO_FUNCTION } from '../tree/tree-builder';
import type { CallTree } from '../tree/tree-builder';
import { formatCount } from '../format-figure';
import { layoutFlame } from './layout-flame';
import type { TimeLayout } from './layout-time-order';
import { rankModules } from './rank-modules';
import { parseSearch } from './search-pattern';
import { countWide, functionsInOrder, shapeOf } from './tree-shape';
import type { TreeShape } from './tree-shape';

/** Unit of each metric. */
export const FLAME_UNITS = {
  cpu: 'ms',
  allocated: 'bytes',
  syncs: 'count',
  waiting: 'ms',
} as const satisfies Record<FlameMetric, FlameAnswer['unit']>;

/** What an answer says beside its boxes. */
export type FlameHeader = Pick<
  FlameAnswer,
  'unit' | 'perOperation' | 'threads' | 'samples' | 'notes'
>;

/** Name of the root box. */
const ROOT_NAME = '(all)';

/** An answer without boxes. */
export function emptyFlame(header: FlameHeader): FlameAnswer {
  return {
    ...header,
    length: 0,
    node: new Int32Array(0),
    parent: new Int32Array(0),
    depth: new Uint16Array(0),
    x0: new Float64Array(0),
    x1: new Float64Array(0),
    frame: new Int32Array(0),
    total: new Float64Array(0),
    self: new Float64Array(0),
    candidate: new Float64Array(0),
    reference: new Float64Array(0),
    noise: new Uint8Array(0),
    match: new Uint8Array(0),
    names: [],
    files: [],
    lines: [],
    kinds: [],
    modules: [],
    rootTotal: 0,
    totalNodes: 0,
    shownNodes: 0,
    shownShare: 1,
    matches: null,
    breadcrumb: [],
    timeAxes: [],
  };
}

/** Names of the boxes, each once. */
class FrameNames {
  readonly names: string[] = [];
  readonly files: (string | null)[] = [];
  readonly lines: number[] = [];
  readonly kinds: FrameKind[] = [];
  private readonly rows = new Map<string, number>();

  constructor(private readonly functions: FunctionList) {}

  ofFunction(func: number): number {
    if (func === NO_FUNCTION) return this.ofText(ROOT_NAME);
    const known = this.rows.get(String(func));
    if (known !== undefined) return known;
    const key = this.functions.keys[func]!;
    return this.add(String(func), key.function, key.file, key.line, this.functions.kinds[func]!);
  }

  ofText(name: string): number {
    return this.rows.get(`=${name}`) ?? this.add(`=${name}`, name, null, 0, 'synthetic');
  }

  private add(id: string, name: string, file: string | null, line: number, kind: FrameKind) {
    const row = this.names.length;
    this.rows.set(id, row);
    this.names.push(name);
    this.files.push(file);
    this.lines.push(line);
    this.kinds.push(kind);
    return row;
  }
}

/** Packs the visible part of a tree; `width` decides the boxes, the tree the values, `order` who stands first. */
export function packTree(job: {
  tree: CallTree;
  width: Float64Array;
  order?: Float64Array;
  /** Node shown where the question names none. */
  top?: number;
  question: Pick<FlameQuestion, 'root' | 'widthPx' | 'search'>;
  header: FlameHeader;
  difference: DifferenceTree | null;
}): FlameAnswer {
  const { tree, width, question, header, difference } = job;
  const top = Math.min(job.top ?? 0, tree.length - 1);
  const asked = question.root ?? top;
  const root = asked > top && asked < tree.length ? asked : top;
  const layout = layoutFlame(
    { length: tree.length, parent: tree.parent, width, order: job.order ?? width },
    root,
    1 / Math.max(1, question.widthPx),
  );
  const notes = [...header.notes];
  const search = parseSearch(question.search);
  if (search?.note != null) notes.push(search.note);
  const names = new FrameNames(tree.functions);
  const matching = search === null ? null : matchFunctions(tree.functions, search.matches);
  const shape = shapeOf(tree);
  const valueOf = (column: Float64Array) =>
    Float64Array.from(layout.node, (node, row) =>
      node >= 0 ? column[node]! : layout.merged[row]!.reduce((sum, each) => sum + column[each]!, 0),
    );
  return {
    ...header,
    notes,
    length: layout.node.length,
    node: Int32Array.from(layout.node),
    parent: Int32Array.from(layout.parent),
    depth: Uint16Array.from(layout.depth),
    x0: Float64Array.from(layout.x0),
    x1: Float64Array.from(layout.x1),
    frame: Int32Array.from(layout.node, (node, row) =>
      node >= 0
        ? names.ofFunction(tree.func[node]!)
        : names.ofText(`(${formatCount(layout.merged[row]!.length)} narrower)`),
    ),
    total: valueOf(tree.total),
    self: Float64Array.from(layout.node, (node) => (node >= 0 ? tree.self[node]! : 0)),
    candidate: difference === null ? new Float64Array(0) : valueOf(difference.candidate),
    reference: difference === null ? new Float64Array(0) : valueOf(difference.reference),
    noise:
      difference === null
        ? new Uint8Array(0)
        : Uint8Array.from(layout.node, (node) => (node >= 0 ? difference.noise[node]! : 1)),
    match:
      matching === null
        ? new Uint8Array(0)
        : Uint8Array.from(layout.node, (node) => (node > 0 ? matching[tree.func[node]!]! : 0)),
    names: names.names,
    files: names.files,
    lines: names.lines,
    kinds: names.kinds,
    // Both panes of a comparison and their difference have the same colours.
    modules: rankModules(difference?.tree ?? tree),
    rootTotal: tree.total[root] ?? 0,
    totalNodes: countWide(shape, width, root),
    shownNodes: layout.node.filter((node) => node >= 0).length,
    shownShare: layout.shownShare,
    matches: matching === null ? null : countMatches(tree, shape, width, root, matching),
    breadcrumb: breadcrumbTo(tree, root, top),
    timeAxes: [],
  };
}

function matchFunctions(functions: FunctionList, matches: (text: string) => boolean): Uint8Array {
  return Uint8Array.from(functions.keys, ({ function: name, file }) =>
    matches(name) || (file !== null && matches(file)) ? 1 : 0,
  );
}

/** Matching nodes, and the share of the root's width under them, each place counted once. */
function countMatches(
  tree: CallTree,
  shape: TreeShape,
  width: Float64Array,
  root: number,
  matching: Uint8Array,
): { count: number; share: number } {
  const { place, order, end } = shape;
  const func = functionsInOrder(shape, tree.func);
  const from = place[root]!;
  // The root of all has no function. It is passed over, because a look at place −1 of a column costs fifty times as much as others.
  const first = func[from] === NO_FUNCTION ? from + 1 : from;
  let covered = first;
  let count = 0;
  let cost = 0;
  for (let at = first; at < end[from]!; at += 1) {
    if (matching[func[at]!] !== 1) continue;
    const node = order[at]!;
    if (!(width[node]! > 0)) continue;
    count += 1;
    if (at < covered) continue;
    cost += width[node]!;
    covered = end[at]!;
  }
  return { count, share: width[root]! > 0 ? cost / width[root]! : 0 };
}

function breadcrumbTo(tree: CallTree, root: number, top: number): FlameAnswer['breadcrumb'] {
  const way: FlameAnswer['breadcrumb'] = [];
  for (let node = root; node >= top; node = tree.parent[node]!) {
    const func = tree.func[node]!;
    way.push({
      node,
      name: func === NO_FUNCTION ? ROOT_NAME : tree.functions.keys[func]!.function,
    });
  }
  return way.reverse();
}

/** Packs boxes in time order. Matches are counted among the boxes drawn. */
export function packBoxes(
  layout: TimeLayout,
  functions: FunctionList,
  searchText: string | null,
  header: FlameHeader,
  modules: string[],
): FlameAnswer {
  const names = new FrameNames(functions);
  const search = parseSearch(searchText);
  const notes = [...header.notes];
  if (search?.note != null) notes.push(search.note);
  const matching = search === null ? null : matchFunctions(functions, search.matches);
  const match =
    matching === null
      ? new Uint8Array(0)
      : Uint8Array.from(layout.func, (func) => (func >= 0 ? matching[func]! : 0));
  const nameOf = (func: number, label: string | null) =>
    func >= 0 ? functions.keys[func]!.function : (label ?? ROOT_NAME);
  return {
    ...emptyFlame({ ...header, notes }),
    length: layout.node.length,
    node: Int32Array.from(layout.node),
    parent: Int32Array.from(layout.parent),
    depth: Uint16Array.from(layout.depth),
    x0: Float64Array.from(layout.x0),
    x1: Float64Array.from(layout.x1),
    frame: Int32Array.from(layout.func, (func, row) =>
      func >= 0 ? names.ofFunction(func) : names.ofText(nameOf(func, layout.label[row]!)),
    ),
    total: Float64Array.from(layout.total),
    self: Float64Array.from(layout.self),
    match,
    names: names.names,
    files: names.files,
    lines: names.lines,
    kinds: names.kinds,
    modules,
    rootTotal: layout.whole,
    totalNodes: layout.nodes,
    shownNodes: layout.node.length,
    shownShare: layout.whole > 0 ? 1 - layout.hidden / layout.whole : 1,
    matches: matching === null ? null : countBoxMatches(layout, match),
    breadcrumb: layout.path.map(({ node, func, label }) => ({ node, name: nameOf(func, label) })),
  };
}

function countBoxMatches(layout: TimeLayout, match: Uint8Array): { count: number; share: number } {
  const covered = new Uint8Array(match.length);
  let count = 0;
  let share = 0;
  for (let row = 0; row < match.length; row += 1) {
    const parent = layout.parent[row]!;
    const above = parent >= 0 ? covered[parent]! : 0;
    covered[row] = above | match[row]!;
    count += match[row]!;
    if (match[row] === 1 && above === 0) share += layout.x1[row]! - layout.x0[row]!;
  }
  return { count, share };
}
