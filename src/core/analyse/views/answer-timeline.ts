/** A run over time: what the process tree used, what Node said of itself, syncs, collections and the program's own marks. */
import { sayMissingPass } from '../say-missing-pass';
import type { LoadedSize } from '../../model/loaded';
import { SYNC_CALLS, type SyscallTrace } from '../../model/syscalls';
import type { NodeTimeline, Timeline } from '../../model/timeline';
import type {
  LaneId,
  LaneSeries,
  TimelineAnswer,
  TimelineLane,
  TimelineMark,
  TimelineQuestion,
} from '../../model/view-answers';
import { lengthOfTrace } from '../part/cut-size';
import { buildLabels, findSize, type AnalysisContext } from '../analysis-context';

/** Marks beyond this number would lie on each other. */
const MOST_MARKS = 400;

/** Length of the intervals in which syncs are counted, in milliseconds. */
const SYNC_INTERVAL_MS = 100;

const LANES: readonly { id: LaneId; unit: TimelineLane['unit'] }[] = [
  { id: 'cpu', unit: 'percent' },
  { id: 'run-queue', unit: 'percent' },
  { id: 'rss', unit: 'bytes' },
  { id: 'heap', unit: 'bytes' },
  { id: 'external', unit: 'bytes' },
  { id: 'loop-delay', unit: 'ms' },
  { id: 'syncs', unit: 'count/s' },
  { id: 'written', unit: 'bytes/s' },
  { id: 'read', unit: 'bytes/s' },
  { id: 'threads', unit: 'count' },
  { id: 'processes', unit: 'count' },
];

interface Side {
  side: 'candidate' | 'reference';
  build: string;
  size: LoadedSize | null;
}

interface Points {
  time: ArrayLike<number>;
  value: ArrayLike<number>;
}

/** Lanes that say something, in their order; see TimelineAnswer. */
export function answerTimeline(
  question: TimelineQuestion,
  context: AnalysisContext,
): TimelineAnswer {
  const labels = buildLabels(context);
  const sides: Side[] = [
    {
      side: 'candidate',
      build: labels.candidate,
      size: findSize(context.candidate, question.workload, question.n),
    },
  ];
  if (context.reference !== null) {
    const size = findSize(context.reference, question.workload, question.n);
    sides.push({ side: 'reference', build: labels.reference, size });
  }
  const seen = sides.filter(({ size }) => size?.timeline != null);
  const durationMs = Math.max(0, ...seen.map(({ size }) => size!.timeline!.durationMs));
  const range = question.range ?? { fromMs: 0, toMs: durationMs };
  const lanes = LANES.map(({ id, unit }): TimelineLane => ({
    id,
    unit,
    series: seen.flatMap(({ side, build, size }) => {
      const points = pointsOf(id, size!);
      return points === null ? [] : [cutSeries(points, side, build, range, question.widthPx)];
    }),
  })).filter(({ id, series }) => series.some(({ max }) => max > floorOf(id)));
  const marks = seen
    .flatMap(({ side, size }) => marksOf(size!.timeline!, side))
    .filter((mark) => mark.fromMs + mark.durationMs >= range.fromMs && mark.fromMs <= range.toMs);
  const missing = sides.filter(({ size }) => size?.timeline == null);
  return {
    durationMs,
    lanes,
    marks: keepLongest(marks),
    totalMarks: marks.length,
    unavailable:
      missing.length === 0
        ? null
        : missing
            .map((side) => sayMissingPass(side.size, side.build, 'timeline', question))
            .join(' '),
    notes: seen.flatMap(({ build, size }) =>
      size!.timeline!.notes.map((note) => `${build}: ${note}`),
    ),
  };
}

/** One process with one thread is what every run has; a lane for it says nothing. */
function floorOf(id: LaneId): number {
  return id === 'processes' || id === 'threads' ? 1 : 0;
}

function pointsOf(id: LaneId, size: LoadedSize): Points | null {
  const { tree } = size.timeline!;
  // Marks of a program that is not Node come without looks into it.
  const nodes = size.timeline!.nodes.filter(({ length }) => length > 0);
  const { time } = tree;
  switch (id) {
    case 'cpu':
      return { time, value: tree.cpuPercent };
    case 'run-queue':
      return { time, value: tree.runQueuePercent };
    case 'rss':
      return { time, value: tree.rssBytes };
    case 'threads':
      return { time, value: tree.threads };
    case 'processes':
      return { time, value: tree.processes };
    case 'read':
      return { time, value: perSecond(time, tree.readBytes) };
    case 'written':
      return { time, value: perSecond(time, tree.writtenBytes) };
    case 'heap':
      return sumOver(nodes, (node) => node.heapUsedBytes);
    case 'external':
      return sumOver(nodes, (node) => node.externalBytes);
    case 'loop-delay':
      return worstOver(nodes);
    case 'syncs':
      return size.syscalls === null ? null : countSyncs(size, size.syscalls);
  }
}

function perSecond(time: Float64Array, amount: Float64Array): Float64Array {
  return amount.map((each, row) => {
    const passed = row === 0 ? 0 : time[row]! - time[row - 1]!;
    return passed > 0 ? (each / passed) * 1000 : 0;
  });
}

/** Processes report at moments of their own: at each moment of any, the last that every living one said is added up. */
function sumOver(
  nodes: readonly NodeTimeline[],
  column: (node: NodeTimeline) => Float64Array,
): Points | null {
  if (nodes.length === 0) return null;
  const rows = nodes.flatMap((node, index) =>
    Array.from(column(node), (value, row) => ({ index, time: node.time[row]!, value })),
  );
  rows.sort((a, b) => a.time - b.time);
  const last = new Array<number>(nodes.length).fill(0);
  const ends = nodes.map((node) => node.time[node.length - 1] ?? 0);
  let sum = 0;
  const value = rows.map((row) => {
    sum += row.value - last[row.index]!;
    last[row.index] = row.value;
    const total = sum;
    if (row.time >= ends[row.index]!) {
      sum -= last[row.index]!;
      last[row.index] = 0;
    }
    return total;
  });
  return { time: rows.map(({ time }) => time), value };
}

function worstOver(nodes: readonly NodeTimeline[]): Points | null {
  const rows = nodes.flatMap((node) =>
    Array.from(node.loopDelayMs, (value, row) => ({ time: node.time[row]!, value })),
  );
  if (rows.length === 0) return null;
  rows.sort((a, b) => a.time - b.time);
  return { time: rows.map(({ time }) => time), value: rows.map(({ value }) => value) };
}

/**
 * Syncs each second, of the syscalls pass: an execution of its own, and a slower one under its tracer. Its moments are put where
 * the same share of the timeline's run has passed, as a part of a run is cut; see cutSize.
 */
function countSyncs(size: LoadedSize, trace: SyscallTrace): Points | null {
  const { durationMs } = size.timeline!;
  const length = lengthOfTrace(size, trace);
  const scale = length > 0 && durationMs > 0 ? durationMs / length : 1;
  const isSync = trace.names.map((name) => (SYNC_CALLS as readonly string[]).includes(name));
  const { events } = trace;
  const counts: number[] = [];
  for (let row = 0; row < events.length; row += 1) {
    if (isSync[events.name[row]!] !== true) continue;
    const slot = Math.floor((events.time[row]! * scale) / SYNC_INTERVAL_MS);
    while (counts.length <= slot) counts.push(0);
    counts[slot]! += 1;
  }
  if (counts.length === 0) return null;
  while (counts.length * SYNC_INTERVAL_MS < durationMs) counts.push(0);
  return {
    time: counts.map((_, slot) => slot * SYNC_INTERVAL_MS),
    value: counts.map((count) => (count / SYNC_INTERVAL_MS) * 1000),
  };
}

/** Values in the range and the one at each side of it; of moments in one pixel the highest. */
function cutSeries(
  { time, value }: Points,
  side: Side['side'],
  build: string,
  range: { fromMs: number; toMs: number },
  widthPx: number,
): LaneSeries {
  let max = 0;
  let first = 0;
  let end = time.length;
  for (let row = 0; row < time.length; row += 1) {
    if (value[row]! > max) max = value[row]!;
    if (time[row]! <= range.fromMs) first = row;
    if (time[row]! > range.toMs) {
      end = Math.min(end, row + 1);
    }
  }
  const times: number[] = [];
  const values: number[] = [];
  const step = Math.max((range.toMs - range.fromMs) / widthPx, 1e-9);
  let pixel = Number.NaN;
  for (let row = first; row < end; row += 1) {
    if (!Number.isFinite(value[row]!)) continue;
    const at = Math.floor((time[row]! - range.fromMs) / step);
    if (at === pixel) {
      values[values.length - 1] = Math.max(values[values.length - 1]!, value[row]!);
      continue;
    }
    pixel = at;
    times.push(time[row]!);
    values.push(value[row]!);
  }
  return { build, side, time: Float64Array.from(times), value: Float64Array.from(values), max };
}

function marksOf(timeline: Timeline, side: Side['side']): TimelineMark[] {
  return timeline.nodes.flatMap(({ collections, markers }) => [
    ...collections.map(({ kind, time, durationMs }): TimelineMark => ({
      side,
      kind: 'collection',
      name: `${kind} collection`,
      fromMs: time,
      durationMs,
    })),
    ...markers.map(({ name, time, durationMs }): TimelineMark => ({
      side,
      kind: 'marker',
      name,
      fromMs: time,
      durationMs,
    })),
  ]);
}

/** The program's own marks before collections, the longer before the shorter; in the order of time. */
function keepLongest(marks: TimelineMark[]): TimelineMark[] {
  const ranked = marks.toSorted(
    (a, b) =>
      Number(b.kind === 'marker') - Number(a.kind === 'marker') || b.durationMs - a.durationMs,
  );
  return ranked.slice(0, MOST_MARKS).sort((a, b) => a.fromMs - b.fromMs);
}
