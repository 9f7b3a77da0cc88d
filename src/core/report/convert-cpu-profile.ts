import type { Failure } from '../model/failure';
import { NO_STACK, type Profile, type Thread } from '../model/profile';
import { fail, succeed, type Result } from '../model/result';
import type { Conversion } from './conversion';

/** Numbers of the nodes that the format asks for; those of stacks follow. */
const ROOT = 1;
const PROGRAM = 2;
const IDLE = 3;
const FIRST_STACK = 4;

/**
 * When the profile begins, in microseconds of a clock that no reader looks at. Not 0: Chrome 130's Performance panel never
 * comes to an end with a profile that begins at 0.
 */
const START_US = 1_000_000;

/** Gaps shorter than this, in microseconds, are the rounding of samples' times, not idleness. */
const SHORTEST_GAP = 2;

/**
 * A .cpuprofile of the thread that cost most, as V8 writes it and DevTools opens it: each sample lasts its own cost, and
 * gaps between samples are idle. Fails for values that are no time and no counts of samples.
 */
export function convertToCpuProfile(profile: Profile, column: number): Result<Conversion, Failure> {
  const { name, unit } = profile.valueTypes[column]!;
  if (unit === 'bytes') {
    return fail({
      kind: 'usage',
      message: `A cpuprofile holds time, and "${name}" is in bytes.`,
      remedy: 'Convert to speedscope, pprof or collapsed, which hold bytes.',
    });
  }
  const sumOf = ({ samples }: Thread) =>
    samples.values[column]!.reduce((sum, each) => sum + each, 0);
  const thread = profile.threads.reduce((most, each) => (sumOf(each) > sumOf(most) ? each : most));
  const losses = ['Names of threads and processes, frame kinds and cost by line are not written.'];
  const others = profile.threads.length - 1;
  if (others > 0) {
    losses.push(
      `Only the thread "${thread.name}" is written, which cost most; ${others} others are not.`,
    );
  }
  if (unit === 'count') losses.push(`"${name}" has no times: each is written as 1 ms.`);
  return succeed({ pieces: writeFile(profile, thread, column), losses });
}

function* writeFile(profile: Profile, thread: Thread, column: number): Generator<string> {
  const { samples, deltas, endUs } = timeSamples(thread, column);
  const used = markUsed(profile, samples);
  const children = new Map<number, number[]>();
  const hits = new Map<number, number>();
  // DevTools shares the time out by hits, as if all samples were equally long. In microseconds they give the same totals.
  let moment = 0;
  samples.forEach((id, row) => {
    moment += deltas[row]!;
    const next = row + 1 < deltas.length ? moment + deltas[row + 1]! : endUs;
    hits.set(id, (hits.get(id) ?? 0) + next - moment);
  });
  for (let stack = 0; stack < profile.stacks.length; stack++) {
    if (used[stack] === 0) continue;
    const parent = profile.stacks.parent[stack]!;
    const above = parent === NO_STACK ? ROOT : parent + FIRST_STACK;
    const known = children.get(above);
    if (known === undefined) children.set(above, [stack + FIRST_STACK]);
    else known.push(stack + FIRST_STACK);
  }
  const scripts = new Map([['', '0']]);
  const node = (id: number, frame: number, fallback: string, more: readonly number[] = []) =>
    JSON.stringify({
      id,
      callFrame: describeFrame(profile, frame, fallback, scripts),
      hitCount: hits.get(id) ?? 0,
      children: [...more, ...(children.get(id) ?? [])],
    });
  yield `{"nodes":[${node(ROOT, -1, '(root)', [PROGRAM, IDLE])},${node(PROGRAM, -1, '(program)')},${node(IDLE, -1, '(idle)')}`;
  for (let stack = 0; stack < profile.stacks.length; stack++) {
    if (used[stack] === 1) yield `,${node(stack + FIRST_STACK, profile.stacks.frame[stack]!, '')}`;
  }
  yield `],"startTime":${START_US},"endTime":${START_US + endUs},"samples":[`;
  yield* writeNumbers(samples);
  yield '],"timeDeltas":[';
  yield* writeNumbers(deltas);
  yield ']}';
}

function* writeNumbers(numbers: readonly number[]): Generator<string> {
  for (let at = 0; at < numbers.length; at += 4096) {
    yield `${at > 0 ? ',' : ''}${numbers.slice(at, at + 4096).join(',')}`;
  }
}

/** Node of each sample and the microseconds since the one before; a sample lasts until the next. */
function timeSamples(
  { samples }: Thread,
  column: number,
): { samples: number[]; deltas: number[]; endUs: number } {
  const ids: number[] = [];
  const deltas: number[] = [];
  const values = samples.values[column]!;
  let cursor = 0;
  let written = 0;
  const push = (id: number): void => {
    // Whole microseconds, rounded on the sum so that errors do not add up.
    const moment = Math.round(cursor);
    deltas.push(moment - written);
    ids.push(id);
    written = moment;
  };
  for (let row = 0; row < samples.length; row++) {
    const start = (samples.time?.[row] ?? 0) * 1000;
    if (start - cursor >= SHORTEST_GAP) {
      push(IDLE);
      cursor = start;
    }
    const value = values[row]! * 1000;
    if (value === 0) continue;
    const stack = samples.stack[row]!;
    push(stack === NO_STACK ? PROGRAM : stack + FIRST_STACK);
    cursor += value;
  }
  // Where it ends is for a sample to say: DevTools' flame chart has the last one last for an average interval.
  if (ids.length > 0) push(IDLE);
  return { samples: ids, deltas, endUs: Math.round(cursor) };
}

/** 1 for stacks of samples and for those above them. */
function markUsed(profile: Profile, samples: readonly number[]): Uint8Array {
  const used = new Uint8Array(profile.stacks.length);
  for (const id of samples) if (id >= FIRST_STACK) used[id - FIRST_STACK] = 1;
  for (let stack = used.length - 1; stack >= 0; stack--) {
    const parent = profile.stacks.parent[stack]!;
    if (used[stack] === 1 && parent !== NO_STACK) used[parent] = 1;
  }
  return used;
}

/** `scripts` numbers the files: DevTools takes functions of one name, line and script number for one function. */
function describeFrame(
  { frames }: Profile,
  frame: number,
  fallback: string,
  scripts: Map<string, string>,
) {
  if (frame < 0) {
    return { functionName: fallback, scriptId: '0', url: '', lineNumber: -1, columnNumber: -1 };
  }
  const name = frames.name[frame]!;
  const file = frames.file[frame] ?? '';
  const scriptId = scripts.get(file) ?? String(scripts.size);
  scripts.set(file, scriptId);
  return {
    functionName: name === '(anonymous)' ? '' : name,
    scriptId,
    url: file.startsWith('/') ? `file://${encodeURI(file)}` : file,
    // V8 counts from 0.
    lineNumber: frames.line[frame]! - 1,
    columnNumber: frames.column[frame]! - 1,
  };
}
