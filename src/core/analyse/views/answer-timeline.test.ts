import { expect, test } from 'vitest';
import type { LoadedRecording, LoadedSize } from '../../model/loaded';
import type { Timeline } from '../../model/timeline';
import { answerTimeline } from './answer-timeline';

const columns = (...values: number[]) => Float64Array.from(values);

function timelineOf(change: Partial<Timeline> = {}): Timeline {
  const time = columns(0, 100, 200, 300);
  return {
    startMs: 5,
    durationMs: 300,
    tree: {
      length: 4,
      time,
      cpuPercent: columns(Number.NaN, 50, 100, 20),
      runQueuePercent: columns(Number.NaN, 0, 0, 0),
      rssBytes: columns(10, 20, 40, 30),
      readBytes: columns(0, 1000, 0, 0),
      writtenBytes: columns(0, 0, 0, 0),
      threads: columns(1, 1, 1, 1),
      processes: columns(1, 2, 2, 1),
    },
    nodes: [],
    peakRssBytes: 40,
    notes: [],
    ...change,
  };
}

function recordingOf(name: string, timeline: Timeline | null): LoadedRecording {
  const size = { record: { n: 1, passes: [] }, syscalls: null, timeline } as unknown as LoadedSize;
  return {
    recording: { build: { name } },
    workloads: [{ record: { name: 'w' }, sizes: [size] }],
  } as unknown as LoadedRecording;
}

const ask = (
  timeline: Timeline | null,
  change: { range?: { fromMs: number; toMs: number }; widthPx?: number } = {},
) =>
  answerTimeline(
    {
      subject: { kind: 'recording', id: 'x' },
      workload: 'w',
      n: 1,
      range: change.range ?? null,
      widthPx: change.widthPx ?? 1000,
    },
    { candidate: recordingOf('mine', timeline), reference: null },
  );

test('only lanes that say something are shown, amounts as rates', () => {
  const answer = ask(timelineOf());
  expect(answer.lanes.map(({ id }) => id)).toEqual(['cpu', 'rss', 'read', 'processes']);
  const read = answer.lanes.find(({ id }) => id === 'read')!.series[0]!;
  expect([...read.value]).toEqual([0, 10_000, 0, 0]);
  const cpu = answer.lanes[0]!.series[0]!;
  expect([...cpu.time]).toEqual([100, 200, 300]);
  expect(cpu.max).toBe(100);
});

test('a range keeps a moment at each side, and a narrow plot keeps the highest of each pixel', () => {
  const rss = (change: Parameters<typeof ask>[1]) =>
    ask(timelineOf(), change).lanes.find(({ id }) => id === 'rss')!.series[0]!;
  expect([...rss({ range: { fromMs: 120, toMs: 180 } }).time]).toEqual([100, 200]);
  expect([...rss({ widthPx: 1 }).value]).toEqual([40, 30]);
});

test('processes are added up while they live', () => {
  const node = (pid: number, time: number[], heap: number[]) => ({
    pid,
    processName: 'node',
    length: time.length,
    time: columns(...time),
    heapUsedBytes: columns(...heap),
    externalBytes: columns(...heap.map(() => 0)),
    loopDelayMs: columns(...heap.map(() => 0)),
    collections: [{ time: 50, durationMs: 4, kind: 'major' as const }],
    markers: [{ name: 'phase 2', time: 60, durationMs: 0 }],
  });
  const answer = ask(
    timelineOf({ nodes: [node(1, [0, 100, 200], [5, 6, 7]), node(2, [50, 150], [100, 200])] }),
  );
  const heap = answer.lanes.find(({ id }) => id === 'heap')!.series[0]!;
  expect([...heap.value]).toEqual([5, 105, 106, 206, 7]);
  expect(answer.marks.map(({ name }) => name)).toEqual([
    'major collection',
    'major collection',
    'phase 2',
    'phase 2',
  ]);
});

test('without the pass the answer says how to get it', () => {
  const answer = ask(null);
  expect(answer.lanes).toEqual([]);
  expect(answer.unavailable).toBe(
    'mine has no timeline pass of w at n = 1; run it with this pass.',
  );
});
