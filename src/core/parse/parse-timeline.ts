import type { Failure } from '../model/failure';
import { fail, succeed, type Result } from '../model/result';
import type { Collection, Marker, NodeTimeline, Timeline, TreeTimeline } from '../model/timeline';
import type { ParseContext } from './parse-context';
import { invalidCapture, isObject, numberOr, textOr, type JsonObject } from './read-json';

const FORMAT = 'timeline';

/** One file of a timeline pass: looks at the tree, or what one Node process said. Times on the machine's clock. */
export type TimelinePart =
  | { kind: 'tree'; looks: JsonObject[]; cut: number }
  | { kind: 'node'; pid: number; processName: string; lines: JsonObject[]; cut: number };

/** Reads one file of a timeline pass. A last line that was cut off by a kill is left out. */
export function parseTimelinePart(
  text: string,
  context: Pick<ParseContext, 'pid' | 'processName'>,
): Result<TimelinePart, Failure> {
  const rows: JsonObject[] = [];
  const lines = text.split('\n').filter((line) => line !== '');
  let cut = 0;
  for (const [index, line] of lines.entries()) {
    const value = readLine(line);
    if (value !== null) rows.push(value);
    else if (index === lines.length - 1) cut = 1;
    else return fail(invalidCapture(FORMAT, 'a line that is no JSON object', `line ${index + 1}`));
  }
  const header = rows.shift()?.['touchstone'];
  if (!isObject(header)) return fail(invalidCapture(FORMAT, 'no header', 'line 1'));
  const wrong = rows.findIndex((row) => !Number.isFinite(row['t']));
  if (wrong >= 0) return fail(invalidCapture(FORMAT, 'a line without a time', `line ${wrong + 2}`));
  rows.sort((a, b) => numberOr(a['t'], 0) - numberOr(b['t'], 0));
  if (header['thread'] === 'tree') return succeed({ kind: 'tree', looks: rows, cut });
  const { pid, processName } = context;
  return succeed({ kind: 'node', pid, processName, lines: rows, cut });
}

function readLine(line: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** One timeline of all files of a pass; null where there is nothing in them. */
export function joinTimeline(parts: readonly TimelinePart[]): Timeline | null {
  const rows = parts.flatMap((part) => (part.kind === 'tree' ? part.looks : part.lines));
  if (rows.length === 0) return null;
  const startMs = rows.reduce((least, row) => Math.min(least, timeOf(row)), Infinity);
  const endMs = rows.reduce((most, row) => Math.max(most, timeOf(row)), -Infinity);
  const looks = parts.flatMap((part) => (part.kind === 'tree' ? part.looks : []));
  const tree = buildTree(looks, startMs);
  const nodes = parts.flatMap((part) => (part.kind === 'node' ? [buildNode(part, startMs)] : []));
  const cut = parts.reduce((sum, part) => sum + part.cut, 0);
  const notes: string[] = [];
  if (looks.length === 0) notes.push('Nothing was seen from outside: this needs /proc, on Linux.');
  if (cut > 0) notes.push('A process was killed while it wrote; its last moment is missing.');
  return {
    startMs,
    durationMs: endMs - startMs,
    tree,
    nodes: nodes.sort((a, b) => a.pid - b.pid),
    peakRssBytes: tree.rssBytes.reduce((most, bytes) => Math.max(most, bytes), 0),
    notes,
  };
}

function timeOf(row: JsonObject): number {
  return numberOr(row['t'], 0);
}

function columnOf(rows: readonly JsonObject[], name: string): Float64Array {
  return Float64Array.from(rows, (row) => numberOr(row[name], 0));
}

function buildTree(looks: readonly JsonObject[], startMs: number): TreeTimeline {
  const time = Float64Array.from(looks, (row) => timeOf(row) - startMs);
  // A sum falls only where an ended thread took its share along; then nothing is known to have been used.
  const growth = (name: string): Float64Array => {
    const sums = columnOf(looks, name);
    return sums.map((sum, at) => (at === 0 ? sum : Math.max(0, sum - sums[at - 1]!)));
  };
  const percent = (name: string): Float64Array =>
    growth(name).map((used, at) =>
      at === 0 ? NaN : (100 * used) / Math.max(1e-3, time[at]! - time[at - 1]!),
    );
  return {
    length: looks.length,
    time,
    cpuPercent: percent('cpu'),
    runQueuePercent: percent('queue'),
    rssBytes: columnOf(looks, 'rss'),
    readBytes: growth('read'),
    writtenBytes: growth('written'),
    threads: columnOf(looks, 'threads'),
    processes: columnOf(looks, 'processes'),
  };
}

function buildNode(part: TimelinePart & { kind: 'node' }, startMs: number): NodeTimeline {
  const moments = part.lines.filter((row) => typeof row['heap'] === 'number');
  const collections: Collection[] = [];
  const markers: Marker[] = [];
  for (const row of part.lines) {
    const time = timeOf(row) - startMs;
    const durationMs = numberOr(row['ms'], 0);
    if (typeof row['gc'] === 'string') {
      collections.push({ time, durationMs, kind: collectionKind(row['gc']) });
    } else if (typeof row['mark'] === 'string') {
      markers.push({ name: textOr(row['mark'], ''), time, durationMs });
    }
  }
  return {
    pid: part.pid,
    processName: part.processName,
    length: moments.length,
    time: Float64Array.from(moments, (row) => timeOf(row) - startMs),
    heapUsedBytes: columnOf(moments, 'heap'),
    externalBytes: columnOf(moments, 'external'),
    loopDelayMs: columnOf(moments, 'late'),
    collections,
    markers,
  };
}

function collectionKind(kind: string): Collection['kind'] {
  return kind === 'minor' || kind === 'major' || kind === 'incremental' || kind === 'weak callbacks'
    ? kind
    : 'other';
}
