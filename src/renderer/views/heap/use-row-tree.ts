/** A row tree that asks main for its pages. */
import { useEffect, useMemo, useState } from 'react';
import type { Failure } from '../../../core/model/failure';
import type { Page, PageRange } from '../../../core/model/heap';
import type { Result } from '../../../core/model/result';
import {
  branchOf,
  changeBranch,
  emptyTree,
  joinPage,
  listLines,
  setExpanded,
  type Branch,
  type Line,
  type RowTree,
} from './row-tree';

/** Rows asked for at once. */
const PAGE = 200;

/** Where rows come from; kept between drawings, since a new one asks again. */
export interface RowSource<Row> {
  /** Another key is another list: it is shown from its start, folded. */
  key: string;
  /** The rows under one, or with null the list itself. */
  fetch: (under: Row | null, range: PageRange) => Promise<Result<Page<Row>, Failure>>;
}

/** What the table shows and can do. */
export interface ShownRows<Row> {
  tree: RowTree<Row>;
  lines: readonly Line<Row>[];
  whole: Branch<Row>;
  isExpanded: (path: string) => boolean;
  /** Asks for the next page of a branch. */
  more: (path: string, under: Row | null) => void;
  toggle: (path: string, row: Row, expand: boolean) => void;
}

/** See the head of this file. */
export function useRowTree<Row>({ key, fetch }: RowSource<Row>): ShownRows<Row> {
  const [held, setTree] = useState<RowTree<Row>>(() => emptyTree(key));
  const tree = useMemo(() => (held.key === key ? held : emptyTree<Row>(key)), [held, key]);

  useEffect(() => {
    let isShown = true;
    const start = async (): Promise<void> => {
      const answer = await fetch(null, { from: 0, to: PAGE });
      if (isShown) setTree(addAnswer(emptyTree<Row>(key), '', answer));
    };
    void start();
    return () => {
      isShown = false;
    };
  }, [key, fetch]);

  const load = async (path: string, under: Row | null, from: number): Promise<void> => {
    const answer = await fetch(under, { from, to: from + PAGE });
    setTree((before) => (before.key === key ? addAnswer(before, path, answer) : before));
  };
  const more = (path: string, under: Row | null): void => {
    const branch = branchOf(tree, path);
    if (branch.loading) return;
    setTree((before) =>
      before.key === key ? changeBranch(before, path, { loading: true, failure: null }) : before,
    );
    void load(path, under, branch.rows.length);
  };
  return {
    tree,
    lines: useMemo(() => listLines(tree), [tree]),
    // Asked for as soon as the table is there.
    whole: tree.branches.get('') ?? { ...branchOf(tree, ''), loading: true },
    isExpanded: (path) => tree.expanded.has(path),
    more,
    toggle: (path, row, expand) => {
      const isNew = expand && !tree.branches.has(path);
      setTree((before) => {
        if (before.key !== key) return before;
        const next = setExpanded(before, path, expand);
        return isNew ? changeBranch(next, path, { loading: true }) : next;
      });
      if (isNew) void load(path, row, 0);
    },
  };
}

function addAnswer<Row>(
  tree: RowTree<Row>,
  path: string,
  answer: Result<Page<Row>, Failure>,
): RowTree<Row> {
  if (answer.ok) return joinPage(tree, path, answer.value);
  return changeBranch(tree, path, { loading: false, failure: answer.failure });
}
