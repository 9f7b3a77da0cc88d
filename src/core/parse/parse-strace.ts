import type { Failure } from '../model/failure';
import { fail, succeed, type Result } from '../model/result';
import type { IoTotals, SyscallTrace } from '../model/syscalls';
import { LINUX_ERRORS } from './linux-errors';
import type { ParseContext } from './parse-context';
import { isObject, numberOr } from './read-json';
import { splitStraceLine, StraceClock } from './strace-line';

const CALL = /^([a-z_0-9]+)\((.*)$/;
const RESUMED = /^<\.\.\. ([a-z_0-9]+) resumed>(.*)$/;
/** ` = 0 <0.000123>`, ` = -1 ENOENT (No such file or directory) <…>`, ` = 3</path> <…>`, ` = ? <unavailable>`. */
const ANSWER =
  /^(.*)\)\s+=\s+(\?|-?\d+|0x[0-9a-f]+)(?:<(.*?)>)?(?: (E[A-Z0-9]+)[^<]*)?(?: \([^)]*\))?(?: <(\d+\.\d+)>| <unavailable>)?$/;
const UNFINISHED = / ?<unfinished \.\.\.>$/;
const TRAILER = '# touchstone ';

/** Growing columns of the events. */
interface Rows {
  name: number[];
  tid: number[];
  time: number[];
  duration: number[];
  path: number[];
  result: number[];
}

/** Texts by number, each once. */
class TextTable {
  readonly texts: string[];
  readonly #indices = new Map<string, number>();

  constructor(first: readonly string[]) {
    this.texts = [...first];
    first.forEach((text, index) => this.#indices.set(text, index));
  }

  add(text: string): number {
    const known = this.#indices.get(text);
    if (known !== undefined) return known;
    this.#indices.set(text, this.texts.length);
    return this.texts.push(text) - 1;
  }
}

/**
 * Reads the output of `strace -f -y -T`, with moments of any kind (-ttt, -tt, -t, -r) or none. Calls that another thread interrupted are put together again; signals and
 * exits end a thread's open call without a duration. Only calls named in the trailer of the capture are kept; without
 * a trailer, all. A last line cut off by a kill is left out and noted.
 */
export function parseStrace(text: string, context: ParseContext): Result<SyscallTrace, Failure> {
  const trailer = readTrailer(text);
  const wanted = trailer.traced === null ? null : new Set(trailer.traced);
  const names = new TextTable([]);
  const paths = new TextTable(['']);
  const rows: Rows = { name: [], tid: [], time: [], duration: [], path: [], result: [] };
  const open = new Map<number, { row: number; text: string }>();
  const notes: string[] = [];
  let unreadable = 0;
  let firstUnreadable = 0;
  let number = 0;
  let read = 0;
  const clock = new StraceClock();

  const finish = (row: number, call: string, callText: string): void => {
    const answer = ANSWER.exec(callText);
    // Killed inside of the call: `<... fsync resumed> <unfinished ...>) = ?`; what is known of it stays.
    if (answer === null || answer[2] === '?') return;
    rows.result[row] = resultOf(answer[2]!, answer[4]);
    if (answer[5] !== undefined) rows.duration[row] = Number(answer[5]) * 1000;
    rows.path[row] = paths.add(pathOf(call, answer[1]!, answer[3]));
  };

  for (let start = 0; start < text.length;) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(start, end);
    start = end + 1;
    number += 1;
    if (line === '' || line.startsWith('#')) continue;
    // With -C the table of counts follows.
    if (read > 0 && line.startsWith('% time ')) break;
    const found = splitStraceLine(line);
    const rest = found?.rest ?? '';
    const tid = found?.tid ?? 0;
    const resumed = RESUMED.exec(rest);
    const call = resumed === null ? CALL.exec(rest) : null;
    if (found === null || (resumed === null && call === null && !/^(---|\+\+\+)/.test(rest))) {
      unreadable += 1;
      firstUnreadable ||= number;
      continue;
    }
    const time = clock.since(found.time);
    read += 1;
    if (rest.startsWith('+++')) {
      open.delete(tid);
    } else if (resumed !== null) {
      const begun = open.get(tid);
      open.delete(tid);
      if (begun !== undefined) finish(begun.row, resumed[1]!, begun.text + resumed[2]!);
    } else if (call !== null && isKept(call[1]!, call[2]!, wanted)) {
      const row = rows.name.push(names.add(call[1]!)) - 1;
      rows.tid.push(tid);
      rows.time.push(Number.isNaN(time) ? 0 : time);
      rows.duration.push(NaN);
      rows.path.push(0);
      rows.result.push(NaN);
      if (UNFINISHED.test(call[2]!)) {
        const begun = call[2]!.replace(UNFINISHED, '');
        // Known already, should the call never return.
        rows.path[row] = paths.add(pathOf(call[1]!, begun, undefined));
        open.set(tid, { row, text: begun });
      } else {
        finish(row, call[1]!, call[2]!);
      }
    }
  }
  if (read === 0 && unreadable > 0) {
    return fail({
      kind: 'capture-invalid',
      message: `The trace of ${context.processName} is no output of strace: no line of it could be read.`,
      remedy: 'Trace with strace -f -ttt -y -T -o FILE.',
      where: `line ${firstUnreadable}`,
    });
  }
  if (unreadable > 0) {
    notes.push(
      `${unreadable} ${unreadable === 1 ? 'line' : 'lines'} could not be read, the first is line ${firstUnreadable}.`,
    );
  }
  if (read > 0 && clock.note !== null) notes.push(clock.note);
  return succeed({
    source: { format: 'strace', tool: null },
    names: names.texts,
    paths: paths.texts,
    events: orderByStart(rows),
    traced: trailer.traced ?? names.texts,
    io: trailer.io,
    notes,
  });
}

/** Wanted, and not the start of a thread, which is none of a process. */
function isKept(call: string, parameters: string, wanted: ReadonlySet<string> | null): boolean {
  if (wanted !== null && !wanted.has(call)) return false;
  return !call.startsWith('clone') || !parameters.includes('CLONE_THREAD');
}

/** Lines are in the order in which calls ended or were interrupted, which is nearly that of their start. */
function orderByStart(rows: Rows): SyscallTrace['events'] {
  const first = rows.time.reduce((least, time) => Math.min(least, time), Infinity);
  const order = rows.time.map((_, index) => index);
  order.sort((a, b) => rows.time[a]! - rows.time[b]! || a - b);
  return {
    length: order.length,
    name: Uint16Array.from(order, (row) => rows.name[row]!),
    tid: Int32Array.from(order, (row) => rows.tid[row]!),
    // To the microsecond that strace wrote.
    time: Float64Array.from(order, (row) => Math.round((rows.time[row]! - first) * 1000) / 1000),
    duration: Float64Array.from(order, (row) => rows.duration[row]!),
    path: Int32Array.from(order, (row) => rows.path[row]!),
    result: Float64Array.from(order, (row) => rows.result[row]!),
  };
}

function resultOf(value: string, error: string | undefined): number {
  if (value === '?') return NaN;
  if (error === undefined) return Number(value);
  return -(LINUX_ERRORS[error] ?? 1);
}

/** The path that a call is about: the opened file where it was opened, else the file of its descriptor or name. */
function pathOf(call: string, parameters: string, opened: string | undefined): string {
  const address = ADDRESSED.test(call) ? addressOf(parameters) : null;
  if (address !== null) return address;
  if (opened !== undefined) return unescape(opened);
  // A descriptor alone: fsync(3</a/b>).
  const alone = /^\d+<(.*?)>(?:,|$)/.exec(parameters);
  if (alone !== null && !call.endsWith('at') && !call.endsWith('at2')) return unescape(alone[1]!);
  const named = /^(?:(?:AT_FDCWD|\d+)(?:<(.*?)>)?, )?"((?:[^"\\]|\\.)*)"/.exec(parameters);
  if (named === null) return '';
  const name = unescape(named[2]!);
  const folder = named[1] === undefined ? null : unescape(named[1]);
  if (folder === null || name.startsWith('/')) return name;
  return `${folder === '/' ? '' : folder}/${name}`;
}

const ADDRESSED = /^(connect|accept4?|bind)$/;

/** `127.0.0.1:80`, `[::1]:80`, or a socket's path, `@` before it where it is in no folder; empty for other families. */
function addressOf(parameters: string): string {
  const local = /sun_path=(@?)"((?:[^"\\]|\\.)*)"/.exec(parameters);
  if (local !== null) return `${local[1]!}${unescape(local[2]!)}`;
  const port = /_port=htons\((\d+)\)/.exec(parameters)?.[1];
  const host = /inet_(?:addr\(|pton\(AF_INET6, )"([^"]*)"/.exec(parameters)?.[1];
  if (port === undefined || host === undefined) return '';
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

const SIMPLE_ESCAPES: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, v: 11, f: 12 };

/** Turns C escapes back into text: octal and hexadecimal bytes are UTF-8. */
function unescape(text: string): string {
  if (!text.includes('\\')) return text;
  let percent = '';
  const pattern = /\\(?:x([0-9a-f]{2})|([0-7]{1,3})|(.))|%|[^\\%]+/gi;
  for (const match of text.matchAll(pattern)) {
    const [whole, hexadecimal, octal, simple] = match;
    if (hexadecimal !== undefined) percent += `%${hexadecimal}`;
    else if (octal !== undefined) percent += `%${parseInt(octal, 8).toString(16).padStart(2, '0')}`;
    else if (simple !== undefined) {
      const code = SIMPLE_ESCAPES[simple] ?? simple.charCodeAt(0);
      percent += `%${code.toString(16).padStart(2, '0')}`;
    } else percent += whole === '%' ? '%25' : whole;
  }
  try {
    return decodeURIComponent(percent);
  } catch {
    // Not UTF-8: a file name may be any bytes.
    return text;
  }
}

function readTrailer(text: string): { traced: string[] | null; io: IoTotals | null } {
  const at = text.lastIndexOf(TRAILER);
  if (at < 0) return { traced: null, io: null };
  let value: unknown;
  try {
    value = JSON.parse(text.slice(at + TRAILER.length).split('\n')[0] ?? '');
  } catch {
    return { traced: null, io: null };
  }
  if (!isObject(value)) return { traced: null, io: null };
  const { traced, io } = value;
  return {
    traced: Array.isArray(traced) ? traced.filter((one) => typeof one === 'string') : null,
    io: isObject(io)
      ? {
          readCalls: numberOr(io['readCalls'], 0),
          writeCalls: numberOr(io['writeCalls'], 0),
          readBytes: numberOr(io['readBytes'], 0),
          writtenBytes: numberOr(io['writtenBytes'], 0),
        }
      : null,
  };
}
