/** A recording and its raw captures → the parsed recording. */
import type { Instrument } from '../../core/model/instrument';
import type { LoadedRecording, LoadedSize, LoadedWorkload } from '../../core/model/loaded';
import type { PassRecord, Recording, SizeRecord } from '../../core/model/recording';
import { SourceMapper } from '../../core/parse/source-mapper';
import {
  parseCalls,
  parseProfiles,
  parseSyscalls,
  parseTimeline,
  type ParsedPass,
  type ParseScope,
} from './parse-pass';
import { listOwnFolders } from './own-folders';
import { readSourceBefore } from './read-source';

/**
 * Parses all captures of a recording that lies in `folder`. One that cannot be read leaves its place empty and its
 * pass with a failure; nothing throws for it.
 */
export async function loadRecording(
  recording: Recording,
  folder: string,
): Promise<LoadedRecording> {
  const scope: ParseScope = {
    ownFolders: listOwnFolders(recording),
    sources: new SourceMapper(readSourceBefore(lastPass(recording))),
  };
  const workloads: LoadedWorkload[] = [];
  for (const workload of recording.workloads) {
    const sizes: LoadedSize[] = [];
    const ascending = workload.sizes.toSorted((a, b) => a.n - b.n);
    for (const size of ascending) sizes.push(await loadSize(size, folder, scope));
    const record = { ...workload, sizes: sizes.map((size) => size.record) };
    workloads.push({ record, sizes });
  }
  return {
    recording: { ...recording, workloads: workloads.map(({ record }) => record) },
    workloads,
  };
}

/** Start of the last pass, in milliseconds since 1970; files changed later are not those that ran. */
function lastPass(recording: Recording): number {
  const starts = recording.workloads.flatMap(({ sizes }) =>
    sizes.flatMap(({ passes }) => passes.map(({ ledger }) => Date.parse(ledger.startedAt))),
  );
  return Math.max(Date.parse(recording.createdAt), ...starts);
}

async function loadSize(size: SizeRecord, folder: string, scope: ParseScope): Promise<LoadedSize> {
  const passes: PassRecord[] = [...size.passes];
  const load = async <Value>(
    instrument: Instrument,
    parse: (pass: PassRecord, folder: string, scope: ParseScope) => Promise<ParsedPass<Value>>,
  ): Promise<Value | null> => {
    const index = passes.findIndex(({ ledger }) => ledger.instrument === instrument);
    const pass = passes[index];
    if (pass === undefined) return null;
    const { value, problems } = await parse(pass, folder, scope);
    const problem = problems[0];
    if (problem !== undefined && pass.failure === null) {
      passes[index] = { ...pass, failure: problem };
    }
    return value;
  };
  const cpu = await load('cpu', parseProfiles);
  const calls = await load('calls', parseCalls);
  const alloc = await load('alloc', parseProfiles);
  const syscalls = await load('syscalls', parseSyscalls);
  const syncStacks = await load('stacks', parseProfiles);
  const waits = await load('waits', parseProfiles);
  const timeline = await load('timeline', parseTimeline);
  return { record: { ...size, passes }, cpu, calls, alloc, syscalls, syncStacks, waits, timeline };
}
