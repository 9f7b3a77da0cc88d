import { spawn } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { once } from 'node:events';
import type { Failure } from '../../../core/model/failure';
import { isStackCut, type RootCandidate } from '../../../core/model/stack-roots';
import type { PerfRecording } from './record-perf';
import { SymbolBook } from './symbol-book';

/** Finds a sample's user frames where perf cannot: lines as perf writes them, innermost first; null to keep perf's. */
export type StackWalker = (tid: number, seconds: string) => readonly string[] | null;

/** What was written, and what it tells of the run. */
export interface WrittenScript {
  samples: number;
  lost: number;
  /** Samples whose stack was cut at its outer end. */
  cut: number;
  /** The target's own time from its start to its end, without perf's; null where perf saw no end. */
  targetMs: number | null;
  notes: string[];
  failure: Failure | null;
}

const FIELDS = 'comm,pid,tid,time,event,period,ip,sym,symoff,dso';

/** Writes `perf script`'s text as it comes, and what the addresses in it are at its end. */
export async function writePerfScript(
  perf: string,
  { data, buildIds }: PerfRecording,
  path: string,
  head: object,
  options: { walker?: StackWalker; switches?: boolean } = {},
): Promise<WrittenScript> {
  const script = [
    ...['--buildid-dir', buildIds, 'script', '--no-inline', '--show-lost-events'],
    ...['--show-task-events', '-F', FIELDS, '-i', data],
    ...(options.switches === true ? ['--show-switch-events'] : []),
  ];
  const child = spawn(perf, script, {
    // Debug information is never fetched over the network.
    env: { ...process.env, DEBUGINFOD_URLS: '', PERF_PAGER: 'cat' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close') as Promise<[number | null]>;
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4000)));
  const out = createWriteStream(path);
  out.write(`# touchstone ${JSON.stringify(head)}\n`);
  const writer = new ScriptWriter(out, options.walker ?? null);
  for await (const line of createInterface({ input: child.stdout, crlfDelay: Infinity })) {
    if (!writer.take(line)) await once(out, 'drain');
  }
  const [code] = await ended;
  writer.endSample();
  for (const line of await writer.book.renderTable()) {
    if (!out.write(`${line}\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
  const failure: Failure | null =
    code === 0
      ? null
      : {
          kind: 'capture-invalid',
          message: `perf script could not read all of the samples (exit code ${code ?? 'none'}).`,
          remedy: 'Record again; if it stays, choose a smaller size or raise timeoutSeconds.',
          detail: said.trim(),
        };
  const { samples, lost, cut, targetMs } = writer;
  return { samples, lost, cut, targetMs, notes: writer.book.notes, failure };
}

class ScriptWriter {
  readonly book = new SymbolBook();
  samples = 0;
  lost = 0;
  cut = 0;
  readonly #out: WriteStream;
  readonly #walker: StackWalker | null;
  readonly #seen = new Map<string, RootCandidate>();
  #depth = 0;
  /** The walker's frames of the current sample, while perf's own user frames are passed over. */
  #walked: readonly string[] | null = null;
  #outermost: RootCandidate | undefined;
  #next: RootCandidate | undefined;
  #root = -1;
  #startedMs = Number.NaN;
  #endedMs = Number.NaN;

  constructor(out: WriteStream, walker: StackWalker | null) {
    this.#out = out;
    this.#walker = walker;
  }

  get targetMs(): number | null {
    const ms = this.#endedMs - this.#startedMs;
    return ms >= 0 ? ms : null;
  }

  /** Takes a line in; false where the writer has to be waited for. */
  take(line: string): boolean {
    if (line.charCodeAt(0) === 9) {
      if (this.#walked === null) return this.#writeFrame(line);
      // Kernel frames stay; then come the walker's in place of perf's.
      return line.includes('([kernel') || line.includes('([guest.kernel')
        ? this.#writeFrame(line)
        : true;
    }
    if (line.includes(': PERF_RECORD_')) return this.#readRecord(line);
    if (line === '') {
      this.endSample();
      return this.#out.write('\n');
    }
    this.endSample();
    this.samples++;
    if (this.#walker !== null) {
      const found = /\s(-?\d+)\/(-?\d+)\s+(?:\[\d+\]\s+)?(\d+\.\d+):/.exec(line);
      this.#walked = found === null ? null : this.#walker(Number(found[2]), found[3]!);
    }
    this.#outermost = this.#next = undefined;
    return this.#out.write(`${line}\n`);
  }

  /** Frames of a sample are all there. */
  endSample(): void {
    const walked = this.#walked;
    this.#walked = null;
    for (const line of walked ?? []) this.#writeFrame(line);
    if (this.#depth > 0 && isStackCut(this.#outermost, this.#next)) this.cut++;
    this.#depth = 0;
  }

  #writeFrame(line: string): boolean {
    const key = `${this.#depth === 0 ? '0' : '1'}${line}`;
    let frame = this.#seen.get(key);
    if (frame === undefined) {
      frame = noteFrame(this.book, line, this.#depth > 0);
      this.#seen.set(key, frame);
    }
    this.#next = this.#outermost;
    this.#outermost = frame;
    this.#depth++;
    return this.#out.write(`${line}\n`);
  }

  #readRecord(line: string): boolean {
    const found = /(\d+)\/(\d+)\s+(?:\[\d+\]\s+)?(\d+\.\d+): (PERF_RECORD_\w+)/.exec(line);
    const [, pid, tid, seconds, record] = found ?? [];
    if (record?.startsWith('PERF_RECORD_LOST') === true) {
      this.lost += Number(/PERF_RECORD_LOST\D*(\d+)\s*$/.exec(line)?.[1] ?? 0);
    } else if (record === 'PERF_RECORD_COMM' && line.includes(' exec: ') && this.#root < 0) {
      this.#root = Number(pid);
      this.#startedMs = Number(seconds) * 1000;
      return true;
    } else if (record === 'PERF_RECORD_EXIT') {
      // Threads may end after the one that the process began with.
      if (Number(pid) === this.#root) this.#endedMs = Number(seconds) * 1000;
      // The end of a thread ends its last wait, which the reader of switches has to know.
      return tid === undefined || this.#out.write(`${line}\n`);
    } else if (record !== 'PERF_RECORD_SWITCH') return true;
    return this.#out.write(`${line}\n`);
  }
}

/** `<address> <symbol>+0x<offset> (<object>)`; the address counts from the start of the object's file. */
function noteFrame(book: SymbolBook, line: string, isReturn: boolean): RootCandidate {
  const open = line.lastIndexOf(' (');
  if (open < 0 || !line.endsWith(')')) return { symbol: '', object: '' };
  const object = line.slice(open + 2, -1);
  const start = line.trimStart();
  const space = start.indexOf(' ');
  const text = start.slice(0, space);
  const symbol = start.slice(space + 1, start.lastIndexOf(' (')).replace(/\+0x[0-9a-f]+$/, '');
  const offset = Number.parseInt(text, 16);
  if (object.startsWith('/') && !Number.isNaN(offset)) {
    const name = symbol === '[unknown]' ? null : symbol;
    book.seeAddress({ object, text, place: offset, isReturn, name });
  }
  return { symbol, object };
}
