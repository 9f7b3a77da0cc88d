import type { Failure } from '../model/failure';
import { fail, succeed, type Result } from '../model/result';
import type { FrameKind } from '../model/profile';
import type { FoundFrame } from './stack-builder';
import { splitLines } from './split-lines';

/** The first word of every log that Touchstone's Python agent writes; its format is in resources/agents/python/touchstone_agent/log.py. */
export const PYTHON_LOG_MAGIC = 'touchstone-python';

/** A log's lines, split into fields, and the facts of its H lines. */
export interface PythonLog {
  mode: string;
  /** Facts by key; where one is written twice the later one. */
  facts: Map<string, string>;
  /** Functions in the order of their ids. */
  frames: FoundFrame[];
  /** All other lines: a letter and its fields, texts unescaped. */
  records: string[][];
  /** Remarks of the agent, and how the log ended. */
  notes: string[];
  /** Fields of the E line; null where the process was killed. */
  end: { reason: string; durationMs: number; samples: number } | null;
}

/** True for the start of a log of the Python agent. */
export function recognisesPythonLog(head: string): boolean {
  return head.startsWith(`${PYTHON_LOG_MAGIC}\t`);
}

/**
 * Reads a log of the Python agent. Lines that were cut off or make no sense are left out and counted in a note;
 * only a text that is no such log at all, or of an unknown version, is a failure.
 */
export function readPythonLog(text: string): Result<PythonLog, Failure> {
  const lines = splitLines(text);
  const first = lines.next();
  const [magic, version, mode] = first.done === true ? [] : first.value.split('\t');
  if (magic !== PYTHON_LOG_MAGIC || mode === undefined) {
    return fail({
      kind: 'file-invalid',
      message: 'This is no log of the Python agent: its first line is another.',
      remedy: 'Make the capture again.',
      where: 'line 1',
    });
  }
  if (version !== '1') {
    return fail({
      kind: 'file-invalid',
      message: `This log of the Python agent has version ${version ?? ''}; version 1 can be read.`,
      remedy: 'Open it with the version of Touchstone that made it.',
      where: 'line 1',
    });
  }
  const log: PythonLog = { mode, facts: new Map(), frames: [], records: [], notes: [], end: null };
  const found: { name: string; file: string; line: number }[] = [];
  let broken = 0;
  // A process that is killed amid a write leaves half a line, which could pass for a whole one.
  const complete = text.endsWith('\n');
  let pending: string | null = null;
  const take = (line: string): void => {
    const fields = line.split('\t');
    if (fields[0] === 'H' && fields.length === 3) {
      log.facts.set(fields[1]!, unescape(fields[2]!));
    } else if (fields[0] === 'F' && fields.length === 4) {
      found.push({
        name: unescape(fields[1]!),
        file: unescape(fields[2]!),
        line: Number(fields[3]),
      });
    } else if (fields[0] === 'N' && fields.length === 2) {
      log.notes.push(unescape(fields[1]!));
    } else if (fields[0] === 'E' && fields.length === 4) {
      log.end = {
        reason: fields[1]!,
        durationMs: Number(fields[2]) / 1e6,
        samples: Number(fields[3]),
      };
    } else if (/^[VSTRLC]$/.test(fields[0]!) && fields.length > 2) {
      log.records.push(fields);
    } else {
      broken += 1;
    }
  };
  for (const line of lines) {
    if (pending !== null) take(pending);
    pending = line;
  }
  if (pending !== null && complete) take(pending);
  log.frames = found.map((frame) => describeFrame(frame, log.facts));
  if (broken > 0) log.notes.push(`${broken} lines of the log could not be read.`);
  if (log.end === null) {
    log.notes.push(
      `Process ${log.facts.get('pid') ?? ''} was ended from outside or crashed: up to the last 0.3 s are missing.`,
    );
  }
  return succeed(log);
}

/** A whole, non-negative number below `limit`; null for anything else. */
export function readIndex(field: string | undefined, limit: number): number | null {
  const value = Number(field);
  return field !== undefined &&
    field !== '' &&
    Number.isInteger(value) &&
    value >= 0 &&
    value < limit
    ? value
    : null;
}

/** Texts of a log have backslash, tab, newline and carriage return escaped. */
export function unescape(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\(.)/g, (_, letter: string) =>
    letter === 't' ? '\t' : letter === 'n' ? '\n' : letter === 'r' ? '\r' : letter,
  );
}

function describeFrame(
  { name, file, line }: { name: string; file: string; line: number },
  facts: ReadonlyMap<string, string>,
): FoundFrame {
  const known = Number.isInteger(line) && line > 0 ? line : 0;
  if (file === '') return { name, file: null, line: 0, kind: 'runtime' };
  if (file.startsWith('<')) {
    return { name, file, line: known, kind: file.startsWith('<frozen') ? 'runtime' : 'library' };
  }
  // Before Python 3.9 the main script keeps the relative path it was started by.
  const absolute = /^([/\\]|[A-Za-z]:)/.test(file)
    ? file
    : `${facts.get('cwd') ?? ''}/${file.replace(/^\.\//, '')}`;
  return { name, file: absolute, line: known, kind: kindOf(absolute, facts.get('stdlib')) };
}

function kindOf(file: string, stdlib: string | undefined): FrameKind {
  if (/[/\\](site|dist)-packages[/\\]/.test(file)) return 'library';
  if (stdlib !== undefined && stdlib !== '' && file.startsWith(stdlib)) return 'runtime';
  if (/[/\\]agents[/\\]python[/\\](touchstone_agent[/\\]|sitecustomize\.py$)/.test(file)) {
    return 'synthetic';
  }
  return 'own';
}
