/** A recording and its raw captures → the parsed recording. */
import type { Instrument } from '../../core/model/instrument';
import type { LoadedRecording, LoadedSize, LoadedWorkload } from '../../core/model/loaded';
import type { PassRecord, Recording, SizeRecord } from '../../core/model/recording';
import { parseCalls, parseProfiles, parseSyscalls, type ParsedPass } from './parse-pass';

/**
 * Parses all captures of a recording that lies in `folder`. One that cannot be read leaves its place empty and its
 * pass with a failure; nothing throws for it.
 */
export async function loadRecording(
  recording: Recording,
  folder: string,
): Promise<LoadedRecording> {
  const ownFolders = [...new Set([recording.project.path, recording.build.cwd])];
  const workloads: LoadedWorkload[] = [];
  for (const workload of recording.workloads) {
    const sizes: LoadedSize[] = [];
    const ascending = workload.sizes.toSorted((a, b) => a.n - b.n);
    for (const size of ascending) sizes.push(await loadSize(size, folder, ownFolders));
    const record = { ...workload, sizes: sizes.map((size) => size.record) };
    workloads.push({ record, sizes });
  }
  return {
    recording: { ...recording, workloads: workloads.map(({ record }) => record) },
    workloads,
  };
}

async function loadSize(
  size: SizeRecord,
  folder: string,
  ownFolders: readonly string[],
): Promise<LoadedSize> {
  const passes: PassRecord[] = [...size.passes];
  const load = async <Value>(
    instrument: Instrument,
    parse: (
      pass: PassRecord,
      folder: string,
      ownFolders: readonly string[],
    ) => Promise<ParsedPass<Value>>,
  ): Promise<Value | null> => {
    const index = passes.findIndex(({ ledger }) => ledger.instrument === instrument);
    const pass = passes[index];
    if (pass === undefined) return null;
    const { value, problems } = await parse(pass, folder, ownFolders);
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
  return { record: { ...size, passes }, cpu, calls, alloc, syscalls, syncStacks };
}
