import { describe, expect, it } from 'vitest';
import { buildProfile } from '../testing/build-profile';
import {
  buildCallTree,
  findOwners,
  invertCallTree,
  sumByFunction,
  sumByOwner,
  WHOLE_TREE,
} from './call-tree';
import type { CallTree } from './tree-builder';

/** Draws a tree as text: `name self/total`, indented by depth. */
function draw(tree: CallTree): string[] {
  const depth = new Int32Array(tree.length);
  const rows = Array.from({ length: tree.length - 1 }, (_, i) => i + 1).map((node) => {
    depth[node] = tree.parent[node] === 0 ? 0 : depth[tree.parent[node]!]! + 1;
    const name = tree.functions.keys[tree.func[node]!]!.function;
    return {
      node,
      text: `${'  '.repeat(depth[node])}${name} ${tree.self[node]}/${tree.total[node]}`,
    };
  });
  const order = (node: number): string[] =>
    rows
      .filter((row) => tree.parent[row.node] === node && tree.total[row.node]! > 0)
      .flatMap((row) => [row.text, ...order(row.node)]);
  return order(0);
}

const RECURSIVE = buildProfile(`
  main bench.js:1 = 1
    walk tree.js:5 = 2
      visit tree.js:9 = 3
        walk tree.js:5 = 4
      walk tree.js:5 = 5
    Buffer.alloc node:buffer:300 runtime = 6
  (idle) = 100
`);

function totalsByName(tree: CallTree) {
  const sums = sumByFunction(tree);
  return Object.fromEntries(
    tree.functions.keys.map((key, row) => [key.function, [sums.self[row], sums.total[row]]]),
  );
}

describe('buildCallTree', () => {
  it('merges stacks and sums totals, without idle time', () => {
    expect(draw(buildCallTree(RECURSIVE, 0))).toEqual([
      'main 1/21',
      '  walk 2/14',
      '    visit 3/7',
      '      walk 4/4',
      '    walk 5/5',
      '  Buffer.alloc 6/6',
    ]);
  });

  it('counts a recursive function once for a stack', () => {
    expect(totalsByName(buildCallTree(RECURSIVE, 0))).toMatchObject({
      main: [1, 21],
      walk: [11, 14],
      visit: [3, 7],
    });
  });

  it('folds foreign code, collapses recursion and focuses', () => {
    const own = buildCallTree(RECURSIVE, 0, { ...WHOLE_TREE, onlyOwnCode: true });
    expect(draw(own)[0]).toBe('main 7/21');
    const once = buildCallTree(RECURSIVE, 0, { ...WHOLE_TREE, collapseRecursion: true });
    expect(draw(once)).toEqual([
      'main 1/21',
      '  walk 11/14',
      '    visit 3/3',
      '  Buffer.alloc 6/6',
    ]);
    const focus = { function: 'visit', file: 'tree.js', line: 9 };
    expect(draw(buildCallTree(RECURSIVE, 0, { ...WHOLE_TREE, focus })).slice(0, 4)).toEqual([
      'main 0/7',
      '  walk 0/7',
      '    visit 3/7',
      '      walk 4/4',
    ]);
    expect(buildCallTree(RECURSIVE, 0, { ...WHOLE_TREE, thread: '9:9' }).total[0]).toBe(0);
  });

  it('keeps every cost when it turns the tree over', () => {
    const tree = buildCallTree(RECURSIVE, 0);
    const inverted = invertCallTree(tree);
    expect(inverted.total[0]).toBe(tree.total[0]);
    expect(draw(inverted).filter((row) => !row.startsWith(' '))).toEqual([
      'main 1/1',
      'walk 0/11',
      'visit 0/3',
      'Buffer.alloc 0/6',
    ]);
  });

  it('charges foreign code to the own code that called it', () => {
    const tree = buildCallTree(RECURSIVE, 0);
    expect(findOwners(tree)[6]).toBe(tree.func[1]);
    const charged = sumByOwner(tree);
    expect(charged[tree.func[1]!]).toBe(7);
    expect(charged.reduce((a, b) => a + b, 0)).toBe(21);
  });

  it('walks a stack of 100,000 frames', () => {
    const deep = 100_000;
    const profile = {
      ...RECURSIVE,
      stacks: {
        length: deep,
        frame: new Int32Array(deep).map((_, i) => i % 3),
        parent: new Int32Array(deep).map((_, i) => i - 1),
      },
      threads: [
        {
          ...RECURSIVE.threads[0]!,
          samples: {
            length: 1,
            stack: Int32Array.of(deep - 1),
            time: null,
            values: [Float64Array.of(7)],
          },
        },
      ],
    };
    const tree = buildCallTree(profile, 0);
    expect(tree.length).toBe(deep + 1);
    expect(totalsByName(tree)['main']![1]).toBe(7);
    expect(invertCallTree(tree).total[0]).toBe(7);
  });
});
