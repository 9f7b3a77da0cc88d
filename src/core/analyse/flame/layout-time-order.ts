/**
 * A flame graph in the order of time: equal stacks are joined only where they follow each other. Boxes are looked for where they can be
 * wide enough to be seen, so that a zoom costs what it shows and not all samples.
 */
import { lastAtMost, type TimeOrderIndex } from './index-time-order';

/** Boxes in time order. A node is numbered by when it opens, whether or not it is wide enough to be drawn. */
export interface TimeLayout {
  node: number[];
  parent: number[];
  depth: number[];
  x0: number[];
  x1: number[];
  /** Row of the function list; −1 for the root and the row of a thread. */
  func: number[];
  /** Label of a thread's row; null for others. */
  label: (string | null)[];
  total: number[];
  self: number[];
  /** Nodes under the root, drawn or not. */
  nodes: number;
  /** Cost of the root. */
  whole: number;
  /** Way from the whole to the root. */
  path: { node: number; func: number; label: string | null }[];
  /** Cost that no box of its own shows. */
  hidden: number;
  /** Stretches that the root lies over: from the first to before the end. */
  first: number;
  end: number;
}

/** A box: one level of the stretches from `first` to before `end`. */
interface Box {
  level: number;
  first: number;
  end: number;
  /** Place in the tree; −1 for the whole above several threads. */
  place: number;
  /** Position of its caller among the boxes found; −1 for the root. */
  parent: number;
}

/**
 * Lays out one zoomed node, or the whole for null and for a node that is not there, e.g. of another filter. Costs stand one after the
 * other, thread after thread; a box is kept only when it is at least `narrowest` of the root's cost.
 */
export function layoutTimeOrder(
  index: TimeOrderIndex,
  root: number | null,
  narrowest: number,
): TimeLayout {
  const top = findBox(index, root ?? 0);
  const boxes = findWideBoxes(index, top, narrowest);
  return describe(index, boxes);
}

/** The box of a number; the whole where there is none of that number. */
function findBox(index: TimeOrderIndex, number: number): Box {
  const { opened, length, shared } = index;
  const whole = { level: 0, first: 0, end: length, place: wholePlace(index), parent: -1 };
  if (!Number.isInteger(number) || number < 1 || number >= opened[length]!) return whole;
  const first = lastAtMost(opened, 0, length, number);
  const level = shared[first]! + 1 + number - opened[first]!;
  const end = index.nearest.next(first + 1, level);
  return { level, first, end, place: placeAt(index, first, level), parent: -1 };
}

function wholePlace({ threadLevels }: TimeOrderIndex): number {
  return threadLevels === 1 ? -1 : 0;
}

/** Place in the tree of a level of a stretch: of a thread beside others the root, where what ran outside any function stands. */
function placeAt(index: TimeOrderIndex, stretch: number, level: number): number {
  const { tree, depth, node, threadLevels } = index;
  let place = node[stretch]!;
  while (depth[place]! + threadLevels > level) place = tree.parent[place]!;
  return place;
}

/**
 * The root and the boxes below it that are wide enough, callers first. Every such box lies over a point of a grid that is finer than the
 * narrowest of them: only the stacks at these points are looked at, each from the level down to which it is known.
 */
function findWideBoxes(index: TimeOrderIndex, top: Box, narrowest: number): Box[] {
  const { start, depth, node, nearest, threadLevels } = index;
  const boxes = [top];
  const origin = start[top.first]!;
  const whole = start[top.end]! - origin;
  const lowest = narrowest * whole;
  const step = lowest / 2;
  if (!(step > 0)) return boxes;
  const open = [0];
  let at = top.first;
  for (let point = 0; point * step < whole;) {
    at = lastAtMost(start, at, top.end - 1, origin + point * step);
    while (boxes[open[open.length - 1]!]!.end <= at) open.pop();
    const known = open[open.length - 1]!;
    const levels = depth[node[at]!]! + threadLevels;
    for (let level = boxes[known]!.level + 1; level <= levels; level += 1) {
      const first = nearest.previous(at, level);
      const end = nearest.next(at + 1, level);
      const cost = start[end]! - start[first]!;
      if (!(cost >= lowest && cost > 0)) break;
      boxes.push({ level, first, end, place: -1, parent: open[open.length - 1]! });
      open.push(boxes.length - 1);
    }
    nameOpened(index, boxes, open, known, at);
    // What lies in one stretch is found once.
    point = Math.max(point + 1, Math.ceil((start[at + 1]! - origin) / step));
  }
  return boxes;
}

/** Sets the places of the boxes opened last, by one climb from where the stretch stands. */
function nameOpened(
  index: TimeOrderIndex,
  boxes: Box[],
  open: number[],
  known: number,
  at: number,
): void {
  const { tree, depth, node, threadLevels } = index;
  let place = node[at]!;
  for (let row = open.length - 1; open[row]! > known; row -= 1) {
    const box = boxes[open[row]!]!;
    while (depth[place]! + threadLevels > box.level) place = tree.parent[place]!;
    box.place = place;
  }
}

/** Cost of a box alone: of its stretches that stand in its very place. */
function selfOf({ firstOf, ofNode, spent }: TimeOrderIndex, { place, first, end }: Box): number {
  if (place < 0) return 0;
  const [from, to] = [firstOf[place]!, firstOf[place + 1]!];
  const low = firstAtLeast(ofNode, from, to, first);
  const high = firstAtLeast(ofNode, low, to, end);
  if (low === high) return 0;
  return spent[high - 1]! - (low > from ? spent[low - 1]! : 0);
}

function firstAtLeast(column: Int32Array, from: number, to: number, bound: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (column[middle]! < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

function numberOf({ opened, shared }: TimeOrderIndex, level: number, first: number): number {
  return level === 0 ? 0 : opened[first]! + level - shared[first]! - 1;
}

/** Function and label of a box. */
function nameOf(index: TimeOrderIndex, level: number, first: number, place: number) {
  const { tree, threads, threadLevels } = index;
  const isThread = threadLevels === 1 && level === 1;
  return {
    func: level <= threadLevels ? -1 : tree.func[place]!,
    label: isThread ? (threads.findLast((each) => each.first <= first)?.label ?? null) : null,
  };
}

function pathTo(index: TimeOrderIndex, top: Box): TimeLayout['path'] {
  return Array.from({ length: top.level + 1 }, (_, level) => {
    const first = level === 0 ? 0 : index.nearest.previous(top.first, level);
    const place = level === 0 ? 0 : placeAt(index, top.first, level);
    return { node: numberOf(index, level, first), ...nameOf(index, level, first, place) };
  });
}

function describe(index: TimeOrderIndex, boxes: Box[]): TimeLayout {
  const { start, opened, shared } = index;
  const top = boxes[0]!;
  const origin = start[top.first]!;
  const whole = start[top.end]! - origin;
  const share = (x: number) =>
    whole > 0 ? Math.min(1, Math.max(0, (start[x]! - origin) / whole)) : 0;
  // By depth and then by time: found in the order of time, so that a stable sort by depth is enough.
  const rows = Array.from(boxes.keys()).sort((a, b) => boxes[a]!.level - boxes[b]!.level);
  const rowOf = new Int32Array(boxes.length);
  rows.forEach((each, row) => {
    rowOf[each] = row;
  });
  const drawn = rows.map((each) => boxes[each]!);
  const names = drawn.map((box) => nameOf(index, box.level, box.first, box.place));
  const self = drawn.map((box) => selfOf(index, box));
  const shown = self.reduce((sum, each) => sum + each, 0);
  return {
    node: drawn.map(({ level, first }) => numberOf(index, level, first)),
    parent: drawn.map(({ parent }) => (parent < 0 ? -1 : rowOf[parent]!)),
    depth: drawn.map(({ level }) => level - top.level),
    x0: drawn.map(({ first }) => share(first)),
    x1: drawn.map(({ end }) => share(end)),
    func: names.map(({ func }) => func),
    label: names.map(({ label }) => label),
    total: drawn.map(({ first, end }) => start[end]! - start[first]!),
    self,
    nodes: 1 + opened[top.end]! - opened[top.first]! + (shared[top.first] ?? 0) - top.level,
    whole,
    path: pathTo(index, top),
    hidden: Math.max(0, whole - shown),
    first: top.first,
    end: top.end,
  };
}
