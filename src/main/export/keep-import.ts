/** A file of any tool → a recording of the data folder, so that it is seen, compared and reported like one's own. */
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { countSamples } from '../../core/model/count-samples';
import type { Failure } from '../../core/model/failure';
import type { Instrument, TargetKind } from '../../core/model/instrument';
import {
  RECORDING_SCHEMA_VERSION,
  type CaptureFile,
  type PassRecord,
  type Recording,
} from '../../core/model/recording';
import { fail, succeed, type Result } from '../../core/model/result';
import { listInstruments } from '../../core/parse/registry/adapt-content';
import type { FileContent, FileFormat } from '../../core/parse/registry/content';
import type { Store } from '../store/store';
import { parsePlainFile, readPlainFile, type ImportOptions } from './import-file';

/** The one workload of an imported recording; the same in all, so that two of them can be compared. */
const WORKLOAD = 'profile';

/** Where the file lies in its recording. */
const CAPTURE = 'captures/imported';

/** Reads a file and keeps it under `project`. Fails as importFile does; nothing is kept then. */
export async function keepImport(
  store: Store,
  path: string,
  project: Recording['project'],
  options: ImportOptions = {},
): Promise<Result<Recording, Failure>> {
  const plain = await readPlainFile(path, options);
  if (!plain.ok) return plain;
  const { bytes, steps } = plain.value;
  const parsed = parsePlainFile(path, { bytes });
  if (!parsed.ok) return parsed;
  const { format, content } = parsed.value;
  const instruments = listInstruments(content);
  if (instruments.length === 0) {
    return fail({
      kind: 'file-invalid',
      message: `${path} is a ${format.name} without a value that can be shown: no time, size or count.`,
      remedy: 'Export it again with its samples.',
    });
  }
  const id = store.makeId();
  const folder = store.recordingFolder(id);
  try {
    await mkdir(join(folder, dirname(CAPTURE)), { recursive: true });
    await writeFile(join(folder, CAPTURE), bytes);
    const [file] = await store.packCaptures(id, [describeFile(path, content, bytes.length)]);
    const at = await stat(path).then(
      ({ mtime }) => mtime,
      () => new Date(),
    );
    const mechanism = [`file opened, ${format.name}`, ...steps].join(', ');
    const passes = instruments.map((instrument) =>
      describePass(instrument, content, file!, mechanism, at),
    );
    const recording = describeRecording(id, path, project, format, passes);
    await store.saveRecording(recording);
    return succeed(recording);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

function describeFile(path: string, content: FileContent, bytes: number): CaptureFile {
  return {
    file: CAPTURE,
    format: content.kind === 'heap-snapshot' ? 'heapsnapshot' : 'imported',
    bytes,
    pid: 0,
    label: 'main',
    process: basename(path),
  };
}

function describePass(
  instrument: Instrument,
  content: FileContent,
  file: CaptureFile,
  mechanism: string,
  at: Date,
): PassRecord {
  const profile = content.kind === 'profile' ? content.profile : null;
  return {
    ledger: {
      instrument,
      startedAt: at.toISOString(),
      command: [],
      cwd: '',
      environment: {},
      mechanism,
      toolVersion: profile?.source.tool ?? null,
      samples:
        profile?.threads.reduce((sum, thread) => sum + countSamples(profile, thread), 0) ?? null,
      lostSamples: null,
      wallMs: profile?.durationMs ?? 0,
      overhead: null,
      notes: profile === null ? [] : [...profile.notes],
    },
    files: [file],
    exit: null,
    failure: null,
  };
}

function describeRecording(
  id: string,
  path: string,
  project: Recording['project'],
  format: FileFormat,
  passes: PassRecord[],
): Recording {
  const name = basename(path);
  return {
    schemaVersion: RECORDING_SCHEMA_VERSION,
    id,
    name,
    createdAt: new Date().toISOString(),
    state: 'complete',
    pinned: false,
    machine: { cpu: '', cores: 0, memoryBytes: 0, os: '', kernel: '', node: '', hostname: '' },
    project,
    imported: { path, format: format.name },
    build: { name, command: [], cwd: dirname(path), target: targetOf(format), commit: null },
    workloads: [
      {
        name: WORKLOAD,
        args: [],
        output: 'ignore',
        budgets: {},
        sizes: [{ n: 1, operations: 1, runs: [], passes, output: null, failure: null }],
      },
    ],
    failures: [],
  };
}

function targetOf({ id }: FileFormat): TargetKind {
  if (/^(cpuprofile|heap|v8|chrome)/.test(id)) return 'node';
  return id.startsWith('python') ? 'python' : 'native';
}
