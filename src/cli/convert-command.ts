/** `touchstone convert FILE --to FORMAT -o OUT`: a profile in another tool's format. */
import { basename } from 'node:path';
import packageJson from '../../package.json';
import { ANSWER_SCHEMA_VERSION } from '../core/model/answers';
import { convertProfile, type ExportFormat } from '../core/report/convert-profile';
import { importFile } from '../main/export/import-file';
import { saveArchive } from '../main/export/save-archive';
import { savePieces } from '../main/export/save-pieces';
import { openStore } from '../main/store/store';
import { EXIT, type ExitCode } from './exit-code';
import { wrongUse } from './find-project';
import { printFailure } from './print-failure';
import type { Terminal } from './terminal';
import { watchInterrupts } from './watch-interrupts';

/** Options of the command. */
export interface ConvertOptions {
  to: ExportFormat | 'archive';
  output: string;
  /** Value type for formats that hold one; the profile's main one where absent. */
  value: string | undefined;
  /** Of an archive: take folders, arguments, environment and texts out. */
  strip: boolean;
  json: boolean;
}

/** Converts one file; tells on standard error what the format could not take. */
export async function runConvertCommand(
  file: string,
  options: ConvertOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { to, output, value, strip, json } = options;
  if (to === 'archive') return convertToArchive(file, options, terminal);
  if (strip) {
    const failure = wrongUse('--strip is for archives', 'Add --to archive.');
    return printFailure(failure, json, terminal);
  }
  const { signal, stop } = watchInterrupts((line) => terminal.tell(line));
  try {
    const read = await importFile(file, { signal });
    if (!read.ok) return printFailure(read.failure, json, terminal);
    const { content, format } = read.value;
    if (content.kind !== 'profile') {
      const failure = wrongUse(
        `${file} holds no stacks: it was read as ${format.name}`,
        'Only profiles can be converted.',
      );
      return printFailure(failure, json, terminal);
    }
    const exporter = `Touchstone ${packageJson.version}`;
    const naming = { name: basename(file), exporter, value: value ?? null };
    const converted = convertProfile(content.profile, to, naming);
    if (!converted.ok) return printFailure(converted.failure, json, terminal);
    // Every tool reads pprof compressed, and few write it otherwise.
    const saved = await savePieces(output, converted.value.pieces, { gzip: to === 'pprof' });
    if (!saved.ok) return printFailure(saved.failure, json, terminal);
    const notes = [...content.profile.notes, ...converted.value.losses];
    if (json) {
      const document = {
        schemaVersion: ANSWER_SCHEMA_VERSION,
        file,
        format: format.id,
        to,
        written: saved.value.path,
        bytes: saved.value.bytes,
        notes,
      };
      terminal.print(`${JSON.stringify(document, null, 2)}\n`);
    } else {
      terminal.tell(`Written to ${saved.value.path}`);
      for (const note of notes) terminal.tell(`  Note: ${note}`);
    }
    return EXIT.clean;
  } finally {
    stop();
  }
}

/** `name` is that of a stored recording or comparison. */
async function convertToArchive(
  name: string,
  { output, strip, json }: ConvertOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const store = openStore();
  const subject = await store.find(name);
  if (!subject.ok) return printFailure(subject.failure, json, terminal);
  const saved = await saveArchive(store, subject.value, output, { strip });
  if (!saved.ok) return printFailure(saved.failure, json, terminal);
  const { path, bytes, leftOut } = saved.value;
  const notes = leftOut.map((each) => `Left out: ${each}.`);
  if (json) {
    const document = {
      schemaVersion: ANSWER_SCHEMA_VERSION,
      ...subject.value,
      to: 'archive',
      stripped: strip,
      written: path,
      bytes,
      notes,
    };
    terminal.print(`${JSON.stringify(document, null, 2)}\n`);
  } else {
    terminal.tell(`Written to ${path}`);
    for (const note of notes) terminal.tell(`  Note: ${note}`);
  }
  return EXIT.clean;
}
