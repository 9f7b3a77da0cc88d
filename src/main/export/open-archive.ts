/** An archive of someone else → recordings of one's own. Nothing of it is believed: neither names, nor sizes, nor ids. */
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, open, readFile, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { constants, createGunzip, gunzipSync } from 'node:zlib';
import type { Failure } from '../../core/model/failure';
import { fail, succeed, type Result } from '../../core/model/result';
import type { Subject } from '../../core/model/view-answers';
import type { Store } from '../store/store';
import { readComparisonText, readRecordingText } from '../store/upgrade-recording';
import { ARCHIVE_MANIFEST, type ArchiveManifest } from './save-archive';
import { BrokenTar, readTar } from './tar-file';

const MOST_FILES = 20_000;
/** Sum of all files; captures inside are compressed once more and have limits of their own. */
const MOST_BYTES = 8 * 2 ** 30;
/** As for other files: real ones reach 60 to 1. */
const HIGHEST_RATIO = 1000;
const ALWAYS_ALLOWED = 64 << 20;

const ID = '[A-Za-z0-9][A-Za-z0-9-]{0,63}';
/** No name begins with a dot, so that none leads upwards. */
const SEGMENT = '[\\w@+=,-][\\w.@+=,-]{0,200}';
const ALLOWED = new RegExp(
  `^(?:${ARCHIVE_MANIFEST.replace('.', '\\.')}|comparisons/${ID}\\.json|recordings/${ID}/recording\\.json|recordings/${ID}/captures(?:/${SEGMENT}){1,4})$`,
);

/** True where a file begins as an archive does; by its content, whatever its name is. */
export async function isArchive(path: string): Promise<boolean> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(new Uint8Array(4096), 0, 4096, 0);
      const packed = buffer.subarray(0, bytesRead);
      const plain = gunzipSync(packed, { finishFlush: constants.Z_SYNC_FLUSH });
      const text = plain.toString('latin1', 0, 512);
      return text.startsWith(`${ARCHIVE_MANIFEST}\0`) && text.startsWith('ustar', 257);
    } finally {
      await file.close();
    }
  } catch {
    return false;
  }
}

interface Listed {
  openedIn?: string;
}

/** What was taken in. */
export interface OpenedArchive {
  subject: Subject;
  stripped: boolean;
}

/**
 * Takes an archive into the store, under new ids where the old ones are taken, and into the list of the project `openedIn` where one is
 * named. Fails with `file-invalid` or `storage`.
 */
export async function openArchive(
  store: Store,
  path: string,
  signal?: AbortSignal,
  openedIn?: string,
): Promise<Result<OpenedArchive, Failure>> {
  await mkdir(join(store.folder, 'scratch'), { recursive: true });
  const folder = await mkdtemp(join(store.folder, 'scratch', 'archive-'));
  try {
    await unpack(path, folder, signal);
    return await takeIn(store, path, folder, openedIn === undefined ? {} : { openedIn });
  } catch (error) {
    if (signal?.aborted === true) {
      return fail({
        kind: 'interrupted',
        message: 'Opening the archive was stopped.',
        remedy: 'Open it again.',
      });
    }
    if (!(error instanceof BrokenTar) && !isZlibError(error)) throw error;
    return broken(path, error.message);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function unpack(path: string, folder: string, signal?: AbortSignal): Promise<void> {
  const packed = createReadStream(path);
  const plain = packed.pipe(createGunzip());
  packed.on('error', (error) => plain.destroy(error));
  let total = 0;
  let files = 0;
  let file: FileHandle | null = null;
  try {
    for await (const piece of readTar(plain)) {
      signal?.throwIfAborted();
      if ('bytes' in piece) {
        total += piece.bytes.length;
        const allowed = Math.max(ALWAYS_ALLOWED, packed.bytesRead * HIGHEST_RATIO);
        if (total > Math.min(allowed, MOST_BYTES))
          throw new BrokenTar('it grows beyond all bounds');
        await file!.write(piece.bytes);
        continue;
      }
      if (!ALLOWED.test(piece.name)) {
        throw new BrokenTar(
          `it holds a file that has no place in it: ${JSON.stringify(piece.name.slice(0, 80))}`,
        );
      }
      if (++files > MOST_FILES) throw new BrokenTar(`it holds more than ${MOST_FILES} files`);
      await file?.close();
      const place = join(folder, ...piece.name.split('/'));
      await mkdir(dirname(place), { recursive: true });
      // A name that comes twice does not write over what came first.
      file = await open(place, 'wx').catch(() => {
        throw new BrokenTar(`it holds ${piece.name} twice`);
      });
    }
  } finally {
    await file?.close();
    plain.destroy();
    packed.destroy();
  }
}

async function takeIn(
  store: Store,
  path: string,
  folder: string,
  listed: Listed,
): Promise<Result<OpenedArchive, Failure>> {
  const manifest = readManifest(await readText(folder, ARCHIVE_MANIFEST));
  if (manifest === null) return broken(path, 'its table of contents is not of an archive');
  const { subject, stripped } = manifest;
  if (subject.kind === 'recording') {
    const id = await takeRecording(store, folder, subject.id, listed);
    return id.ok ? succeed({ subject: { kind: 'recording', id: id.value }, stripped }) : id;
  }
  const text = await readText(folder, `comparisons/${subject.id}.json`);
  const comparison = readComparisonText(text, path);
  if (!comparison.ok) return comparison;
  const candidate = await takeRecording(store, folder, comparison.value.candidate, listed);
  if (!candidate.ok) return candidate;
  const isOne = comparison.value.reference === comparison.value.candidate;
  const reference = isOne
    ? candidate
    : await takeRecording(store, folder, comparison.value.reference, listed);
  if (!reference.ok) return reference;
  const taken = await store.readComparison(subject.id);
  const id = taken.ok ? store.makeId() : subject.id;
  await store.saveComparison({
    ...withoutList(comparison.value),
    ...listed,
    id,
    candidate: candidate.value,
    reference: reference.value,
    pinned: false,
  });
  return succeed({ subject: { kind: 'comparison', id }, stripped });
}

/** Moves a recording to its place; gives the id that it has there. */
async function takeRecording(
  store: Store,
  folder: string,
  id: string,
  listed: Listed,
): Promise<Result<string, Failure>> {
  if (!new RegExp(`^${ID}$`).test(id)) return broken(folder, `"${id}" is no id`);
  const place = `recordings/${id}/recording.json`;
  const recording = readRecordingText(await readText(folder, place), place);
  if (!recording.ok) return recording;
  const taken = await store.readRecording(id);
  const own = taken.ok ? store.makeId() : id;
  const target = store.recordingFolder(own);
  await mkdir(dirname(target), { recursive: true });
  await rename(join(folder, 'recordings', id), target);
  await store.saveRecording({
    ...withoutList(recording.value),
    ...listed,
    id: own,
    pinned: false,
  });
  return succeed(own);
}

/** A list of the machine that the archive came from means nothing here. */
function withoutList<Document extends Listed>(document: Document): Omit<Document, 'openedIn'> {
  const copy = { ...document };
  delete copy.openedIn;
  return copy;
}

async function readText(folder: string, name: string): Promise<string> {
  try {
    return await readFile(join(folder, ...name.split('/')), 'utf8');
  } catch {
    throw new BrokenTar(`it lacks ${name}`);
  }
}

function readManifest(text: string): ArchiveManifest | null {
  try {
    const { touchstoneArchive, subject, stripped } = JSON.parse(text) as Partial<ArchiveManifest>;
    const isKnown = subject?.kind === 'recording' || subject?.kind === 'comparison';
    if (touchstoneArchive !== 1 || !isKnown || !new RegExp(`^${ID}$`).test(subject.id)) return null;
    return { touchstoneArchive, subject, stripped: stripped === true };
  } catch {
    return null;
  }
}

function isZlibError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
}

function broken(path: string, problem: string): Result<never, Failure> {
  return fail({
    kind: 'file-invalid',
    message: `${path} is no sound archive of Touchstone: ${problem}.`,
    remedy:
      'Ask for the file again; `touchstone convert RECORDING --to archive -o FILE` writes one.',
  });
}
