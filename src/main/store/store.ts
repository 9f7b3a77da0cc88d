/**
 * The data folder: recordings with their raw captures, comparisons, a trash that deletions can be taken
 * back from. docs/recording-format.md describes what lies on disk.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Failure } from '../../core/model/failure';
import type {
  CaptureFile,
  Comparison,
  Recording,
  RecordingSummary,
} from '../../core/model/recording';
import { fail, succeed, type Result } from '../../core/model/result';
import type { Subject } from '../../core/model/view-answers';
import { packCaptures } from './capture-files';
import { findDataFolder } from './data-folder';
import { guardStorage } from './guard-storage';
import { RunningMarks } from './running-marks';
import { summariseBroken, summariseComparison, summariseRecording } from './summarise';
import { readComparisonText, readRecordingText } from './upgrade-recording';
import { writeAtomically } from './write-atomically';

const RECORDING_FILE = 'recording.json';

/** Deleted things can be restored this long. */
const TRASH_KEPT_MS = 7 * 24 * 3600 * 1000;

/** Ids become file names: nothing else may reach the disk. */
const ID = /^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/;

/** Opens the data folder; it is made when the first thing is written. */
export function openStore(folder: string = findDataFolder()): Store {
  return new Store(folder);
}

/** Methods that write throw FailureError `storage`; what is read comes as a Result. */
export class Store {
  readonly folder: string;
  readonly #running: RunningMarks;
  /** Summaries by path, as long as the file is the same: a list must not parse every recording again. */
  readonly #parsed = new Map<string, { version: string; value: Result<Recording, Failure> }>();

  constructor(folder: string) {
    this.folder = folder;
    this.#running = new RunningMarks(folder);
  }

  /** A new id; ids sort by time. */
  makeId(now = new Date()): string {
    const moment = now.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
    return `${moment}-${randomBytes(3).toString('hex')}`;
  }

  /** Absolute folder of a recording; its captures lie in it. */
  recordingFolder(id: string): string {
    return join(this.folder, 'recordings', checkId(id));
  }

  /** Folder for data that targets make; gone when the run has ended. */
  scratchFolder(id: string): string {
    return join(this.folder, 'scratch', checkId(id));
  }

  async saveRecording(recording: Recording): Promise<void> {
    await guardStorage('Saving the recording', this.folder, async () => {
      const folder = this.recordingFolder(recording.id);
      await mkdir(folder, { recursive: true });
      await writeAtomically(join(folder, RECORDING_FILE), JSON.stringify(recording));
    });
  }

  async saveComparison(comparison: Comparison): Promise<void> {
    await guardStorage('Saving the comparison', this.folder, async () => {
      const path = this.#comparisonPath(comparison.id);
      await mkdir(join(path, '..'), { recursive: true });
      await writeAtomically(path, JSON.stringify(comparison));
    });
  }

  /** Compresses the large captures of a pass; see packCaptures. */
  packCaptures(id: string, files: readonly CaptureFile[]): Promise<CaptureFile[]> {
    return guardStorage('Compressing a capture', this.folder, () =>
      packCaptures(this.recordingFolder(id), files),
    );
  }

  /** A recording whose run died with its process is given as interrupted. */
  async readRecording(id: string): Promise<Result<Recording, Failure>> {
    if (!ID.test(id)) return fail(notFound('recording', id));
    const path = join(this.recordingFolder(id), RECORDING_FILE);
    const text = await readText(path, 'recording', id);
    if (!text.ok) return text;
    const recording = readRecordingText(text.value, path);
    return recording.ok ? succeed(await this.#endIfDead(recording.value)) : recording;
  }

  /** See readRecording. */
  async readComparison(id: string): Promise<Result<Comparison, Failure>> {
    if (!ID.test(id)) return fail(notFound('comparison', id));
    const path = this.#comparisonPath(id);
    const text = await readText(path, 'comparison', id);
    if (!text.ok) return text;
    const comparison = readComparisonText(text.value, path);
    return comparison.ok ? succeed(await this.#endIfDead(comparison.value)) : comparison;
  }

  /** Changes when the document on disk changes; null where it is not there. */
  async versionOf(subject: Subject): Promise<string | null> {
    try {
      const { mtimeMs, size, ino } = await stat(this.#pathOf(subject));
      return `${mtimeMs}:${size}:${ino}`;
    } catch {
      return null;
    }
  }

  /**
   * Everything stored, newest first; the two recordings that a comparison recorded are not listed beside it. What cannot
   * be read is listed with its failure.
   */
  async list(): Promise<RecordingSummary[]> {
    const recordings = new Map<string, Result<Recording, Failure>>();
    for (const id of await listIds(join(this.folder, 'recordings'))) {
      recordings.set(id, await this.#readCached(id));
    }
    const summaries: RecordingSummary[] = [];
    const members = new Set<string>();
    for (const name of await listIds(join(this.folder, 'comparisons'), '.json')) {
      const comparison = await this.readComparison(name);
      if (!comparison.ok) {
        summaries.push(await this.#brokenLine('comparison', name, comparison.failure));
        continue;
      }
      const { candidate, reference } = comparison.value;
      if (ownsRecordings(comparison.value)) members.add(candidate).add(reference);
      const recordingOf = (id: string): Recording | null => {
        const found = recordings.get(id);
        return found?.ok === true ? found.value : null;
      };
      summaries.push(
        summariseComparison(comparison.value, recordingOf(candidate), recordingOf(reference)),
      );
    }
    for (const [id, recording] of recordings) {
      if (members.has(id)) continue;
      summaries.push(
        recording.ok
          ? summariseRecording(recording.value)
          : await this.#brokenLine('recording', id, recording.failure),
      );
    }
    return summaries.sort((a, b) => compare(b.createdAt, a.createdAt) || compare(b.id, a.id));
  }

  /** Finds one by id, by the beginning of an id, or `latest`. Fails with `not-found`, or `usage` where several begin so. */
  async find(text: string): Promise<Result<Subject, Failure>> {
    const listed = await this.list();
    if (text === 'latest') {
      const first = listed[0];
      return first === undefined
        ? fail(notFound('recording', text))
        : succeed({ kind: first.kind, id: first.id });
    }
    // Recordings inside comparisons are not listed, but can be named.
    const ids = await listIds(join(this.folder, 'recordings'));
    const subjects: Subject[] = [
      ...listed.map(({ kind, id }) => ({ kind, id })),
      ...ids
        .filter((id) => !listed.some((each) => each.id === id))
        .map((id) => ({ kind: 'recording' as const, id })),
    ];
    const exact = subjects.find(({ id }) => id === text);
    if (exact !== undefined) return succeed(exact);
    const matching = subjects.filter(({ id }) => text !== '' && id.startsWith(text));
    if (matching.length === 1) return succeed(matching[0]!);
    if (matching.length === 0) return fail(notFound('recording', text));
    return fail({
      kind: 'usage',
      message: `${matching.length} recordings begin with ${text}.`,
      remedy: `Give more of the id: ${matching
        .slice(0, 5)
        .map(({ id }) => id)
        .join(', ')}.`,
    });
  }

  async rename(subject: Subject, name: string): Promise<Result<null, Failure>> {
    return this.#change(subject, { name });
  }

  async pin(subject: Subject, pinned: boolean): Promise<Result<null, Failure>> {
    return this.#change(subject, { pinned });
  }

  /** Moves to the trash; a comparison takes its two recordings along. */
  async remove(subject: Subject): Promise<Result<null, Failure>> {
    return this.#move(subject, this.folder, this.#trash);
  }

  /** Takes a removal back. */
  async restore(subject: Subject): Promise<Result<null, Failure>> {
    return this.#move(subject, this.#trash, this.folder);
  }

  /** Marks a run as under way until the function that it gives is called. */
  async markRunning(ids: readonly string[]): Promise<() => Promise<void>> {
    await guardStorage('Starting a recording', this.folder, async () => {
      for (const id of ids) await this.#running.mark(id);
    });
    return async () => {
      for (const id of ids) await this.#running.unmark(id);
    };
  }

  /** Removes what nobody needs: scratch data of dead runs, things long in the trash. To be called once at start. */
  async purge(now = Date.now()): Promise<void> {
    for (const id of await this.#running.clearStale()) {
      if (ID.test(id)) await rm(this.scratchFolder(id), { recursive: true, force: true });
    }
    for (const kind of ['recordings', 'comparisons']) {
      const folder = join(this.#trash, kind);
      for (const name of await readdir(folder).catch(() => [])) {
        const path = join(folder, name);
        const { ctimeMs } = await stat(path);
        if (now - ctimeMs > TRASH_KEPT_MS) await rm(path, { recursive: true, force: true });
      }
    }
  }

  get #trash(): string {
    return join(this.folder, 'trash');
  }

  #comparisonPath(id: string): string {
    return join(this.folder, 'comparisons', `${checkId(id)}.json`);
  }

  #pathOf({ kind, id }: Subject): string {
    return kind === 'recording'
      ? join(this.recordingFolder(id), RECORDING_FILE)
      : this.#comparisonPath(id);
  }

  async #readCached(id: string): Promise<Result<Recording, Failure>> {
    const path = this.recordingFolder(id);
    const version = await this.versionOf({ kind: 'recording', id });
    const known = this.#parsed.get(path);
    if (known !== undefined && known.version === version) return known.value;
    const read = await this.readRecording(id);
    const value = read.ok ? succeed(withoutMeasurements(read.value)) : read;
    // A running one ends without its file changing when its process dies.
    if (version !== null && !(value.ok && value.value.state === 'running')) {
      this.#parsed.set(path, { version, value });
    }
    return value;
  }

  async #endIfDead<Document extends Recording | Comparison>(document: Document): Promise<Document> {
    if (document.state !== 'running' || (await this.#running.isRunning(document.id))) {
      return document;
    }
    const failure: Failure = {
      kind: 'interrupted',
      message: 'Touchstone ended before this run was finished.',
      remedy: 'What was captured until then is here; run again for the rest.',
    };
    return { ...document, state: 'interrupted', failures: [...document.failures, failure] };
  }

  async #brokenLine(
    kind: RecordingSummary['kind'],
    id: string,
    failure: Failure,
  ): Promise<RecordingSummary> {
    const path = kind === 'recording' ? this.recordingFolder(id) : this.#comparisonPath(id);
    const modified = await stat(path).then(
      ({ mtime }) => mtime,
      () => new Date(0),
    );
    return summariseBroken(kind, id, modified, failure);
  }

  async #change(
    subject: Subject,
    change: { name?: string; pinned?: boolean },
  ): Promise<Result<null, Failure>> {
    if (await this.#running.isRunning(subject.id)) return fail(stillRunning(subject.id));
    if (subject.kind === 'recording') {
      const found = await this.readRecording(subject.id);
      if (!found.ok) return found;
      await this.saveRecording({ ...found.value, ...change });
    } else {
      const found = await this.readComparison(subject.id);
      if (!found.ok) return found;
      await this.saveComparison({ ...found.value, ...change });
    }
    return succeed(null);
  }

  async #move(subject: Subject, from: string, to: string): Promise<Result<null, Failure>> {
    if (!ID.test(subject.id)) return fail(notFound(subject.kind, subject.id));
    if (await this.#running.isRunning(subject.id)) return fail(stillRunning(subject.id));
    const names = [
      `${subject.kind}s/${checkId(subject.id)}${subject.kind === 'comparison' ? '.json' : ''}`,
    ];
    if (subject.kind === 'comparison') {
      const path = join(from, names[0]!);
      const text = await readText(path, 'comparison', subject.id);
      if (!text.ok) return text;
      const comparison = readComparisonText(text.value, path);
      if (comparison.ok && ownsRecordings(comparison.value)) {
        const { candidate, reference } = comparison.value;
        names.push(...[candidate, reference].map((id) => `recordings/${checkId(id)}`));
      }
    }
    let moved = 0;
    await guardStorage('Moving a recording', this.folder, async () => {
      await mkdir(join(to, 'recordings'), { recursive: true });
      await mkdir(join(to, 'comparisons'), { recursive: true });
      for (const name of new Set(names)) {
        try {
          await rename(join(from, name), join(to, name));
          moved += 1;
        } catch (error) {
          if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
        }
      }
    });
    return moved === 0 ? fail(notFound(subject.kind, subject.id)) : succeed(null);
  }
}

/** Recordings that were put together afterwards stand for themselves. */
const ownsRecordings = ({ interleaved }: Comparison): boolean => interleaved !== false;

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function checkId(id: string): string {
  if (!ID.test(id)) throw new RangeError(`Not an id of a recording: ${JSON.stringify(id)}`);
  return id;
}

/** The list needs names only; outputs can be megabytes. */
function withoutMeasurements(recording: Recording): Recording {
  return {
    ...recording,
    workloads: recording.workloads.map((workload) => ({ ...workload, sizes: [] })),
  };
}

async function listIds(folder: string, suffix = ''): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => name.endsWith(suffix))
    .map((name) => name.slice(0, name.length - suffix.length))
    .filter((id) => ID.test(id));
}

async function readText(
  path: string,
  kind: Subject['kind'],
  id: string,
): Promise<Result<string, Failure>> {
  try {
    return succeed(await readFile(path, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return fail(notFound(kind, id));
    }
    return fail({
      kind: 'file-invalid',
      message: `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
      remedy: 'Check the rights on the file.',
    });
  }
}

function notFound(kind: Subject['kind'], id: string): Failure {
  return {
    kind: 'not-found',
    message:
      id === 'latest'
        ? 'Nothing has been recorded yet.'
        : `There is no ${kind} ${JSON.stringify(id)}.`,
    remedy: 'Record one with "touchstone profile" or "touchstone compare", or check the id.',
  };
}

function stillRunning(id: string): Failure {
  return {
    kind: 'usage',
    message: `${id} is still being recorded.`,
    remedy: 'Stop the run first.',
  };
}
