import { describe, expect, test } from 'vitest';
import type { FlameAnswer } from '../../core/model/view-answers';
import { fitLabel, type LabelMeasure } from './fit-label';
import { findBox, indexRows, lineOf, placeBox } from './flame-geometry';
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
    modules: ['pager.js', 'lodash'],
    rootTotal: 1,
    totalNodes: boxes.length,
    shownNodes: boxes.length,
    shownShare: 1,
    matches: null,
    breadcrumb: [],
    timeAxes: [],
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

describe('the geometry', () => {
  const rows = indexRows(GRAPH);

  test.each([
    ['the root', 0.7, 0, 0],
    ['a frame', 0.1, 1, 1],
    ['a gap in time', 0.4, 1, -1],
    ['a frame after the gap', 0.5, 1, 2],
    ['the last frame', 0.95, 2, 4],
    ['nothing below the last row', 0.95, 3, -1],
    ['nothing above the first', 0.95, -1, -1],
  ])('finds %s', (_, x, line, row) => {
    expect(findBox(GRAPH, rows, false, x, line)).toBe(row);
  });

  test('turns over where callers grow upwards', () => {
    expect(findBox(GRAPH, rows, true, 0.7, 2)).toBe(0);
    expect(findBox(GRAPH, rows, true, 0.95, 0)).toBe(4);
    expect(lineOf(0, rows, true)).toBe(2);
  });

  test('finds every box by its own middle', () => {
    for (let row = 0; row < GRAPH.length; row++) {
      const middle = (GRAPH.x0[row]! + GRAPH.x1[row]!) / 2;
      expect(findBox(GRAPH, rows, false, middle, GRAPH.depth[row]!)).toBe(row);
    }
  });

  test('leaves a whole device pixel between boxes, and gives the narrowest one pixel', () => {
    const left = placeBox(GRAPH, 3, 1001, 1);
    const right = placeBox(GRAPH, 4, 1001, 1);
    expect(right.x - (left.x + left.width)).toBe(1);
    expect(Number.isInteger(left.x) && Number.isInteger(left.width)).toBe(true);
    expect(placeBox(GRAPH, 4, 5, 1).width).toBe(1);
    expect(placeBox(GRAPH, 4, 2, 1).width).toBe(1);
  });

  test('of an empty answer is empty', () => {
    expect(findBox(flame([]), indexRows(flame([])), false, 0.5, 0)).toBe(-1);
  });
});

describe('labels', () => {
  // As wide as they have letters, the full-width ones twice.
  const measure: LabelMeasure = {
    letter: 1,
    widthOf: (text) =>
      [...new Intl.Segmenter().segment(text)].reduce(
        (sum, { segment }) => sum + (segment > '\u2fff' ? 2 : 1),
        0,
      ),
  };
  const fit = (name: string, room: number) => {
    const label = fitLabel(name, '/p/src/pager.js', 63, room, measure);
    return label === null
      ? null
      : [label.name, label.place].filter((part) => part !== '').join(' ');
  };

  test.each([
    [30, 'readPage pager.js:63'],
    [20, 'readPage pager.js:63'],
    [17, 'readPage pager.j…'],
    [11, 'readPage'],
    [8, 'readPage'],
    [7, 'readPa…'],
    [3, 're…'],
    [2, null],
  ])('of %i letters of room', (room, label) => {
    expect(fit('readPage', room)).toBe(label);
  });

  test('cut between letters, not inside of one', () => {
    expect(fit('解析する行', 10)).toBe('解析する行');
    expect(fit('解析する行', 7)).toBe('解析す…');
    expect(fit('a👩‍👩‍👧b', 3)).toBe('a…');
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

  test('by module are those of its ranking', () => {
    const tones = computeTones(
      flame([
        { name: '(all)', parent: -1, x: [0, 1] },
        { name: 'a', parent: 0, x: [0, 0.5], file: '/p/src/pager.js' },
        { name: '[lodash]', parent: 0, x: [0.5, 0.8] },
        { name: 'c', parent: 0, x: [0.8, 1], file: '/p/src/rare.js' },
      ]),
      'candidate',
      'module',
    );
    expect(tones.slice(1)).toEqual(['module-1', 'module-2', 'module-other']);
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
