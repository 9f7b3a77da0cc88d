/** Every format that a file may have, in the order in which they are tried: what is told by a magic first, loose texts last. */
import type { Failure } from '../../model/failure';
import { fail, succeed, type Result } from '../../model/result';
import { HeapSnapshotReader } from '../heap-snapshot/heap-snapshot-reader';
import { parseCallgrind, recognisesCallgrind } from '../parse-callgrind';
import { parseCollapsed, recognisesCollapsed } from '../parse-collapsed';
import type { ParseContext } from '../parse-context';
import { parseCoverage } from '../parse-coverage';
import { parseDhat } from '../parse-dhat';
import { parseHeapProfile } from '../parse-heap-profile';
import { parseHeaptrack, recognisesHeaptrack } from '../parse-heaptrack';
import { parseMassif, recognisesMassif } from '../parse-massif';
import { parsePerfScript } from '../parse-perf-script';
import { recognisesPerfScript } from '../perf-script-lines';
import { parsePythonCalls } from '../parse-python-calls';
import { parsePythonSamples } from '../parse-python-samples';
import { parseStrace } from '../parse-strace';
import { parseStraceStacks } from '../parse-strace-stacks';
import { parseSyncStacks } from '../parse-sync-stacks';
import { PYTHON_LOG_MAGIC } from '../python-log';
import { isObject, type JsonObject } from '../read-json';
import { recognisesStrace } from '../strace-line';
import {
  profileContent,
  unreadable,
  type FileContent,
  type FileFormat,
  type FileHead,
  type FileSource,
} from './content';
import { decodeUtf8 } from './decode-utf8';
import { findTooDeep, TOO_DEEP } from './json-depth';
import { parseChromeTrace, recognisesChromeTrace } from './parse-chrome-trace';
import { parseCpuProfileSource } from './parse-cpu-profile-source';
import { parseFirefox } from './parse-firefox';
import { parseInstruments, recognisesInstruments } from './parse-instruments';
import { parseJfrJson } from './parse-jfr-json';
import { parsePprof, recognisesPprof } from './parse-pprof';
import { parseSimpleperf, recognisesSimpleperf } from './parse-simpleperf';
import { parseSpeedscope } from './parse-speedscope';
import { parseStraceSummary, recognisesStraceSummary } from './parse-strace-summary';
import { parseV8Log } from './parse-v8-log';
import { parseV8Summary, recognisesV8Summary } from './parse-v8-summary';

/** Longest text that is decoded whole: V8 ends a string at 536,870,888 characters. */
const LONGEST_TEXT = 400_000_000;

type ProfileParser<Input> = (
  input: Input,
  context: ParseContext,
) => Result<Extract<FileContent, { kind: 'profile' }>['profile'], Failure>;

/** What a person copies out of a window need not end with a line. */
const ENDS_ANYWHERE: ReadonlySet<string> = new Set(['instruments']);

const CUT_NOTE =
  'The file does not end with a line’s end: it was probably cut off, so that its last line is not whole and more is missing.';

/** perf script without a call graph: heading and frame on one line. */
const PERF_WITHOUT_STACKS = /^ *\S.*\s\d+\.\d+:\s+\d+\s+\S+:\s+[0-9a-f]+ .+\)$/m;

/** See the file's comment. */
export const FILE_FORMATS: readonly FileFormat[] = [
  fromBytes(
    'simpleperf',
    'simpleperf samples',
    ({ bytes }) => recognisesSimpleperf(bytes),
    parseSimpleperf,
  ),
  fromJson(
    'heap-snapshot',
    'V8 heap snapshot',
    ({ snapshot, strings, nodes }) =>
      isObject(snapshot) &&
      (isObject(snapshot['meta']) || nodes !== undefined || strings !== undefined),
    parseHeapSnapshot,
  ),
  fromJson('speedscope', 'speedscope', isSpeedscope, ofBytes(parseSpeedscope)),
  fromJson(
    'cpuprofile',
    'V8 CPU profile',
    ({ nodes }) => hasMember(nodes, 'callFrame'),
    profiled(parseCpuProfileSource),
  ),
  fromJson(
    'heapprofile',
    'V8 sampling heap profile',
    ({ head }) => isObject(head) && 'callFrame' in head,
    ofJsonText('heapprofile', profiled(parseHeapProfile)),
  ),
  fromJson(
    'v8-coverage',
    'V8 coverage with call counts',
    ({ result }) => hasMember(result, 'functions'),
    ofJsonText('v8-coverage', readCoverage),
  ),
  fromJson(
    'v8-log',
    'V8 log, preprocessed',
    ({ code, ticks }) => hasMember(code, 'type') || hasMember(ticks, 'tm'),
    ofBytes(parseV8Log),
  ),
  fromJson(
    'sync-stacks',
    'sync stacks of the Node agent',
    ({ stacks, calls }) => Array.isArray(stacks) && calls !== undefined,
    ofJsonText('sync-stacks', profiled(parseSyncStacks)),
  ),
  fromJson(
    'firefox',
    'Firefox profile',
    ({ meta, threads, libs }) =>
      (isObject(meta) && ('interval' in meta || 'preprocessedProfileVersion' in meta)) ||
      (libs !== undefined && threads !== undefined),
    ofBytes(parseFirefox),
  ),
  fromJson(
    'jfr-json',
    'Java Flight Recorder (JSON)',
    ({ recording }) => isObject(recording) && 'events' in recording,
    ofBytes(parseJfrJson),
  ),
  fromJson(
    'dhat',
    'DHAT',
    (file) => 'dhatFileVersion' in file,
    ofJsonText('dhat', profiled(parseDhat)),
  ),
  {
    id: 'chrome-trace',
    name: 'Chrome trace',
    recognises: ({ json }) => recognisesChromeTrace(json),
    parse: ofBytes(parseChromeTrace),
  },
  fromText(
    'python-calls',
    'calls of the Python agent',
    (text) => text.startsWith(`${PYTHON_LOG_MAGIC}\t`) && /^[^\n]*\tcalls\b/.test(text),
    ofText('python-calls', readPythonCalls),
  ),
  fromText(
    'python-samples',
    'samples of the Python agent',
    (text) => text.startsWith(`${PYTHON_LOG_MAGIC}\t`),
    ofText('python-samples', profiled(parsePythonSamples)),
  ),
  fromText('heaptrack', 'heaptrack', recognisesHeaptrack, ofBytes(parseHeaptrack)),
  fromText('callgrind', 'callgrind', recognisesCallgrind, readCallgrind),
  fromText('massif', 'massif', recognisesMassif, ofBytes(parseMassif)),
  fromText('v8-summary', 'V8 profile summary', recognisesV8Summary, ofBytes(parseV8Summary)),
  fromText('strace-summary', 'strace -c', recognisesStraceSummary, ofBytes(parseStraceSummary)),
  fromText(
    'instruments',
    'Instruments deep copy',
    recognisesInstruments,
    ofBytes(parseInstruments),
  ),
  fromText(
    'strace-stacks',
    'strace -k',
    (text) => /^ > \S/m.test(text) && recognisesStrace(text),
    ofText('strace-stacks', profiled(parseStraceStacks)),
  ),
  fromText('strace', 'strace', recognisesStrace, ofText('strace', readStrace)),
  fromText(
    'perf-script',
    'perf script',
    (text) => recognisesPerfScript(text) || PERF_WITHOUT_STACKS.test(text),
    ofBytes(parsePerfScript),
  ),
  fromText('collapsed', 'collapsed stacks', recognisesCollapsed, ofBytes(parseCollapsed)),
  // Last: protobuf has no magic, so that a text might pass for it.
  fromBytes('pprof', 'pprof', ({ bytes }) => recognisesPprof(bytes), parsePprof),
];

function fromBytes(
  id: string,
  name: string,
  recognises: FileFormat['recognises'],
  parse: ProfileParser<Uint8Array>,
): FileFormat {
  return { id, name, recognises, parse: ofBytes(parse) };
}

function fromJson(
  id: string,
  name: string,
  recognises: (file: JsonObject) => boolean,
  parse: FileFormat['parse'],
): FileFormat {
  return { id, name, recognises: ({ json }) => isObject(json) && recognises(json), parse };
}

function fromText(
  id: string,
  name: string,
  recognises: (head: string) => boolean,
  parse: FileFormat['parse'],
): FileFormat {
  const isText = ({ bytes, json, text }: FileHead) =>
    json === undefined && !bytes.subarray(0, 4096).includes(0) && recognises(text);
  return { id, name, recognises: isText, parse: ENDS_ANYWHERE.has(id) ? parse : notingCut(parse) };
}

/** Tools end every line; a text that was cut off seldom ends with one. */
function notingCut(parse: FileFormat['parse']): FileFormat['parse'] {
  return (source, context) => {
    // Asked first: a parser may give the bytes away.
    const isCut = source.bytes.length > 0 && source.bytes.at(-1) !== 10;
    const read = parse(source, context);
    return isCut && read.ok ? succeed(withNote(read.value, CUT_NOTE)) : read;
  };
}

function withNote(content: FileContent, note: string): FileContent {
  switch (content.kind) {
    case 'profile':
      return { ...content, profile: withNotes(content.profile, note) };
    case 'calls':
      return { ...content, calls: withNotes(content.calls, note) };
    case 'syscalls':
      return { ...content, trace: withNotes(content.trace, note) };
    case 'heap-snapshot':
      return content;
  }
}

function withNotes<Noted extends { readonly notes: readonly string[] }>(
  noted: Noted,
  note: string,
): Noted {
  return { ...noted, notes: [...noted.notes, note] };
}

function profiled<Input>(
  parse: ProfileParser<Input>,
): (input: Input, context: ParseContext) => Result<FileContent, Failure> {
  return (input, context) => {
    const read = parse(input, context);
    return read.ok ? succeed(profileContent(read.value)) : read;
  };
}

/** A parser that needs the bytes to its end. */
function ofBytes(parse: ProfileParser<Uint8Array>): FileFormat['parse'] {
  return profiled(({ bytes }: FileSource, context) => parse(bytes, context));
}

/** A parser of whole texts, given bytes: a file too long for a string fails. */
function ofText(
  format: string,
  parse: (text: string, context: ParseContext) => Result<FileContent, Failure>,
): FileFormat['parse'] {
  return ({ bytes }, context) =>
    bytes.length > LONGEST_TEXT
      ? fail(unreadable(format, `it has ${bytes.length} bytes where ${LONGEST_TEXT} can be read`))
      : parse(decodeUtf8(bytes), context);
}

/** The same for JSON, which V8 would read to any depth and in any memory. */
function ofJsonText(
  format: string,
  parse: (text: string, context: ParseContext) => Result<FileContent, Failure>,
): FileFormat['parse'] {
  const read = ofText(format, parse);
  return (source, context) => {
    const at = findTooDeep(source.bytes);
    return at < 0 ? read(source, context) : fail(unreadable(format, TOO_DEEP, `byte ${at}`));
  };
}

function hasMember(list: unknown, member: string): boolean {
  if (!Array.isArray(list)) return false;
  const first: unknown = list[0];
  return isObject(first) && member in first;
}

function isSpeedscope(file: JsonObject): boolean {
  const { $schema, profiles, shared } = file;
  if (typeof $schema === 'string') return $schema.includes('speedscope');
  const isOne = hasMember(profiles, 'type') && hasMember(profiles, 'unit');
  return (
    isOne || (isObject(shared) && hasMember(shared['frames'], 'name') && profiles !== undefined)
  );
}

function parseHeapSnapshot({ bytes }: FileSource): Result<FileContent, Failure> {
  const reader = new HeapSnapshotReader();
  const problem = reader.push(bytes);
  if (problem !== null) return fail(problem);
  const read = reader.finish();
  return read.ok ? succeed({ kind: 'heap-snapshot', snapshot: read.value }) : read;
}

function readCoverage(text: string, context: ParseContext): Result<FileContent, Failure> {
  const read = parseCoverage(text, context);
  return read.ok ? succeed({ kind: 'calls', calls: read.value }) : read;
}

function readPythonCalls(text: string): Result<FileContent, Failure> {
  const read = parsePythonCalls(text);
  return read.ok ? succeed({ kind: 'calls', calls: read.value }) : read;
}

function readStrace(text: string, context: ParseContext): Result<FileContent, Failure> {
  const read = parseStrace(text, context);
  return read.ok ? succeed({ kind: 'syscalls', trace: read.value }) : read;
}

function readCallgrind({ bytes }: FileSource, context: ParseContext): Result<FileContent, Failure> {
  const read = parseCallgrind(bytes, context);
  if (!read.ok) return read;
  return succeed({ kind: 'profile', profile: read.value.costs, calls: read.value.calls });
}
