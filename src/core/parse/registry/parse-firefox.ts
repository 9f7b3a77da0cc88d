/**
 * Firefox profiles: what profiler.firefox.com and samply save (processed) and what Gecko writes (raw). Source of the
 * shapes: firefox-devtools/profiler, src/types/profile.ts and gecko-profile.ts, and Gecko's own output.
 */
import type { Failure } from '../../model/failure';
import {
  NO_STACK,
  type FrameIndex,
  type Profile,
  type StackIndex,
  type ValueType,
} from '../../model/profile';
import { fail, succeed, type Result } from '../../model/result';
import { frameOfObject } from '../native-symbols';
import { fileOfUrl, type ParseContext } from '../parse-context';
import { isObject, numberOr, textOr, type JsonObject } from '../read-json';
import { unreadable } from './content';
import { FOLDED, resolveStacks } from './resolve-stacks';
import { ProfileAssembler, type ThreadIndex } from './profile-assembler';
import { listOf, readJsonFile } from './read-json-file';

const FORMAT = 'Firefox profile';

/** A table by columns, whichever way the file has it. */
type Column = (name: string) => (row: number) => unknown;

interface Table {
  length: number;
  column: Column;
}

/** What is read of a thread, in both shapes. */
interface FoundThread {
  raw: JsonObject;
  processName: string;
  samples: Table;
  stacks: Table;
  /** Frame of the assembler for each row of the frame table. */
  frames: readonly FrameIndex[];
}

/** Parses a processed or raw profile. Value types: `cpu` where the file has CPU times, and `samples` or what weights say. */
export function parseFirefox(bytes: Uint8Array, context: ParseContext): Result<Profile, Failure> {
  const read = readJsonFile(bytes, FORMAT);
  if (!read.ok) return read;
  const file = read.value;
  if (!isObject(file) || !Array.isArray(file['threads'])) {
    return fail(unreadable(FORMAT, 'it has no threads', 'threads'));
  }
  const meta = isObject(file['meta']) ? file['meta'] : {};
  const cpuScale = hasCpuTimes(file) ? cpuScaleOf(meta) : null;
  const weight = weightTypeOf(file);
  const types: ValueType[] = [
    ...(cpuScale === null ? [] : [{ name: 'cpu', unit: 'ms' } as const]),
    weight,
  ];
  const builder = new ProfileAssembler(types.length, context.ownFolders);
  const notes: string[] = [];
  let broken = 0;
  for (const { thread, process, processName } of eachThread(file)) {
    const processMeta = isObject(process['meta']) ? process['meta'] : {};
    const raw = isObject(thread) ? thread : {};
    const found =
      isObject(raw['stackTable']) && 'schema' in raw['stackTable']
        ? readRawThread(raw, process, processName, builder)
        : readProcessedThread(raw, file, processName, builder);
    if (found === null) {
      notes.push(`Thread "${textOr(raw['name'], '')}" has no tables and is left out.`);
      continue;
    }
    const prefix = found.stacks.column('prefix');
    const frame = found.stacks.column('frame');
    const resolved = resolveStacks(
      found.stacks.length,
      (row) => numberOr(prefix(row), -1),
      (row) => found.frames[numberOr(frame(row), -1)] ?? null,
      builder.stacks,
    );
    broken += resolved.broken;
    const index = builder.thread(
      Number(raw['pid'] ?? 0),
      Number(raw['tid'] ?? 0),
      textOr(raw['name'], ''),
      found.processName,
    );
    const startMs = numberOr(processMeta['startTime'], 0) - numberOr(meta['startTime'], 0);
    addSamples(found, resolved.stacks, index, isRaw(raw) ? startMs : 0, cpuScale, builder);
  }
  if (broken > 0)
    notes.push(`${broken} stacks contradict themselves; their samples have no stack.`);
  const tool = textOr(meta['product'], '') || null;
  return succeed(builder.finish({ format: FORMAT, tool }, types, notes));
}

function isRaw(thread: JsonObject): boolean {
  const table = thread['stackTable'];
  return isObject(table) && 'schema' in table;
}

/** Threads of the file and, in raw files, of the processes within it, however deep. */
function* eachThread(
  file: JsonObject,
): Generator<{ thread: unknown; process: JsonObject; processName: string }> {
  const queue: JsonObject[] = [file];
  for (let at = 0; at < queue.length; at++) {
    const process = queue[at]!;
    for (const thread of Array.from(listOf(process['threads']))) {
      const name = isObject(thread)
        ? textOr(thread['processName'], '') || textOr(thread['processType'], '')
        : '';
      yield { thread, process, processName: name };
    }
    for (const child of Array.from(listOf(process['processes']))) {
      if (isObject(child)) queue.push(child);
    }
  }
}

/** The unit is named also where nothing was measured. */
function hasCpuTimes(file: JsonObject): boolean {
  for (const { thread } of eachThread(file)) {
    const samples = isObject(thread) ? thread['samples'] : null;
    if (!isObject(samples)) continue;
    const schema = samples['schema'];
    if (isObject(schema) && 'threadCPUDelta' in schema) return true;
    if (listOf(samples['threadCPUDelta']).length > 0) return true;
  }
  return false;
}

/** Factor from the file's CPU times to milliseconds; null where it has none in a unit of time. */
function cpuScaleOf(meta: JsonObject): number | null {
  const units = meta['sampleUnits'];
  const unit = isObject(units) ? units['threadCPUDelta'] : null;
  if (unit === 'ns') return 1e-6;
  return unit === 'µs' ? 1e-3 : null;
}

function weightTypeOf(file: JsonObject): ValueType {
  for (const thread of Array.from(listOf(file['threads']))) {
    const samples = isObject(thread) ? thread['samples'] : null;
    const type = isObject(samples) ? samples['weightType'] : null;
    if (type === 'tracing-ms') return { name: 'wall', unit: 'ms' };
    if (type === 'bytes') return { name: 'allocated', unit: 'bytes' };
  }
  return { name: 'samples', unit: 'count' };
}

function addSamples(
  { samples }: FoundThread,
  stacks: ArrayLike<StackIndex>,
  thread: ThreadIndex,
  startMs: number,
  cpuScale: number | null,
  builder: ProfileAssembler,
): void {
  const [stack, time, delta, cpu, weight] = [
    'stack',
    'time',
    'timeDeltas',
    'threadCPUDelta',
    'weight',
  ].map((name) => samples.column(name));
  let moment = 0;
  for (let row = 0; row < samples.length; row++) {
    moment = numberOr(time!(row), moment + numberOr(delta!(row), 0));
    const index = stacks[numberOr(stack!(row), -1)] ?? NO_STACK;
    const cpuMs = numberOr(cpu!(row), 0) * (cpuScale ?? 0);
    const weighed = weight!(row);
    // Firefox writes empty samples of threads that sleep; those with a cost of their own are kept.
    if (index === NO_STACK && cpuMs === 0 && typeof weighed !== 'number') continue;
    const value = numberOr(weighed, 1);
    if (cpuScale === null) builder.sample(thread, index, startMs + moment, value);
    else builder.sample(thread, index, startMs + moment, cpuMs, value);
  }
}

/** A table as an object of columns: `{ frame: […], prefix: […], length }`. */
function tableOfColumns(value: unknown): Table | null {
  if (!isObject(value)) return null;
  const longest = Object.values(value).reduce<number>(
    (most, each) => Math.max(most, listOf(each).length),
    0,
  );
  const length = Math.min(Math.max(0, numberOr(value['length'], longest)), longest);
  return {
    length,
    column: (name) => {
      const list = listOf(value[name]);
      return (row) => list[row];
    },
  };
}

/** A table as rows with a schema: `{ schema: { prefix: 0 }, data: [[…]] }`. */
function tableOfRows(value: unknown): Table | null {
  if (!isObject(value) || !isObject(value['schema'])) return null;
  const schema = value['schema'];
  const data = listOf(value['data']);
  return {
    length: data.length,
    column: (name) => {
      const place = numberOr(schema[name], -1);
      return (row) => listOf(data[row])[place];
    },
  };
}

const NO_TABLE: Table = { length: 0, column: () => () => undefined };

/** In raw files a frame is a text: `function (url:line:column)`, a label, or an address. */
function readRawThread(
  raw: JsonObject,
  process: JsonObject,
  processName: string,
  builder: ProfileAssembler,
): FoundThread | null {
  const samples = tableOfRows(raw['samples']);
  const stacks = tableOfRows(raw['stackTable']);
  const frameTable = tableOfRows(raw['frameTable']);
  if (samples === null || stacks === null || frameTable === null) return null;
  const texts = listOf(raw['stringTable']);
  const location = frameTable.column('location');
  const libraries = Array.from(listOf(process['libs'])).filter(isObject);
  const frames = Array.from({ length: frameTable.length }, (_, row) =>
    frameOfLocation(textOr(texts[numberOr(location(row), -1)], ''), libraries, builder),
  );
  return { raw, processName, samples, stacks, frames };
}

/** Firefox 153 puts the number of the source behind, in brackets; older ones do not. */
const LOCATION = /^(.*) \((.+?)(?::(\d+))?(?::(\d+))?\)(?:\[\d+\])?$/;

function frameOfLocation(
  text: string,
  libraries: readonly JsonObject[],
  builder: ProfileAssembler,
): FrameIndex {
  if (/^0x[0-9a-f]+$/.test(text)) {
    const address = Number(text);
    const library = libraries.find(
      (each) => address >= numberOr(each['start'], Infinity) && address < numberOr(each['end'], 0),
    );
    // Machine code made at run time: the JavaScript function around it has the name.
    if (library === undefined) return FOLDED;
    const found = frameOfObject('', textOr(library['path'], ''));
    return builder.frame(found.name, found.file, 0, 0, found.kind);
  }
  if (text === '(root)') return builder.frame(text, null, 0, 0, 'synthetic');
  const found = LOCATION.exec(text);
  if (found === null) return builder.frame(text, null, 0, 0, 'native');
  const [, name = '', url = '', line = '0', column = '0'] = found;
  // Chains of scripts are written `a -> b`; the last is the one that holds the function.
  const place = fileOfUrl(url.slice(url.lastIndexOf(' -> ') + (url.includes(' -> ') ? 4 : 1)));
  const own =
    url === 'self-hosted' || /^(resource|chrome|moz-extension):/.test(url) ? 'runtime' : undefined;
  return builder.frame(name, place, Number(line), Number(column), own);
}

/** Since version 55 some tables are shared by all threads. */
function readProcessedThread(
  raw: JsonObject,
  file: JsonObject,
  processName: string,
  builder: ProfileAssembler,
): FoundThread | null {
  const shared = isObject(file['shared']) ? file['shared'] : {};
  const table = (name: string) => tableOfColumns(raw[name] ?? shared[name]);
  const samples = tableOfColumns(raw['samples']);
  const stacks = table('stackTable');
  const frameTable = table('frameTable');
  const functions = table('funcTable');
  if (samples === null || stacks === null || frameTable === null || functions === null) return null;
  const texts = listOf(raw['stringArray'] ?? shared['stringArray'] ?? raw['stringTable']);
  const text = (index: unknown) => (typeof index === 'number' ? textOr(texts[index], '') : '');
  const sources = table('sources') ?? NO_TABLE;
  const resources = table('resourceTable') ?? NO_TABLE;
  const libraries = listOf(file['libs']);
  const [name, fileName, source, line, column, resource] = [
    'name',
    'fileName',
    'source',
    'lineNumber',
    'columnNumber',
    'resource',
  ].map((each) => functions.column(each));
  const sourceName = sources.column('filename');
  const library = resources.column('lib');
  const frameOfFunction = Array.from({ length: functions.length }, (_, row) => {
    const lib = libraries[numberOr(library(numberOr(resource!(row), -1)), -1)];
    const object = isObject(lib) ? textOr(lib['path'], '') || textOr(lib['name'], '') : '';
    const place = text(fileName!(row)) || text(sourceName(numberOr(source!(row), -1))) || object;
    const native = text(fileName!(row)) === '' && object !== '' ? 'native' : undefined;
    return builder.frame(
      text(name!(row)),
      fileOfUrl(place),
      numberOr(line!(row), 0),
      numberOr(column!(row), 0),
      native,
    );
  });
  const func = frameTable.column('func');
  const frames = Array.from(
    { length: frameTable.length },
    (_, row) =>
      frameOfFunction[numberOr(func(row), -1)] ??
      builder.frame('(unknown)', null, 0, 0, 'synthetic'),
  );
  return { raw, processName, samples, stacks, frames };
}
