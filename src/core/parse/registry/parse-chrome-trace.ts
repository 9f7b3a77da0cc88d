/**
 * Traces of Chromium, Electron, Node (`--trace-events-enabled`), py-spy, viztracer and others in the "Trace Event
 * Format", as an object with `traceEvents` or as a bare list. V8's CPU samples (Profile and ProfileChunk) are
 * taken where there are any, else events with a duration (B, E, X).
 */
import type { Failure } from '../../model/failure';
import type { Profile } from '../../model/profile';
import { fail, succeed, type Result } from '../../model/result';
import { mergeProfiles } from '../merge-profiles';
import { buildCpuProfile } from '../parse-cpu-profile';
import type { ParseContext } from '../parse-context';
import { isObject, numberOr, type JsonObject } from '../read-json';
import { unreadable } from './content';
import { DurationEvents } from './duration-events';
import { NumberColumn } from './number-column';
import { numbersOf, readJsonFile } from './read-json-file';

const FORMAT = 'Chrome trace';

/** The pieces of one V8 profile, as its chunks bring them. */
interface ChunkedProfile {
  pid: number;
  tid: number;
  startTime: number;
  endTime: number;
  nodes: unknown[];
  samples: NumberColumn;
  timeDeltas: NumberColumn;
}

/** Names of processes and threads. */
interface Names {
  process: Map<number, string>;
  thread: Map<string, string>;
}

/** Parses a trace. One that ends too early, as of a killed process, gives what it holds, with a note. */
export function parseChromeTrace(
  bytes: Uint8Array,
  context: ParseContext,
): Result<Profile, Failure> {
  const profiles = new Map<string, ChunkedProfile>();
  const names: Names = { process: new Map(), thread: new Map() };
  const durations = new DurationEvents(context.ownFolders);
  const notes: string[] = [];
  let events = 0;
  const take = (event: unknown): void => {
    if (!isObject(event)) return;
    events++;
    if (event['ph'] === 'M') readName(event, names);
    else if (isProfileEvent(event)) readChunk(event, profiles);
    else durations.add(event);
  };
  const path = firstSign(bytes) === 91 ? [] : ['traceEvents'];
  const cut = () => notes.push('The file ends too early; what it holds up to there is shown.');
  const read = readJsonFile(bytes, FORMAT, { items: { path, take }, cut });
  if (!read.ok) return read;
  if (events === 0) return fail(unreadable(FORMAT, 'it holds no events', 'traceEvents'));
  if (profiles.size === 0) {
    if (durations.length === 0) {
      return fail(
        unreadable(
          FORMAT,
          'it holds neither CPU samples nor events with a duration',
          'traceEvents',
        ),
      );
    }
    return succeed(durations.finish(names, notes));
  }
  if (durations.length > 0) {
    notes.push(
      `${durations.length} events with a duration are not shown: the trace has CPU samples, which are.`,
    );
  }
  return buildProfiles([...profiles.values()], names, context, notes);
}

/** True where a head's events look like a trace's. */
export function recognisesChromeTrace(json: unknown): boolean {
  const events: unknown = isObject(json) ? json['traceEvents'] : json;
  if (!Array.isArray(events)) return false;
  const first: unknown = events.find(isObject);
  return isObject(json)
    ? first === undefined || (isObject(first) && 'ph' in first)
    : isObject(first) && typeof first['ph'] === 'string' && ('ts' in first || first['ph'] === 'M');
}

function firstSign(bytes: Uint8Array): number {
  return bytes.find((byte) => byte === 91 || byte === 123) ?? 0;
}

function isProfileEvent(event: JsonObject): boolean {
  const name = event['name'];
  return name === 'Profile' || name === 'ProfileChunk' || name === 'CpuProfile';
}

function readName(event: JsonObject, names: Names): void {
  const args = event['args'];
  const name = isObject(args) ? args['name'] : undefined;
  if (typeof name !== 'string') return;
  const pid = numberOr(event['pid'], 0);
  if (event['name'] === 'process_name') names.process.set(pid, name);
  else if (event['name'] === 'thread_name') {
    names.thread.set(`${pid}:${numberOr(event['tid'], 0)}`, name);
  }
}

function readChunk(event: JsonObject, profiles: Map<string, ChunkedProfile>): void {
  const args = event['args'];
  const data: unknown = isObject(args) ? (args['data'] ?? args) : null;
  if (!isObject(data)) return;
  const pid = numberOr(event['pid'], 0);
  const key = `${pid}:${JSON.stringify(event['id'])}`;
  let profile = profiles.get(key);
  if (profile === undefined) {
    profile = {
      pid,
      // Chunks come from a thread of the profiler's own: the first event names the one that is sampled.
      tid: numberOr(event['tid'], 0),
      startTime: Number.NaN,
      endTime: Number.NaN,
      nodes: [],
      samples: new NumberColumn(),
      timeDeltas: new NumberColumn(),
    };
    profiles.set(key, profile);
  }
  const inner = isObject(data['cpuProfile']) ? data['cpuProfile'] : {};
  for (const part of [data, inner]) {
    profile.startTime = numberOr(part['startTime'], profile.startTime);
    profile.endTime = numberOr(part['endTime'], profile.endTime);
    if (Array.isArray(part['nodes'])) for (const node of part['nodes']) profile.nodes.push(node);
    append(profile.samples, part['samples']);
    append(profile.timeDeltas, part['timeDeltas']);
  }
}

function append(column: NumberColumn, value: unknown): void {
  const numbers = numbersOf(value);
  for (let at = 0; at < (numbers?.length ?? 0); at++) column.push(numbers![at]!);
}

function buildProfiles(
  chunked: readonly ChunkedProfile[],
  names: Names,
  context: ParseContext,
  notes: string[],
): Result<Profile, Failure> {
  const built: Profile[] = [];
  let failure: Failure | null = null;
  for (const profile of chunked) {
    if (profile.nodes.length === 0) continue;
    const { pid, tid, samples, timeDeltas } = profile;
    // A trace that was cut may have the samples of a chunk without their times.
    const length = Math.min(samples.length, timeDeltas.length);
    const deltas = timeDeltas.view().slice(0, length);
    const startTime = Number.isNaN(profile.startTime) ? 0 : profile.startTime;
    const sum = deltas.reduce((all, delta) => all + delta, 0);
    const endTime = Number.isNaN(profile.endTime) ? startTime + sum : profile.endTime;
    const processName = names.process.get(pid) ?? context.processName;
    const threadName = names.thread.get(`${pid}:${tid}`) ?? 'main';
    const result = buildCpuProfile(
      {
        nodes: profile.nodes,
        samples: samples.view().slice(0, length),
        timeDeltas: deltas,
        startTime,
        endTime,
      },
      { ...context, pid, tid, processName, threadName },
    );
    if (result.ok) built.push(result.value);
    else {
      failure = result.failure;
      notes.push(`The samples of thread ${tid} of process ${pid} are left out: ${failure.message}`);
    }
  }
  if (built.length === 0) {
    return fail(failure ?? unreadable(FORMAT, 'its CPU samples have no call tree'));
  }
  const merged = mergeProfiles(built);
  return succeed({
    ...merged,
    source: { format: FORMAT, tool: null },
    notes: [...notes, ...merged.notes],
  });
}
