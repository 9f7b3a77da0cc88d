/** A recording or comparison as one file that a colleague can open: tar, gzipped. */
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip, gzipSync } from 'node:zlib';
import type { Failure } from '../../core/model/failure';
import type { CaptureFile, Recording } from '../../core/model/recording';
import { fail, succeed, type Result } from '../../core/model/result';
import type { Subject } from '../../core/model/view-answers';
import { readCapture } from '../store/capture-files';
import type { Store } from '../store/store';
import { stripRecording } from './strip-recording';
import { TextStripper } from './strip-texts';
import { TAR_END, tarHeader, tarPadding } from './tar-file';

/** First file of an archive, and what it begins with. */
export const ARCHIVE_MANIFEST = 'touchstone.json';

/** What the manifest says. */
export interface ArchiveManifest {
  touchstoneArchive: 1;
  subject: Subject;
  stripped: boolean;
}

/** A file of the archive: its bytes, or where they lie. */
interface Entry {
  name: string;
  content: Uint8Array | { path: string; size: number };
}

/** Writes the archive. Fails as the store does, and with `storage` where the file cannot be written. */
export async function saveArchive(
  store: Store,
  subject: Subject,
  path: string,
  { strip }: { strip: boolean },
): Promise<Result<{ path: string; bytes: number; leftOut: string[] }, Failure>> {
  const manifest: ArchiveManifest = { touchstoneArchive: 1, subject, stripped: strip };
  const entries: Entry[] = [jsonEntry(ARCHIVE_MANIFEST, manifest)];
  const leftOut: string[] = [];
  let ids = [subject.id];
  let stripper: TextStripper | null = null;
  if (subject.kind === 'comparison') {
    const read = await store.readComparison(subject.id);
    if (!read.ok) return read;
    const comparison = read.value;
    ids = [...new Set([comparison.candidate, comparison.reference])];
    if (strip) {
      stripper = new TextStripper([comparison.project.path, homedir()]);
      comparison.project.path = stripper.path(comparison.project.path);
      comparison.name = stripper.text(comparison.name);
      comparison.failures = [];
    }
    entries.push(jsonEntry(`comparisons/${subject.id}.json`, comparison));
  }
  for (const id of ids) {
    const read = await store.readRecording(id);
    if (!read.ok) return read;
    const recording = read.value;
    const folder = store.recordingFolder(id);
    if (strip) {
      stripper ??= new TextStripper([recording.project.path, homedir()]);
      entries.push(...(await stripCaptures(recording, folder, stripper, leftOut)));
    } else {
      for (const { file } of capturesOf(recording)) {
        const place = join(folder, file);
        const size = await stat(place).then(
          (found) => found.size,
          () => -1,
        );
        if (size < 0) leftOut.push(`${file} is not there`);
        else entries.push({ name: `recordings/${id}/${file}`, content: { path: place, size } });
      }
    }
    const written = stripper === null ? recording : stripRecording(recording, stripper);
    entries.push(jsonEntry(`recordings/${id}/recording.json`, written));
  }
  const written = await writeArchive(resolve(path), entries);
  return written.ok ? succeed({ ...written.value, leftOut }) : written;
}

/** Captures rewritten; those that cannot be are taken out of the recording, and a note says so. */
async function stripCaptures(
  recording: Recording,
  folder: string,
  stripper: TextStripper,
  leftOut: string[],
): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const { passes } of recording.workloads.flatMap(({ sizes }) => sizes)) {
    for (const pass of passes) {
      const kept: CaptureFile[] = [];
      for (const capture of pass.files) {
        const read = await readCapture(folder, capture);
        const text = read.ok ? stripper.capture(capture.format, read.value) : null;
        if (text === null) {
          leftOut.push(`${capture.file} (${capture.format}): its texts cannot all be taken out`);
          pass.ledger.notes.push(`The ${capture.format} capture was left out of the archive.`);
          continue;
        }
        const plain = Buffer.from(text);
        const content = capture.file.endsWith('.gz') ? gzipSync(plain) : plain;
        entries.push({ name: `recordings/${recording.id}/${capture.file}`, content });
        kept.push({ ...capture, bytes: plain.length });
      }
      pass.files = kept;
    }
  }
  return entries;
}

function capturesOf({ workloads }: Recording): CaptureFile[] {
  return workloads.flatMap(({ sizes }) =>
    sizes.flatMap(({ passes }) => passes.flatMap(({ files }) => files)),
  );
}

function jsonEntry(name: string, value: object): Entry {
  return { name, content: Buffer.from(JSON.stringify(value)) };
}

async function writeArchive(
  path: string,
  entries: readonly Entry[],
): Promise<Result<{ path: string; bytes: number }, Failure>> {
  const temporary = `${path}.${process.pid}.part`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = createWriteStream(temporary, { flags: 'wx' });
    await pipeline(Readable.from(listPieces(entries)), createGzip(), file);
    await rename(temporary, path);
    return succeed({ path, bytes: file.bytesWritten });
  } catch (error) {
    await rm(temporary, { force: true });
    return fail({
      kind: 'storage',
      message: `The archive cannot be written to ${path}: ${error instanceof Error ? error.message : String(error)}.`,
      remedy: 'Choose a file in a folder that you may write to.',
    });
  }
}

async function* listPieces(entries: readonly Entry[]): AsyncGenerator<Uint8Array> {
  for (const { name, content } of entries) {
    const size = content instanceof Uint8Array ? content.length : content.size;
    yield tarHeader(name, size);
    if (content instanceof Uint8Array) yield content;
    else if (size > 0) {
      let read = 0;
      for await (const chunk of createReadStream(content.path, { end: size - 1 })) {
        read += (chunk as Uint8Array).length;
        yield chunk as Uint8Array;
      }
      if (read !== size) throw new Error(`${content.path} changed while it was read`);
    }
    yield tarPadding(size);
  }
  yield TAR_END;
}
