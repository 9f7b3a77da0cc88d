import type { HeapSnapshot } from '../../../model/heap';
import { FRAME_KINDS, type CallCounts, type Profile } from '../../../model/profile';
import type { SyscallTrace } from '../../../model/syscalls';
import type { FileContent } from '../content';

/** Lines of each list: enough to see a shift of lines, names or values, few enough to be read in a review. */
const FUNCTIONS = 10;
const STACKS = 5;
const THREADS = 12;

/** Names of templates run to hundreds of letters. */
const LONGEST_NAME = 60;

/** What was read of a file as a text that a person can check against what the tool itself reports. */
export function describeContent(content: FileContent): string {
  const lines: string[] = [];
  if (content.kind === 'profile') {
    describeProfile(content.profile, lines);
    if (content.calls !== null) describeCalls(content.calls, lines);
  }
  if (content.kind === 'calls') describeCalls(content.calls, lines);
  if (content.kind === 'syscalls') describeSyscalls(content.trace, lines);
  if (content.kind === 'heap-snapshot') describeSnapshot(content.snapshot, lines);
  return `${lines.join('\n')}\n`;
}

function shorten(name: string): string {
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name;
}

/** Six digits: sums of floats differ in their last ones from one engine to the next. */
function show(value: number): string {
  return String(Number(value.toPrecision(6)));
}

function describeProfile(profile: Profile, lines: string[]): void {
  const { valueTypes, frames, stacks, threads } = profile;
  lines.push(`${profile.source.format}, by ${profile.source.tool ?? 'an unnamed tool'}`);
  const samples = threads.reduce((sum, thread) => sum + thread.samples.length, 0);
  lines.push(`${samples} samples, ${stacks.length} stacks, ${frames.length} frames`);
  if (profile.durationMs !== null) lines.push(`${show(profile.durationMs)} ms from first to last`);
  const sums = valueTypes.map((_, column) => sumStacks(profile, column));
  const total = (column: number): number => sums[column]!.totalOfAll;
  lines.push('', 'values');
  valueTypes.forEach(({ name, unit }, column) =>
    lines.push(`  ${name} ${show(total(column))} ${unit}`),
  );
  lines.push('', 'threads');
  for (const { pid, tid, name, processName, samples: rows } of threads.slice(0, THREADS)) {
    const cost = rows.values.map((column) => show(column.reduce((sum, each) => sum + each, 0)));
    lines.push(
      `  ${processName} ${pid}, ${name} ${tid}: ${rows.length} samples, ${cost.join(' ')}`,
    );
  }
  if (threads.length > THREADS) lines.push(`  and ${threads.length - THREADS} more`);
  const main = Math.max(
    0,
    valueTypes.findIndex((_, column) => total(column) > 0),
  );
  if (valueTypes.length > 0) describeFunctions(profile, sums, main, lines);
  if (profile.lines !== null) {
    lines.push('', `cost by line: ${profile.lines.length} lines`);
  }
  if (profile.notes.length > 0)
    lines.push('', 'notes', ...profile.notes.map((note) => `  ${note}`));
}

interface Sums {
  totalOfAll: number;
  selfOfFrame: Float64Array;
  totalOfFrame: Float64Array;
  selfOfStack: Float64Array;
}

/** Self and total of every frame, by walking each stack that costs something: slow, and nothing to do with the call tree. */
function sumStacks({ threads, stacks, frames }: Profile, column: number): Sums {
  const selfOfStack = new Float64Array(stacks.length);
  let totalOfAll = 0;
  for (const { samples } of threads) {
    samples.stack.forEach((stack, row) => {
      const value = samples.values[column]![row]!;
      totalOfAll += value;
      if (stack >= 0) selfOfStack[stack]! += value;
    });
  }
  const selfOfFrame = new Float64Array(frames.length);
  const totalOfFrame = new Float64Array(frames.length);
  selfOfStack.forEach((value, stack) => {
    if (value === 0) return;
    selfOfFrame[stacks.frame[stack]!]! += value;
    const seen = new Set<number>();
    for (let place = stack; place >= 0; place = stacks.parent[place]!) {
      seen.add(stacks.frame[place]!);
    }
    for (const frame of seen) totalOfFrame[frame]! += value;
  });
  return { totalOfAll, selfOfFrame, totalOfFrame, selfOfStack };
}

function describeFunctions(
  profile: Profile,
  sums: readonly Sums[],
  main: number,
  lines: string[],
): void {
  const { frames, stacks, valueTypes } = profile;
  const { name, unit } = valueTypes[main]!;
  const { selfOfFrame, selfOfStack } = sums[main]!;
  lines.push('', `functions by their own ${name}; of each value self and total`);
  for (const frame of largest(selfOfFrame, FUNCTIONS)) {
    const file = frames.file[frame];
    const line = frames.line[frame]!;
    const place = file === null ? '' : ` ${file}${line > 0 ? `:${line}` : ''}`;
    const values = sums.map(
      (each) => `${show(each.selfOfFrame[frame]!)} ${show(each.totalOfFrame[frame]!)}`,
    );
    const kind = FRAME_KINDS[frames.kind[frame]!]!;
    lines.push(`  ${values.join(', ')}  ${shorten(frames.name[frame]!)}${place} [${kind}]`);
  }
  lines.push('', `stacks by ${name}`);
  for (const stack of largest(selfOfStack, STACKS)) {
    const names: string[] = [];
    for (let place = stack; place >= 0; place = stacks.parent[place]!) {
      names.unshift(shorten(frames.name[stacks.frame[place]!]!));
    }
    const path = names.length > 12 ? [...names.slice(0, 4), '…', ...names.slice(-7)] : names;
    lines.push(`  ${show(selfOfStack[stack]!)} ${unit}  ${path.join(' > ')}`);
  }
}

/** Places of the largest values above 0, the first of equals first. */
function largest(values: Float64Array, count: number): number[] {
  return Array.from(values.keys())
    .filter((place) => values[place]! > 0)
    .sort((a, b) => Number(show(values[b]!)) - Number(show(values[a]!)) || a - b)
    .slice(0, count);
}

function describeCalls({ frames, calls, instructions, notes }: CallCounts, lines: string[]): void {
  const total = calls.reduce((sum, each) => sum + each, 0);
  lines.push('', `calls of ${frames.length} functions: ${total}`);
  if (instructions !== undefined) lines.push(`${instructions} instructions`);
  for (const frame of largest(calls, FUNCTIONS)) {
    const place = `${frames.file[frame] ?? ''}:${frames.line[frame]!}`;
    lines.push(`  ${calls[frame]!}  ${shorten(frames.name[frame]!)} ${place}`);
  }
  lines.push(...notes.map((note) => `  ${note}`));
}

function describeSyscalls({ events, names, paths, notes }: SyscallTrace, lines: string[]): void {
  lines.push(
    `${events.length} calls, ${new Set(events.tid).size} threads, ${paths.length - 1} paths`,
  );
  names.forEach((name, index) => {
    const rows = Array.from(events.name.keys()).filter((row) => events.name[row] === index);
    const inside = rows.reduce((sum, row) => sum + (events.duration[row]! || 0), 0);
    const failed = rows.filter((row) => events.result[row]! < 0).length;
    lines.push(`  ${name}: ${rows.length} calls, ${show(inside)} ms, ${failed} failed`);
  });
  lines.push(...notes.map((note) => `  ${note}`));
}

function describeSnapshot(snapshot: HeapSnapshot, lines: string[]): void {
  const { nodeCount, edgeCount, nodeTypes, nodeType, selfSize, strings } = snapshot;
  const traces = snapshot.traces === null ? 'no' : snapshot.traces.parent.length;
  lines.push(
    `${nodeCount} nodes, ${edgeCount} edges, ${strings.count} texts, ${traces} call paths`,
  );
  nodeTypes.forEach((type, index) => {
    let [count, bytes] = [0, 0];
    for (let node = 0; node < nodeCount; node++) {
      if (nodeType[node] !== index) continue;
      count += 1;
      bytes += selfSize[node]!;
    }
    if (count > 0) lines.push(`  ${type}: ${count}, ${bytes} bytes`);
  });
  const sizes = selfSize.subarray(0, nodeCount);
  lines.push('', 'largest objects');
  for (const node of largest(sizes, FUNCTIONS)) {
    const name = strings.text(snapshot.nodeName[node]!, 80);
    lines.push(`  ${sizes[node]!} bytes  ${JSON.stringify(name)} ${nodeTypes[nodeType[node]!]!}`);
  }
}
