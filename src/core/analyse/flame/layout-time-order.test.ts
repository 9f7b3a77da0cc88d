import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Profile } from '../../model/profile';
import { buildProfile } from '../testing/build-profile';
import { WHOLE_TREE } from '../tree/call-tree';
import { planFolding } from '../tree/fold-stacks';
import { listFunctions } from '../tree/function-list';
import { indexTimeOrder } from './index-time-order';
import type { TimeOrderIndex } from './index-time-order';
import { layoutTimeOrder } from './layout-time-order';

/** Stacks with common callers, so that neighbours share some levels and not others. */
const PROFILE = buildProfile(`
  main a.js:1 = 1
    f a.js:2 = 1
      g a.js:3 = 1
        f a.js:2 = 1
    g a.js:3 = 1
      h a.js:4 = 1
  idle a.js:9 = 1
`);

interface Sample {
  stack: number;
  cost: number;
}

function withSamples(threads: Sample[][]): Profile {
  const [first] = PROFILE.threads;
  return {
    ...PROFILE,
    threads: threads.map((samples, index) => ({
      ...first!,
      tid: index + 1,
      name: `thread ${index}`,
      samples: {
        ...first!.samples,
        stack: Int32Array.from(samples, ({ stack }) => stack),
        values: [Float64Array.from(samples, ({ cost }) => cost)],
        length: samples.length,
      },
    })),
  };
}

function index(profile: Profile): TimeOrderIndex {
  const folding = planFolding(profile, listFunctions(profile.frames), WHOLE_TREE);
  return indexTimeOrder(profile, folding, 0, false, null);
}

interface Box {
  level: number;
  /** Functions and thread from the whole to the box. */
  way: string[];
  start: number;
  end: number;
  self: number;
  under: number[];
}

/** Every box, opened and closed sample by sample; its place in the list is its number. */
function openAll(profile: Profile): Box[] {
  const boxes: Box[] = [{ level: 0, way: [], start: 0, end: 0, self: 0, under: [] }];
  const open = [0];
  let at = 0;
  const closeTo = (count: number) => {
    while (open.length > count) boxes[open.pop()!]!.end = at;
  };
  for (const { samples, name } of profile.threads) {
    if (samples.length === 0) continue;
    closeTo(1);
    for (let row = 0; row < samples.length; row += 1) {
      const way: string[] = [];
      const { frame, parent } = profile.stacks;
      for (let stack = samples.stack[row]!; stack >= 0; stack = parent[stack]!) {
        way.unshift(String(listFunctions(profile.frames).ofFrame[frame[stack]!]));
      }
      if (profile.threads.length > 1) way.unshift(name);
      let same = 0;
      const last = boxes[open.at(-1)!]!.way;
      while (same < way.length && same < last.length && way[same] === last[same]) same += 1;
      closeTo(same + 1);
      for (let level = same + 1; level <= way.length; level += 1) {
        const number = boxes.length;
        for (const above of open) boxes[above]!.under.push(number);
        boxes.push({ level, way: way.slice(0, level), start: at, end: at, self: 0, under: [] });
        open.push(number);
      }
      at += samples.values[0]![row]!;
      boxes[open.at(-1)!]!.self += samples.values[0]![row]!;
    }
  }
  closeTo(0);
  return boxes;
}

const samples = fc.array(
  fc.record({
    stack: fc.integer({ min: -1, max: PROFILE.stacks.length - 1 }),
    // Whole numbers, whose sums are exact in every order; 0 is a sample that cost nothing.
    cost: fc.constantFrom(0, 1, 1, 2, 40),
  }),
  { maxLength: 60 },
);

test('shows the same boxes as opening and closing every one', () => {
  fc.assert(
    fc.property(
      fc.array(samples, { minLength: 1, maxLength: 3 }),
      fc.constantFrom(1 / 1000, 1 / 50, 1 / 7),
      fc.nat(),
      (threads, narrowest, chosen) => {
        const profile = withSamples(threads);
        const all = openAll(profile);
        const root = chosen % all.length;
        const top = all[root]!;
        const whole = top.end - top.start;
        const wide = [root, ...top.under].filter((number) => {
          const cost = all[number]!.end - all[number]!.start;
          return number === root || (cost > 0 && cost >= narrowest * whole);
        });
        const expected = wide
          .toSorted((a, b) => all[a]!.level - all[b]!.level || a - b)
          .map((number) => {
            const { level, start, end, self } = all[number]!;
            return { number, depth: level - top.level, start, cost: end - start, self };
          });
        const layout = layoutTimeOrder(index(profile), root, narrowest);
        const found = layout.node.map((number, row) => ({
          number,
          depth: layout.depth[row]!,
          start: Math.round(layout.x0[row]! * whole) + top.start,
          cost: layout.total[row]!,
          self: layout.self[row]!,
        }));
        expect(found).toEqual(expected);
        expect(layout.whole).toBe(whole);
        expect(layout.nodes).toBe(1 + top.under.length);
        expect(
          layout.path
            .map(({ func, label }) => label?.split(' ').slice(-2).join(' ') ?? String(func))
            .slice(1),
        ).toEqual(top.way);
        for (const [row, parent] of layout.parent.entries()) {
          if (parent >= 0) expect(all[layout.node[parent]!]!.under).toContain(layout.node[row]);
          else expect(row).toBe(0);
        }
      },
    ),
    { numRuns: 500, seed: 20 },
  );
});

test('a number that no box has shows the whole', () => {
  const profile = withSamples([[{ stack: 0, cost: 3 }]]);
  const layout = layoutTimeOrder(index(profile), 99, 1 / 100);
  expect(layout.total).toEqual([3, 3]);
  expect(layout.path).toHaveLength(1);
});

test('looks only at what can be seen: a thousand boxes of a million stretches in a few milliseconds of work', () => {
  const erratic = Array.from({ length: 200_000 }, (_, row) => ({ stack: row % 4, cost: 1 }));
  const made = index(withSamples([erratic]));
  let looked = 0;
  const { nearest } = made;
  const counted: TimeOrderIndex = {
    ...made,
    nearest: Object.assign(Object.create(nearest) as typeof nearest, {
      next: (from: number, bound: number) => (looked++, nearest.next(from, bound)),
      previous: (from: number, bound: number) => (looked++, nearest.previous(from, bound)),
    }),
  };
  expect(layoutTimeOrder(counted, null, 1 / 1000).node.length).toBeGreaterThan(1);
  expect(looked).toBeLessThan(20_000);
});
