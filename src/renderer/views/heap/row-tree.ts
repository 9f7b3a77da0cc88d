/** A tree of rows of which only what is unfolded was asked for, page by page: what is there, and its rows in order. */
import type { Failure } from '../../../core/model/failure';
import type { Page } from '../../../core/model/heap';

/** The rows under one row (or of the whole list), as far as they are there. */
export interface Branch<Row> {
  total: number;
  rows: readonly Row[];
  loading: boolean;
  failure: Failure | null;
}

/** Branches by the path of the row above them; that of the whole list is empty. */
export interface RowTree<Row> {
  /** What the tree is of; another key is another tree. */
  key: string;
  branches: ReadonlyMap<string, Branch<Row>>;
  expanded: ReadonlySet<string>;
}

/** One line of the table. */
export type Line<Row> =
  | { kind: 'row'; path: string; above: string; depth: number; row: Row; place: number; of: number }
  /** Where a branch ends before its last row, or is empty, still loading, or failed. */
  | { kind: 'end'; path: string; above: string; depth: number; branch: Branch<Row> };

/** A tree with nothing in it yet. */
export function emptyTree<Row>(key: string): RowTree<Row> {
  return { key, branches: new Map(), expanded: new Set() };
}

const NOTHING = { total: 0, rows: [], loading: false, failure: null } as const;

/** The branch under a path; an empty one where nothing was asked for. */
export function branchOf<Row>(tree: RowTree<Row>, path: string): Branch<Row> {
  return tree.branches.get(path) ?? NOTHING;
}

/** Path of the row at a place of a branch. */
export function pathOfRow(above: string, place: number): string {
  return `${above}/${place}`;
}

/** The tree with a change to one branch. */
export function changeBranch<Row>(
  tree: RowTree<Row>,
  path: string,
  change: Partial<Branch<Row>>,
): RowTree<Row> {
  const branches = new Map(tree.branches).set(path, { ...branchOf(tree, path), ...change });
  return { ...tree, branches };
}

/** The tree with a page at the end of a branch; a page that does not follow what is there was asked for twice. */
export function joinPage<Row>(tree: RowTree<Row>, path: string, page: Page<Row>): RowTree<Row> {
  const { rows } = branchOf(tree, path);
  const joined = page.from === rows.length ? [...rows, ...page.rows] : rows;
  return changeBranch(tree, path, {
    total: page.total,
    rows: joined,
    loading: false,
    failure: null,
  });
}

/** The tree with a row unfolded or folded. */
export function setExpanded<Row>(
  tree: RowTree<Row>,
  path: string,
  isExpanded: boolean,
): RowTree<Row> {
  const expanded = new Set(tree.expanded);
  if (isExpanded) expanded.add(path);
  else expanded.delete(path);
  return { ...tree, expanded };
}

/** All lines in the order in which they are shown. */
export function listLines<Row>(tree: RowTree<Row>): Line<Row>[] {
  const lines: Line<Row>[] = [];
  const stack = [{ above: '', depth: 1, next: 0 }];
  for (let level = stack.at(-1); level !== undefined; level = stack.at(-1)) {
    const { above, depth } = level;
    const branch = branchOf(tree, above);
    const row = branch.rows[level.next];
    if (row === undefined) {
      stack.pop();
      // Of a list that is empty as a whole the table itself speaks.
      const isWhole = branch.rows.length === branch.total && branch.total > 0;
      if (!isWhole) lines.push({ kind: 'end', path: `${above}/end`, above, depth, branch });
      continue;
    }
    const path = pathOfRow(above, level.next);
    level.next += 1;
    lines.push({ kind: 'row', path, above, depth, row, place: level.next, of: branch.total });
    if (tree.expanded.has(path)) stack.push({ above: path, depth: depth + 1, next: 0 });
  }
  return lines;
}
