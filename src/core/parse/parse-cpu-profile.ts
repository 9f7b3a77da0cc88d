import type { Failure } from '../model/failure';
import {
  NO_STACK,
  type FrameTable,
  type LineTable,
  type Profile,
  type SampleTable,
} from '../model/profile';
import { fail, succeed, type Result } from '../model/result';
import { fileOfUrl, isAgentUrl, kindIndex, type ParseContext } from './parse-context';
import { FrameCollector, StackCollector } from './profile-builder';
import {
  invalidCapture,
  isNumberArray,
  isObject,
  numberOr,
  readJsonObject,
  textOr,
  toolOf,
  type JsonObject,
} from './read-json';
import { addV8Frame, takeEmbeddedMaps } from './v8-frame';

const FORMAT = 'cpuprofile';

/** Node ids and links of a file, looked at once, with the place of the first thing wrong. */
interface Tree {
  ids: Float64Array;
  /** Row of the parent; -1 for the root. */
  parents: Int32Array;
  /** Rows in an order in which parents stand before children. */
  order: Int32Array;
  rowOfId: ReadonlyMap<number, number>;
  nodes: readonly JsonObject[];
}

/**
 * Reads a .cpuprofile of V8 (DevTools, `node --cpu-prof`, the agent). A sample lasts until the next one, the last until
 * the end of the profile; idle samples stay on the timeline with no CPU. Lines become 1-based, microseconds milliseconds.
 */
export function parseCpuProfile(text: string, context: ParseContext): Result<Profile, Failure> {
  const read = readJsonObject(text, FORMAT);
  return read.ok ? buildCpuProfile(read.value, context) : read;
}

/** Numbers of a file, parsed from text or, where the file is long, from bytes. */
type NumberList = readonly number[] | Float64Array;

/** Samples as they stand in a file. The columns are the reader's own: the profile is made in them. */
export interface CpuSamples {
  /** Node of each sample; -1 for an id that is no whole number of 31 bits. */
  ids: Int32Array;
  /** Microseconds from the start of the profile to each sample. */
  moments: Float64Array;
  /** Samples that stand before the one that precedes them. */
  backward: number;
  /** A column of their length for what each cost; its numbers are written over. */
  cost: Float64Array;
}

/** The profile of an object of the file's shape, as parseCpuProfile gives it; `samples` and `timeDeltas` may be columns. */
export function buildCpuProfile(file: JsonObject, context: ParseContext): Result<Profile, Failure> {
  const { nodes, samples, timeDeltas } = file;
  if (!Array.isArray(nodes) || nodes.length === 0) {
    return fail(invalidCapture(FORMAT, 'no nodes', 'nodes'));
  }
  if (!isNumberList(samples)) return fail(invalidCapture(FORMAT, 'no samples', 'samples'));
  if (!isNumberList(timeDeltas) || timeDeltas.length !== samples.length)
    return fail(unevenDeltas());
  const { length } = samples;
  const ids = new Int32Array(length);
  const moments = new Float64Array(length);
  let moment = 0;
  let backward = 0;
  for (let at = 0; at < length; at += 1) {
    ids[at] = toNodeId(samples[at]!);
    const delta = timeDeltas[at]!;
    if (delta < 0) backward += 1;
    moment += delta;
    moments[at] = moment;
  }
  return assembleCpuProfile(
    file,
    { ids, moments, backward, cost: new Float64Array(length) },
    context,
  );
}

/** V8 numbers nodes from 1. */
export function toNodeId(value: number): number {
  return value >= 0 && value === (value | 0) ? value : -1;
}

/** Samples and deltas go together; without that nothing can be said of either. */
export function unevenDeltas(): Failure {
  return invalidCapture(FORMAT, 'timeDeltas do not go with the samples one by one', 'timeDeltas');
}

/** The profile of a file whose samples were read; takes their columns over. */
export function assembleCpuProfile(
  file: JsonObject,
  samples: CpuSamples,
  context: ParseContext,
): Result<Profile, Failure> {
  const tree = readTree(file['nodes']);
  if (!tree.ok) return tree;
  const broken = numberRows(samples.ids, tree.value);
  if (broken >= 0) {
    return fail(
      invalidCapture(FORMAT, 'a sample of a node that is not there', `samples[${broken}]`),
    );
  }
  const notes: string[] = [];
  takeEmbeddedMaps(file, context);
  const frames = new FrameCollector(context.ownFolders);
  const stacks = new StackCollector();
  const { stackOfRow, frameOfRow } = buildStacks(tree.value, frames, stacks, context);
  const startUs = numberOr(file['startTime'], 0);
  const endUs = numberOr(file['endTime'], startUs);
  // A moment that is no number makes all after it none.
  if (!Number.isFinite((samples.moments.at(-1) ?? 0) + endUs - startUs)) {
    return fail(invalidCapture(FORMAT, 'times that are no numbers', 'timeDeltas'));
  }
  const { rows, moments } = orderByTime(samples, notes);
  const frameTable = frames.build();
  const idle = kindIndex('idle');
  const isIdle = Uint8Array.from(frameOfRow, (frame) =>
    frame >= 0 && frameTable.kind[frame] === idle ? 1 : 0,
  );
  const selfMs = new Float64Array(tree.value.ids.length);
  // Plain loops over columns, each filled in place: profiles hold tens of millions of samples.
  const { length } = rows;
  const cpu = samples.cost;
  let kept = 0;
  let timeMs = length > 0 ? moments[0]! / 1000 : 0;
  for (let at = 0; at < length; at += 1) {
    const row = rows[at]!;
    const nextMs = (at + 1 < length ? moments[at + 1]! : endUs - startUs) / 1000;
    const thisMs = timeMs;
    timeMs = nextMs;
    // The root itself and the agent's own frames are no part of the target.
    if (frameOfRow[row]! < 0 || stackOfRow[row] === NO_STACK) continue;
    const duration = isIdle[row] === 1 ? 0 : Math.max(0, nextMs - thisMs);
    selfMs[row]! += duration;
    rows[kept] = stackOfRow[row]!;
    moments[kept] = thisMs;
    cpu[kept] = duration;
    kept += 1;
  }
  const table: SampleTable = {
    length: kept,
    stack: cutColumn(rows, kept),
    time: cutColumn(moments, kept),
    values: [cutColumn(cpu, kept)],
  };
  return succeed({
    source: { format: FORMAT, tool: toolOf(file) },
    valueTypes: [{ name: 'cpu', unit: 'ms' }],
    frames: frameTable,
    stacks: stacks.build(),
    threads: [
      {
        pid: context.pid,
        tid: context.tid,
        name: context.threadName,
        processName: context.processName,
        samples: table,
      },
    ],
    lines: buildLines(tree.value.nodes, frameOfRow, selfMs, frameTable, context),
    durationMs: Math.max(0, endUs - startUs) / 1000,
    startMs: startUs / 1000,
    notes: [...notes, ...(context.sources?.notes ?? [])],
  });
}

/** The first rows of a column; a copy only where much would be kept for nothing. */
function cutColumn<Column extends Int32Array | Float64Array>(
  column: Column,
  length: number,
): Column {
  if (length === column.length) return column;
  const cut = length * 4 > column.length * 3 ? column.subarray(0, length) : column.slice(0, length);
  return cut as Column;
}

/** Puts the row of its node for each sample's id; the first sample whose node is not there, or -1. */
function numberRows(ids: Int32Array, { rowOfId }: Tree): number {
  let highest = 0;
  for (const id of rowOfId.keys()) if (id > highest) highest = id;
  // A table answers five times as fast as a Map, and V8 numbers without gaps.
  const isDense = highest < rowOfId.size * 8 + 1024;
  const table = new Int32Array(isDense ? highest + 1 : 0).fill(-1);
  if (isDense) for (const [id, row] of rowOfId) if (id === toNodeId(id)) table[id] = row;
  for (let at = 0; at < ids.length; at += 1) {
    const id = ids[at]!;
    const row = isDense ? table[id] : rowOfId.get(id);
    if (row === undefined || row < 0) return at;
    ids[at] = row;
  }
  return -1;
}

function isNumberList(value: unknown): value is NumberList {
  if (!(value instanceof Float64Array)) return isNumberArray(value);
  for (let at = 0; at < value.length; at += 1) if (!Number.isFinite(value[at])) return false;
  return true;
}

function readTree(nodes: unknown): Result<Tree, Failure> {
  if (!Array.isArray(nodes) || nodes.length === 0) {
    return fail(invalidCapture(FORMAT, 'no nodes', 'nodes'));
  }
  const length = nodes.length;
  const ids = new Float64Array(length);
  const rowOfId = new Map<number, number>();
  for (let row = 0; row < length; row += 1) {
    const node: unknown = nodes[row];
    if (!isObject(node) || !isObject(node['callFrame']) || typeof node['id'] !== 'number') {
      return fail(invalidCapture(FORMAT, 'a node without id or callFrame', `nodes[${row}]`));
    }
    ids[row] = node['id'];
    rowOfId.set(node['id'], row);
  }
  const typed = nodes as JsonObject[];
  const parents = new Int32Array(length).fill(-1);
  typed.forEach((node, row) => {
    // Older V8 links by children, newer exporters by parent.
    if (typeof node['parent'] === 'number') parents[row] = rowOfId.get(node['parent']) ?? -1;
    if (!Array.isArray(node['children'])) return;
    for (const id of node['children']) {
      const child = rowOfId.get(id as number);
      if (child !== undefined) parents[child] = row;
    }
  });
  const order = orderParentsFirst(parents);
  return order === null
    ? fail(invalidCapture(FORMAT, 'the nodes form a circle', 'nodes'))
    : succeed({ ids, parents, order, rowOfId, nodes: typed });
}

/** Rows in an order in which parents stand first; null where links form a circle. */
export function orderParentsFirst(parents: Int32Array): Int32Array | null {
  const length = parents.length;
  const firstChild = new Int32Array(length).fill(-1);
  const nextSibling = new Int32Array(length).fill(-1);
  const order = new Int32Array(length);
  let count = 0;
  for (let row = length - 1; row >= 0; row -= 1) {
    const parent = parents[row]!;
    if (parent < 0) continue;
    nextSibling[row] = firstChild[parent]!;
    firstChild[parent] = row;
  }
  for (let row = 0; row < length; row += 1) {
    if (parents[row]! < 0) order[count++] = row;
  }
  for (let at = 0; at < count; at += 1) {
    for (let child = firstChild[order[at]!]!; child >= 0; child = nextSibling[child]!) {
      order[count++] = child;
    }
  }
  return count === length ? order : null;
}

/**
 * Stack and frame of each node; the root has none. A frame of the agent (frame -1) takes its caller's stack, and so does what the
 * run time does for it (loading its modules, the inspector: 40 ms at start); code of the target that it calls stays.
 */
function buildStacks(
  tree: Tree,
  frames: FrameCollector,
  stacks: StackCollector,
  context: ParseContext,
): { stackOfRow: Int32Array; frameOfRow: Int32Array } {
  const stackOfRow = new Int32Array(tree.ids.length).fill(NO_STACK);
  const frameOfRow = new Int32Array(tree.ids.length).fill(-1);
  const isAgents = new Uint8Array(tree.ids.length);
  for (const row of tree.order) {
    const parent = tree.parents[row]!;
    const callFrame = tree.nodes[row]!['callFrame'] as JsonObject;
    const url = textOr(callFrame['url'], '');
    const name = textOr(callFrame['functionName'], '');
    const above = parent < 0 ? NO_STACK : stackOfRow[parent]!;
    const servesAgent =
      parent >= 0 && isAgents[parent] === 1 && (url === '' || url.startsWith('node:'));
    if ((parent < 0 && name === '(root)') || servesAgent || isAgentUrl(url)) {
      isAgents[row] = parent < 0 && !isAgentUrl(url) ? 0 : 1;
      stackOfRow[row] = above;
      continue;
    }
    const frame = addV8Frame(frames, callFrame, context);
    frameOfRow[row] = frame;
    stackOfRow[row] = stacks.add(frame, above);
  }
  return { stackOfRow, frameOfRow };
}

/** Rows and moments ascending in time: V8 writes samples of interrupted code out of order now and then. */
function orderByTime(
  { ids, moments, backward }: CpuSamples,
  notes: string[],
): { rows: Int32Array; moments: Float64Array } {
  if (backward === 0) return { rows: ids, moments };
  const { length } = ids;
  const order = new Uint32Array(length);
  for (let at = 0; at < length; at += 1) order[at] = at;
  order.sort((a, b) => moments[a]! - moments[b]! || a - b);
  notes.push(`${backward} of ${length} samples were out of order and were put in order.`);
  const rows = new Int32Array(length);
  const ordered = new Float64Array(length);
  for (let at = 0; at < length; at += 1) {
    rows[at] = ids[order[at]!]!;
    ordered[at] = moments[order[at]!]!;
  }
  return { rows, moments: ordered };
}

/** Each node's self time, dealt out over its lines by V8's ticks. */
function buildLines(
  nodes: readonly JsonObject[],
  frameOfRow: Int32Array,
  selfMs: Float64Array,
  frames: FrameTable,
  { sources }: ParseContext,
): LineTable | null {
  const sums = new Map<string, { frame: number; line: number; value: number }>();
  nodes.forEach((node, row) => {
    const ticks = node['positionTicks'];
    const frame = frameOfRow[row]!;
    if (!Array.isArray(ticks) || frame < 0 || selfMs[row] === 0) return;
    const valid = ticks.filter(isObject).map((tick) => ({
      line: numberOr(tick['line'], 0),
      ticks: Math.max(0, numberOr(tick['ticks'], 0)),
    }));
    const all = valid.reduce((sum, tick) => sum + tick.ticks, 0);
    if (all === 0) return;
    const callFrame = node['callFrame'] as JsonObject;
    const compiled = fileOfUrl(textOr(callFrame['url'], ''));
    for (const { line: ticked, ticks: count } of valid) {
      const original = compiled === null ? undefined : sources?.mapLine(compiled, ticked);
      // A line that became part of a long one, or of another file's function that was put inside.
      if (original === null || (original && original.file !== frames.file[frame])) continue;
      const line = original?.line ?? ticked;
      const key = `${frame}:${line}`;
      const sum = sums.get(key) ?? { frame, line, value: 0 };
      sum.value += (selfMs[row]! * count) / all;
      sums.set(key, sum);
    }
  });
  if (sums.size === 0) return null;
  const rows = [...sums.values()].sort((a, b) => a.frame - b.frame || a.line - b.line);
  return {
    length: rows.length,
    frame: Int32Array.from(rows, (row) => row.frame),
    line: Int32Array.from(rows, (row) => row.line),
    value: Float64Array.from(rows, (row) => row.value),
  };
}
