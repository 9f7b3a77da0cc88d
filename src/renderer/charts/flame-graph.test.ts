import { describe, expect, test } from 'vitest';
import type { FlameAnswer } from '../../core/model/view-answers';
import { buildFlameTree } from './build-flame-tree';
import { findNeighbour, type FlameMove } from './flame-neighbours';
import { computeTones } from './flame-tone';

interface Box {
  name: string;
  parent: number;
  x: [number, number];
  candidate?: number;
  reference?: number;
  noise?: boolean;
  file?: string;
}

/** A laid-out answer from boxes, parents first. */
function flame(boxes: Box[]): FlameAnswer {
  const depth: number[] = [];
  for (const box of boxes) depth.push(box.parent < 0 ? 0 : depth[box.parent]! + 1);
  const column = (value: (box: Box) => number) => Float64Array.from(boxes, value);
  return {
    unit: 'ms',
    perOperation: false,
    length: boxes.length,
    node: Int32Array.from(boxes, (_, i) => i * 10),
    parent: Int32Array.from(boxes, (box) => box.parent),
    depth: Uint16Array.from(depth),
    x0: column((box) => box.x[0]),
    x1: column((box) => box.x[1]),
    frame: Int32Array.from(boxes, (_, i) => i),
    total: column((box) => box.x[1] - box.x[0]),
    self: column(() => 0),
    candidate: column((box) => box.candidate ?? 0),
    reference: column((box) => box.reference ?? 0),
    noise: Uint8Array.from(boxes, (box) => (box.noise === true ? 1 : 0)),
    match: new Uint8Array(0),
    names: boxes.map((box) => box.name),
    files: boxes.map((box) => box.file ?? null),
    lines: boxes.map(() => 0),
    kinds: boxes.map(() => 'own'),
    rootTotal: 1,
    totalNodes: boxes.length,
    shownNodes: boxes.length,
    shownShare: 1,
    matches: null,
    breadcrumb: [],
    threads: [],
    samples: { candidate: 1, reference: 1 },
    notes: [],
  };
}

//  main ─────────────────────────────
//  parse ──────  (gap)  run ─────────
//                       scan ─ sort ─
const GRAPH = flame([
  { name: 'main', parent: -1, x: [0, 1] },
  { name: 'parse', parent: 0, x: [0, 0.3] },
  { name: 'run', parent: 0, x: [0.5, 1] },
  { name: 'scan', parent: 2, x: [0.5, 0.9] },
  { name: 'sort', parent: 2, x: [0.9, 1] },
]);

describe('the nested form', () => {
  test('keeps places: room before a child becomes a spacer', () => {
    const tree = buildFlameTree(GRAPH, (row) => GRAPH.names[row]!);
    expect(tree.children.map((child) => [child.name, Number(child.value.toFixed(6))])).toEqual([
      ['parse', 0.3],
      ['', 0.2],
      ['run', 0.5],
    ]);
    expect(tree.children[2]?.children.map((child) => child.row)).toEqual([3, 4]);
  });

  test('never gives children more room than their parent has', () => {
    const sum = (datum: ReturnType<typeof buildFlameTree>): void => {
      const children = datum.children.reduce((total, child) => total + child.value, 0);
      expect(children).toBeLessThanOrEqual(datum.value + 1e-9);
      datum.children.forEach(sum);
    };
    sum(buildFlameTree(GRAPH, () => ''));
  });

  test('of an empty answer is an empty box', () => {
    expect(buildFlameTree(flame([]), () => '').children).toEqual([]);
  });

  test('of 20,000 frames deep is built without recursion', () => {
    const deep = flame(
      Array.from({ length: 20_000 }, (_, i) => ({ name: `f${i}`, parent: i - 1, x: [0, 1] })),
    );
    let datum = buildFlameTree(deep, (row) => `f${row}`);
    let depth = 0;
    for (; datum.children[0] !== undefined; datum = datum.children[0]) depth++;
    expect(depth).toBe(19_999);
  });
});

describe('the arrow keys', () => {
  test.each<[FlameMove, number, number, string]>([
    ['in', 0, 2, 'the widest callee'],
    ['in', 2, 3, 'the widest callee'],
    ['in', 4, 4, 'nowhere at the end'],
    ['out', 3, 2, 'the caller'],
    ['out', 0, 0, 'nowhere at the root'],
    ['after', 1, 2, 'the next frame of the row'],
    ['before', 2, 1, 'the frame before'],
    ['after', 4, 4, 'nowhere at the edge'],
  ])('%s from %i lead to %i: %s', (move, from, to) => {
    expect(findNeighbour(GRAPH, from, move)).toBe(to);
  });
});

describe('the colours of a difference', () => {
  const compared = flame([
    { name: 'main', parent: -1, x: [0, 1], candidate: 100, reference: 1 },
    { name: 'scan', parent: 0, x: [0, 0.9], candidate: 99, reference: 0 },
    { name: 'seek', parent: 0, x: [0.9, 0.92], candidate: 0, reference: 1 },
    { name: 'emit', parent: 0, x: [0.92, 0.94], candidate: 2, reference: 2 },
    { name: 'wait', parent: 0, x: [0.94, 0.98], candidate: 4, reference: 3, noise: true },
  ]);

  test('name the build that costs more, by the absolute difference', () => {
    expect(computeTones(compared, 'difference')).toEqual([
      'candidate-5',
      'candidate-5',
      'reference-1',
      'same',
      'noise',
    ]);
  });

  test('of two equal builds are all neutral', () => {
    const same = flame([{ name: 'main', parent: -1, x: [0, 1], candidate: 5, reference: 5 }]);
    expect(computeTones(same, 'difference')).toEqual(['same']);
  });

  test('of one build keep a file in one shade', () => {
    const tones = computeTones(
      flame([
        { name: 'a', parent: -1, x: [0, 1], file: 'src/pager.js' },
        { name: 'b', parent: 0, x: [0, 1], file: 'src/pager.js' },
      ]),
      'reference',
    );
    expect(tones[0]).toMatch(/^reference-own-[123]$/);
    expect(tones[1]).toBe(tones[0]);
  });
});
