/** Stored recordings → parsed recordings, a few kept in memory. */
import type { Failure } from '../../core/model/failure';
import type { LoadedRecording } from '../../core/model/loaded';
import type { Comparison } from '../../core/model/recording';
import type { FunctionPair } from '../../core/model/project';
import { fail, succeed, type Result } from '../../core/model/result';
import type { Subject } from '../../core/model/view-answers';
import type { Store } from '../store/store';
import { readPairs } from './read-pairs';
import { loadRecording } from './load-recording';

/** Two comparisons' worth: the open one and the one before it. */
const KEPT = 4;

/** What a subject consists of, parsed. */
export interface LoadedSubject {
  comparison: Comparison | null;
  candidate: LoadedRecording;
  reference: LoadedRecording | null;
  /** Functions paired in the project's file as it is now, or with the comparison. */
  pairs: readonly FunctionPair[];
  /** Changes when anything of it changes on disk. */
  version: string;
}

/** Loads subjects; the least recently used are forgotten. */
export class RecordingLoader {
  readonly #store: Store;
  /** By id, least recently used first. */
  readonly #loaded = new Map<
    string,
    { version: string; value: LoadedRecording; onDisk: string; isRunning: boolean }
  >();

  constructor(store: Store) {
    this.#store = store;
  }

  async load(subject: Subject): Promise<Result<LoadedSubject, Failure>> {
    if (subject.kind === 'recording') {
      const candidate = await this.#loadOne(subject.id);
      if (!candidate.ok) return candidate;
      const { value, version } = candidate.value;
      return succeed({ comparison: null, candidate: value, reference: null, pairs: [], version });
    }
    const comparison = await this.#store.readComparison(subject.id);
    if (!comparison.ok) return comparison;
    const candidate = await this.#loadOne(comparison.value.candidate);
    if (!candidate.ok) return candidate;
    const reference = await this.#loadOne(comparison.value.reference);
    if (!reference.ok) return reference;
    const pairs = [
      ...(comparison.value.pairs ?? []),
      ...(await readPairs(comparison.value.project.path)),
    ];
    return succeed({
      comparison: comparison.value,
      candidate: candidate.value.value,
      reference: reference.value.value,
      pairs,
      version: [
        await this.#store.versionOf(subject),
        comparison.value.state,
        candidate.value.version,
        reference.value.version,
        JSON.stringify(pairs),
      ].join(' '),
    });
  }

  async #loadOne(
    id: string,
  ): Promise<Result<{ value: LoadedRecording; version: string }, Failure>> {
    const onDisk = (await this.#store.versionOf({ kind: 'recording', id })) ?? '';
    const known = this.#loaded.get(id);
    this.#loaded.delete(id);
    // A run that has ended changes no more than its file does: a zoom need not read and parse that again. One that seems to be
    // under way may have died without a word.
    if (known !== undefined && known.onDisk === onDisk && onDisk !== '' && !known.isRunning) {
      this.#loaded.set(id, known);
      return succeed(known);
    }
    const recording = await this.#store.readRecording(id);
    if (!recording.ok) return recording;
    const { state } = recording.value;
    const isRunning = state === 'running';
    const version = `${onDisk} ${state}`;
    if (known !== undefined && known.version === version) {
      this.#loaded.set(id, known);
      return succeed(known);
    }
    try {
      const value = await loadRecording(recording.value, this.#store.recordingFolder(id));
      this.#loaded.set(id, { version, value, onDisk, isRunning });
      for (const oldest of [...this.#loaded.keys()].slice(0, -KEPT)) this.#loaded.delete(oldest);
      return succeed({ value, version });
    } catch (error) {
      return fail({
        kind: 'file-invalid',
        message: `The recording ${id} cannot be analysed: ${error instanceof Error ? error.message : String(error)}.`,
        remedy: 'Record again; other recordings are not affected.',
      });
    }
  }
}
