import type { Failure } from '../model/failure';
import { NO_STACK, type Profile } from '../model/profile';
import { fail, succeed, type Result } from '../model/result';
import { SYNC_CALLS } from '../model/syscalls';
import { frameOfObject, NativeSymbols } from './native-symbols';
import type { ParseContext } from './parse-context';
import { splitLines } from './split-lines';
import { splitStraceLine, StraceClock } from './strace-line';
import { StackBuilder, type FoundFrame } from './stack-builder';

/** A call being collected: its stack follows it, a line a frame. */
interface OpenCall {
  tid: number;
  timeMs: number;
  durationMs: number;
  name: string;
  /** Innermost first. */
  frames: { object: string; address: string; symbol: string }[];
}

const CALL = /^([a-z_][a-z0-9_]*)\(/;
const RESUMED = /^<\.\.\. ([a-z_][a-z0-9_]*) resumed>/;

/** ` > object(symbol+0xoffset) [0xaddress]` */
const FRAME = /^ > (.*?)(?:\((.*)\))? \[0x([0-9a-f]+)\]$/;

/**
 * Parses `strace -f -k -T`, with moments of any kind or none: who asked for each call. Value types `syncs` and `sync-time` of a trace of syncs
 * alone, else `calls` and `kernel-time`.
 */
export function parseStraceStacks(text: string, context: ParseContext): Result<Profile, Failure> {
  const symbols = new NativeSymbols(context.ownFolders);
  const calls: OpenCall[] = [];
  const unfinished = new Map<string, OpenCall>();
  /** Process of each thread that is not its process's first. */
  const parents = new Map<number, number>();
  const madeThread = new Map<number, boolean>();
  const clock = new StraceClock();
  let current: OpenCall | null = null;
  let tool: string | null = null;
  let number = 0;
  for (const line of splitLines(text)) {
    number++;
    if (line.startsWith(' > ')) {
      const found = FRAME.exec(line);
      if (found !== null && current !== null) {
        current.frames.push({
          object: found[1]!,
          symbol: (found[2] ?? '').replace(/\+0x[0-9a-f]+$/, ''),
          address: found[3]!,
        });
      }
      continue;
    }
    if (line.startsWith('#')) {
      if (line.startsWith('# touchstone ')) {
        tool = /"tool":"([^"]*)"/.exec(line)?.[1] ?? tool;
      } else symbols.read(line);
      continue;
    }
    const parts = splitStraceLine(line);
    if (line === '' || (parts !== null && /^(?:\+\+\+|---)/.test(parts.rest))) {
      current = null;
      continue;
    }
    const rest = parts?.rest ?? '';
    const resumed = RESUMED.exec(rest);
    const found = resumed ?? CALL.exec(rest);
    // With -C the table of counts follows.
    if (calls.length > 0 && line.startsWith('% time ')) break;
    if (found === null || parts === null) {
      if (/^ > |^unexpected_backtracing_error|^\s/.test(line)) continue;
      return fail({
        kind: 'file-invalid',
        message: `This is not the output of strace -k: "${line.slice(0, 80)}".`,
        remedy:
          'Make it by `strace -f -k --seccomp-bpf -ttt -T -o FILE -e trace=fsync,fdatasync COMMAND`.',
        where: `line ${number}`,
      });
    }
    const { tid } = parts;
    const name = found[1]!;
    const time = clock.since(parts.time);
    if (name.startsWith('clone')) {
      current = null;
      // Its flags stand where it begins, the new thread's number where it ends.
      if (resumed === null) madeThread.set(tid, line.includes('CLONE_THREAD'));
      const made = /\) += (\d+)(?: <[\d.]+>)?$/.exec(line)?.[1];
      if (made !== undefined && madeThread.get(tid) === true) {
        parents.set(Number(made), parents.get(tid) ?? tid);
      }
      continue;
    }
    const key = `${tid} ${name}`;
    const duration = Number(/<(\d+\.\d+)>$/.exec(line)?.[1] ?? 0) * 1000;
    const earlier = resumed === null ? undefined : unfinished.get(key);
    if (earlier !== undefined) {
      earlier.durationMs = duration;
      current = earlier;
      unfinished.delete(key);
      continue;
    }
    current = { tid, timeMs: time, durationMs: duration, name, frames: [] };
    calls.push(current);
    if (line.endsWith('<unfinished ...>')) unfinished.set(key, current);
  }
  return succeed(buildProfile(calls, symbols, parents, tool, clock.note));
}

function buildProfile(
  calls: readonly OpenCall[],
  symbols: NativeSymbols,
  parents: ReadonlyMap<number, number>,
  tool: string | null,
  clockNote: string | null,
): Profile {
  const builder = new StackBuilder();
  let without = 0;
  for (const call of calls) {
    // The innermost frame is libc's stub, whose name may be an alias; the call itself stands in its place.
    const own = call.frames.filter((frame, depth) => depth > 0 || !isStub(frame, call.name));
    if (own.length === 0) without++;
    let stack = NO_STACK;
    for (const frame of [...own].reverse()) {
      const known = symbols.at(frame.object, frame.address, true);
      const functions: readonly FoundFrame[] = known ?? [frameOfObject(frame.symbol, frame.object)];
      for (const found of [...functions].reverse()) {
        stack = builder.stack(stack, builder.frame({ ...found }));
      }
    }
    const leaf: FoundFrame = { name: call.name, file: null, line: 0, kind: 'kernel' };
    stack = builder.stack(stack, builder.frame(leaf));
    const pid = parents.get(call.tid) ?? call.tid;
    const name = pid === call.tid ? 'main' : `thread ${call.tid}`;
    const thread = { pid, tid: call.tid, name, processName: '' };
    builder.sample(thread, stack, call.timeMs, [1, call.durationMs]);
  }
  const notes =
    without === 0
      ? []
      : [
          `${without} of ${calls.length} calls have no callers: their stack could not be walked. A static program needs -static-pie or -Wl,--eh-frame-hdr for it.`,
        ];
  if (clockNote !== null && calls.length > 0) notes.push(clockNote);
  // A trace of another tool's user may hold any call; ours hold syncs alone.
  const [count, time] = calls.every(({ name }) => SYNCS.has(name))
    ? ['syncs', 'sync-time']
    : ['calls', 'kernel-time'];
  const types = [
    { name: count, unit: 'count' },
    { name: time, unit: 'ms' },
  ] as const;
  return builder.finish({ format: 'strace -k', tool }, types, notes);
}

const SYNCS: ReadonlySet<string> = new Set(SYNC_CALLS);

function isStub(frame: { object: string; symbol: string }, call: string): boolean {
  const bare = frame.symbol.replace(/^_+(GI_|libc_)*/, '').replace(/(64)?(@.*)?$/, '');
  return bare === call || /\/(libc|libpthread|ld-musl)[-.][^/]*$/.test(frame.object);
}
