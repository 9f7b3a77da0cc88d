import { describe, expect, test } from 'vitest';
import { branchOf, emptyTree, joinPage, listLines, setExpanded } from './row-tree';

const page = (from: number, rows: string[], total: number) => ({ from, rows, total });

function shown(tree: Parameters<typeof listLines<string>>[0]): string[] {
  return listLines(tree).map((line) =>
    line.kind === 'row'
      ? `${'  '.repeat(line.depth - 1)}${line.row} ${line.place}/${line.of}`
      : `${'  '.repeat(line.depth - 1)}… ${line.branch.rows.length} of ${line.branch.total}`,
  );
}

describe('a tree of pages', () => {
  test('shows unfolded rows under theirs, and where a branch goes on', () => {
    let tree = joinPage(emptyTree<string>('k'), '', page(0, ['a', 'b'], 5));
    tree = joinPage(setExpanded(tree, '/1', true), '/1', page(0, ['b1'], 1));
    expect(shown(tree)).toEqual(['a 1/5', 'b 2/5', '  b1 1/1', '… 2 of 5']);
    expect(shown(setExpanded(tree, '/1', false))).toEqual(['a 1/5', 'b 2/5', '… 2 of 5']);
  });

  test('adds the next page and leaves out one that came twice', () => {
    let tree = joinPage(emptyTree<string>('k'), '', page(0, ['a', 'b'], 3));
    tree = joinPage(tree, '', page(0, ['a', 'b'], 3));
    expect(branchOf(tree, '').rows).toEqual(['a', 'b']);
    tree = joinPage(tree, '', page(2, ['c'], 3));
    expect(shown(tree)).toEqual(['a 1/3', 'b 2/3', 'c 3/3']);
  });

  test('says so where a row has nothing under it', () => {
    let tree = joinPage(emptyTree<string>('k'), '', page(0, ['a'], 1));
    tree = joinPage(setExpanded(tree, '/0', true), '/0', page(0, [], 0));
    expect(shown(tree)).toEqual(['a 1/1', '  … 0 of 0']);
  });

  test('goes as deep as it is unfolded', () => {
    let tree = joinPage(emptyTree<string>('k'), '', page(0, ['root'], 1));
    for (let depth = 0, path = '/0'; depth <= 200; depth++, path += '/0') {
      tree = joinPage(setExpanded(tree, path, true), path, page(0, ['deeper'], 1));
    }
    expect(listLines(tree).at(-1)).toMatchObject({ kind: 'row', depth: 202 });
  });
});
