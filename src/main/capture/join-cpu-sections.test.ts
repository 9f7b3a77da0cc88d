import { describe, expect, it } from 'vitest';
import { joinCpuSections, type CpuSection } from './join-cpu-sections';

function frame(functionName: string): CpuSection['nodes'][number]['callFrame'] {
  return { functionName, scriptId: '7', url: 'file:///a.js', lineNumber: 1, columnNumber: 2 };
}

const first: CpuSection = {
  nodes: [
    { id: 1, callFrame: frame('(root)'), hitCount: 0, children: [2] },
    { id: 2, callFrame: frame('a'), hitCount: 1, children: [3] },
    {
      id: 3,
      callFrame: frame('b'),
      hitCount: 2,
      positionTicks: [{ line: 4, ticks: 2 }],
    },
  ],
  startTime: 1000,
  endTime: 4100,
  samples: [2, 3, 3],
  timeDeltas: [1000, 1000, 1000],
};

const second: CpuSection = {
  nodes: [
    { id: 1, callFrame: frame('(root)'), hitCount: 0, children: [2, 4] },
    { id: 2, callFrame: frame('b'), hitCount: 1 },
    { id: 4, callFrame: frame('a'), hitCount: 0, children: [5] },
    {
      id: 5,
      callFrame: frame('b'),
      hitCount: 2,
      positionTicks: [
        { line: 4, ticks: 1 },
        { line: 5, ticks: 1 },
      ],
    },
  ],
  startTime: 3900,
  endTime: 7000,
  // The first of these was seen by the first section, too.
  samples: [5, 5, 2],
  timeDeltas: [100, 1000, 1000],
};

describe('joinCpuSections', () => {
  it('joins trees by call path, and times on one clock', () => {
    const joined = joinCpuSections([first, second]);
    const nameOf = new Map(joined.nodes.map(({ id, callFrame }) => [id, callFrame.functionName]));
    const parentOf = new Map(
      joined.nodes.flatMap(({ id, children }) => children.map((child) => [child, id] as const)),
    );
    const paths = joined.samples.map((id) => {
      const path = [];
      for (let at: number | undefined = id; at !== undefined; at = parentOf.get(at)) {
        path.unshift(nameOf.get(at));
      }
      return path.slice(1).join(' ');
    });
    expect(paths).toEqual(['a', 'a b', 'a b', 'a b', 'b']);
    expect(joined.timeDeltas).toEqual([1000, 1000, 1000, 1000, 1000]);
    expect([joined.startTime, joined.endTime]).toEqual([1000, 7000]);
    expect(joined.nodes).toHaveLength(4);
    const below = joined.nodes.find(({ id }) => id === joined.samples[1]);
    expect(below).toMatchObject({
      hitCount: 4,
      positionTicks: [
        { line: 4, ticks: 3 },
        { line: 5, ticks: 1 },
      ],
    });
  });

  it('leaves one section as it is', () => {
    const joined = joinCpuSections([first]);
    expect(joined.samples).toEqual([2, 3, 3]);
    expect(joined.timeDeltas).toEqual(first.timeDeltas);
  });
});
