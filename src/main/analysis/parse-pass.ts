/** The capture files of one pass → one parsed capture of the whole process tree. */
import type { Failure } from '../../core/model/failure';
import type { CallCounts, Profile } from '../../core/model/profile';
import type { CaptureFile, PassRecord } from '../../core/model/recording';
import { succeed, type Result } from '../../core/model/result';
import type { SyscallTrace } from '../../core/model/syscalls';
import type { Timeline } from '../../core/model/timeline';
import { mergeCallCounts, mergeProfiles } from '../../core/parse/merge-profiles';
import { parseCallgrind } from '../../core/parse/parse-callgrind';
import type { ParseContext } from '../../core/parse/parse-context';
import { parseCoverage } from '../../core/parse/parse-coverage';
import { parseCpuProfile } from '../../core/parse/parse-cpu-profile';
import { parseDhat } from '../../core/parse/parse-dhat';
import { parseHeaptrack } from '../../core/parse/parse-heaptrack';
import { parseHeapProfile } from '../../core/parse/parse-heap-profile';
import { parsePerfScript } from '../../core/parse/parse-perf-script';
import { parsePythonCalls } from '../../core/parse/parse-python-calls';
import { parsePythonSamples } from '../../core/parse/parse-python-samples';
import { parseStraceStacks } from '../../core/parse/parse-strace-stacks';
import { parseStrace } from '../../core/parse/parse-strace';
import { parseSyncStacks } from '../../core/parse/parse-sync-stacks';
import { joinTimeline, parseTimelinePart } from '../../core/parse/parse-timeline';
import { adaptProfile } from '../../core/parse/registry/adapt-content';
import type { FileContent } from '../../core/parse/registry/content';
import { parseFile } from '../../core/parse/registry/parse-file';
import { readCapture, readCaptureBytes } from '../store/capture-files';

type Format = CaptureFile['format'];
type Parser<Value> = (text: string, context: ParseContext) => Result<Value, Failure>;

const PROFILE_PARSERS: Partial<Record<Format, Parser<Profile>>> = {
  cpuprofile: parseCpuProfile,
  heapprofile: parseHeapProfile,
  'sync-stacks': parseSyncStacks,
  'strace-stacks': parseStraceStacks,
  'perf-script': parsePerfScript,
  heaptrack: parseHeaptrack,
  dhat: parseDhat,
  'python-samples': (text) => parsePythonSamples(text),
};

const CALL_PARSERS: Partial<Record<Format, Parser<CallCounts>>> = {
  'v8-coverage': parseCoverage,
  'python-calls': (text) => parsePythonCalls(text),
  callgrind: (text, context) => {
    const parsed = parseCallgrind(text, context);
    return parsed.ok ? succeed(parsed.value.calls) : parsed;
  },
};

/** What all captures of a recording have in common. */
export type ParseScope = Pick<ParseContext, 'ownFolders' | 'sources'>;

/** What a pass gave. Null where none of its files could be read; `problems` says of each why. */
export interface ParsedPass<Value> {
  value: Value | null;
  problems: Failure[];
}

/** Samples of all processes and threads in one profile. */
export async function parseProfiles(
  pass: PassRecord,
  folder: string,
  scope: ParseScope,
): Promise<ParsedPass<Profile>> {
  const { values, problems } = await parseFiles(pass, folder, scope, PROFILE_PARSERS, (content) =>
    content.kind === 'profile' ? adaptProfile(content.profile, pass.ledger.instrument) : null,
  );
  if (values.length === 0) return { value: null, problems };
  const merged = mergeProfiles(values);
  const notes = [...merged.notes, ...problems.map(({ message }) => message)];
  if (pass.failure !== null) notes.push(`Only a part was captured: ${pass.failure.message}`);
  return { value: { ...merged, notes }, problems };
}

/** Exact counts, added up. A run that did not come to its end has none: its counts would be too low. */
export async function parseCalls(
  pass: PassRecord,
  folder: string,
  scope: ParseScope,
): Promise<ParsedPass<CallCounts>> {
  if (pass.failure !== null) return { value: null, problems: [] };
  const { values, problems } = await parseFiles(pass, folder, scope, CALL_PARSERS, (content) =>
    content.kind === 'calls' || content.kind === 'profile' ? content.calls : null,
  );
  return { value: values.length === 0 ? null : mergeCallCounts(values), problems };
}

/** The trace of the tree; none where the run did not come to its end, as with calls. */
export async function parseSyscalls(
  pass: PassRecord,
  folder: string,
  scope: ParseScope,
): Promise<ParsedPass<SyscallTrace>> {
  if (pass.failure !== null) return { value: null, problems: [] };
  const { values, problems } = await parseFiles(
    pass,
    folder,
    scope,
    { strace: parseStrace },
    (content) => (content.kind === 'syscalls' ? content.trace : null),
  );
  return { value: values[0] ?? null, problems };
}

/** What the tree used over time; of a run that was cut off, what there is. */
export async function parseTimeline(
  pass: PassRecord,
  folder: string,
  scope: ParseScope,
): Promise<ParsedPass<Timeline>> {
  const { values, problems } = await parseFiles(pass, folder, scope, {
    timeline: parseTimelinePart,
  });
  return { value: joinTimeline(values), problems };
}

async function parseFiles<Value>(
  pass: PassRecord,
  folder: string,
  scope: ParseScope,
  parsers: Partial<Record<Format, Parser<Value>>>,
  /** What a file of another tool holds for this pass; null where it holds something else. */
  adapt: (content: FileContent) => Value | null = () => null,
): Promise<{ values: Value[]; problems: Failure[] }> {
  const values: Value[] = [];
  const problems: Failure[] = [];
  for (const file of pass.files) {
    if (file.format === 'imported') {
      const read = await readCaptureBytes(folder, file);
      const parsed = read.ok ? parseFile(read.value, contextOf(file, scope)) : read;
      if (!parsed.ok)
        problems.push({ ...parsed.failure, where: parsed.failure.where ?? file.file });
      const value = parsed.ok ? adapt(parsed.value.content) : null;
      if (value !== null) values.push(value);
      continue;
    }
    const parse = parsers[file.format];
    if (parse === undefined) continue;
    const text = await readCapture(folder, file);
    const parsed = text.ok ? parse(text.value, contextOf(file, scope)) : text;
    if (parsed.ok) values.push(parsed.value);
    else problems.push({ ...parsed.failure, where: parsed.failure.where ?? file.file });
  }
  return { values, problems };
}

function contextOf(file: CaptureFile, scope: ParseScope): ParseContext {
  return {
    pid: file.pid,
    tid: file.tid ?? file.pid,
    threadName: file.label,
    processName: file.process ?? '',
    ...scope,
  };
}
