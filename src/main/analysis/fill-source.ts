/** The source text of a function, read from the disk, with the cost that the profile has for its lines. */
import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Recording } from '../../core/model/recording';
import type { FunctionDetailAnswer, SourceLine } from '../../core/model/function-answers';

/** Lines before the function where a file is too long to be shown whole. */
const CONTEXT_LINES = 20;

/** Of a longer file only a stretch is shown, which is said: 10,000 lines are about a megabyte. */
const MOST_LINES = 10_000;

/** What a machine wrote may stand in one line of megabytes, which no screen shows. */
const LONGEST_LINE = 4000;

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
  const text = read.text.replace(/\r?\n$/, '').split(/\r?\n/);
  const lines = cutLines(text, answer.key.line, costs);
  if (lines.length === 0) {
    const note = `${path} has no line ${answer.key.line} any more.`;
    return { ...answer, source: null, sourceNote: note };
  }
  const changed =
    read.modifiedMs > Date.parse(recording.createdAt)
      ? 'The file has changed since the recording: costs may stand beside the wrong lines.'
      : null;
  const first = lines[0]!.line;
  const cut =
    lines.length < text.length
      ? `Lines ${first} to ${first + lines.length - 1} of ${text.length}.`
      : null;
  const notes = [changed, cut, answer.sourceNote].filter((note) => note !== null);
  return {
    ...answer,
    source: { path, firstLine: first, lines },
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
  const from = Math.min(lowest - CONTEXT_LINES, text.length - MOST_LINES + 1);
  const first = text.length <= MOST_LINES ? 1 : Math.max(1, from);
  const last = Math.min(text.length, first + MOST_LINES - 1);
  return Array.from({ length: last - first + 1 }, (_, index) => ({
    line: first + index,
    text: cutText(text[first + index - 1] ?? ''),
    ms: costs.get(first + index) ?? 0,
  }));
}

function cutText(line: string): string {
  if (line.length <= LONGEST_LINE) return line;
  return `${line.slice(0, LONGEST_LINE)} … (${line.length - LONGEST_LINE} more characters)`;
}
