/** The source text of a function, read from the disk, with the cost that the profile has for its lines. */
import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Recording } from '../../core/model/recording';
import type { FunctionDetailAnswer, SourceLine } from '../../core/model/view-answers';

/** Lines shown around those that have a cost. */
const CONTEXT_LINES = 3;

/** A longer stretch is cut: a view shows a function, not a bundle. */
const MOST_LINES = 400;

const LARGEST_SOURCE_BYTES = 20_000_000;

/** Puts text into `source.lines` and adds the lines between; without the file it says why there is none. */
export async function fillSource(
  answer: FunctionDetailAnswer,
  recording: Recording,
): Promise<FunctionDetailAnswer> {
  const file = answer.source?.path ?? answer.key.file;
  if (file === null) {
    return { ...answer, source: null, sourceNote: answer.sourceNote ?? 'No source file is known.' };
  }
  if (/^[a-z]+:(?!\\)/i.test(file)) {
    return { ...answer, source: null, sourceNote: `${file} is part of the run time, not a file.` };
  }
  const path = resolve(recording.build.cwd, file);
  const read = await readSource(path);
  if ('problem' in read) return { ...answer, source: null, sourceNote: read.problem };
  const costs = new Map(answer.source?.lines.map(({ line, ms }) => [line, ms]) ?? []);
  const lines = cutLines(read.text.split(/\r?\n/), answer.key.line, costs);
  if (lines.length === 0) {
    const note = `${path} has no line ${answer.key.line} any more.`;
    return { ...answer, source: null, sourceNote: note };
  }
  const changed =
    read.modifiedMs > Date.parse(recording.createdAt)
      ? 'The file has changed since the recording: costs may stand beside the wrong lines.'
      : null;
  const notes = [changed, answer.sourceNote].filter((note) => note !== null);
  return {
    ...answer,
    source: { path, firstLine: lines[0]!.line, lines },
    sourceNote: notes.length === 0 ? null : notes.join(' '),
  };
}

async function readSource(
  path: string,
): Promise<{ text: string; modifiedMs: number } | { problem: string }> {
  try {
    const { size, mtimeMs } = await stat(path);
    if (size > LARGEST_SOURCE_BYTES) return { problem: `${path} has ${size} bytes, too many.` };
    return { text: await readFile(path, 'utf8'), modifiedMs: mtimeMs };
  } catch {
    return { problem: `${path} cannot be read on this machine.` };
  }
}

function cutLines(
  text: readonly string[],
  start: number,
  costs: ReadonlyMap<number, number>,
): SourceLine[] {
  const known = [...costs.keys(), ...(start > 0 ? [start] : [])].filter(
    (line) => line >= 1 && line <= text.length,
  );
  if (known.length === 0) return [];
  // Not Math.min(...known): a generated function can have more lines than a call may have arguments.
  const lowest = known.reduce((a, b) => Math.min(a, b));
  const highest = known.reduce((a, b) => Math.max(a, b));
  const first = Math.max(1, lowest - (lowest === start ? 0 : CONTEXT_LINES));
  const last = Math.min(text.length, highest + CONTEXT_LINES, first + MOST_LINES - 1);
  return Array.from({ length: last - first + 1 }, (_, index) => ({
    line: first + index,
    text: text[first + index - 1] ?? '',
    ms: costs.get(first + index) ?? 0,
  }));
}
