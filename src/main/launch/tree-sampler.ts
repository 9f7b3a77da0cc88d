import { readFileSync } from 'node:fs';
import type { IoTotals } from '../../core/model/syscalls';
import type { Bytes, Milliseconds } from '../../core/model/units';
import { pushChildren, readChildren, readTasks } from './process-tree';

/** Pauses between the first looks; a short program must be seen at least once. Then every 25 ms (0.3 % of a core). */
const FIRST_PAUSES_MS = [1, 3, 6, 10, 15];
const PAUSE_MS = 25;

/** What the kernel's counters said of a tree of processes, as last seen. */
export interface TreeUsage {
  /** Highest sum of resident sizes; null where /proc is missing or the target was too short to be seen. */
  peakRssBytes: Bytes | null;
  /** Of all threads of all processes, as last seen. */
  voluntarySwitches: number | null;
  /** Time in which threads were ready to run but had no processor, summed over all threads, as last seen. */
  runQueueMs: Milliseconds | null;
  io: IoTotals | null;
}

/** One look at a tree of processes. Times and bytes are sums since its start, ended processes included. */
export interface TreeLook {
  /** On the machine's monotonic clock. */
  timeMs: Milliseconds;
  cpuMs: Milliseconds;
  runQueueMs: Milliseconds;
  rssBytes: Bytes;
  /** By read and write calls of any kind, files or not. */
  readBytes: Bytes;
  writtenBytes: Bytes;
  threads: number;
  processes: number;
}

interface Seen {
  peakKb: number;
  io: IoTotals | null;
  /** By thread; of ended ones what was seen last. */
  threads: Map<string, SeenThread>;
}

interface SeenThread {
  switches: number;
  cpuNs: number;
  queueNs: number;
}

/** Each look reads the times of all threads, but only each fourth their switches, which cost three times as much. */
const SWITCHES_EVERY = 4;

function field(text: string, name: string): number {
  const at = text.indexOf(`${name}:`);
  return at < 0 ? 0 : parseInt(text.slice(at + name.length + 1), 10);
}

/** Looks at the tree below a process until `stop` is called. Costs nothing inside the target. */
export class TreeSampler {
  readonly #root: number;
  readonly #skippedLevels: number;
  readonly #pauseMs: number;
  readonly #onLook: ((look: TreeLook) => void) | null;
  readonly #seen = new Map<number, Seen>();
  #peakSumKb = 0;
  #timer: NodeJS.Timeout | null = null;
  #looks = 0;

  /** `skippedLevels` counts the tools above the target (wrapper, tracer), which must not be counted as part of it. */
  constructor(
    root: number,
    skippedLevels: number,
    pauseMs: Milliseconds = PAUSE_MS,
    onLook: ((look: TreeLook) => void) | null = null,
  ) {
    this.#root = root;
    this.#skippedLevels = skippedLevels;
    this.#pauseMs = pauseMs;
    this.#onLook = onLook;
  }

  /** Starts looking; a no-op where there is no /proc. */
  start(): void {
    if (process.platform !== 'linux') return;
    const next = (): void => {
      this.#look();
      const pause = FIRST_PAUSES_MS[this.#looks] ?? this.#pauseMs;
      this.#looks += 1;
      this.#timer = setTimeout(next, pause);
    };
    next();
  }

  /** Takes a last look and gives what was seen. */
  stop(): TreeUsage {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (process.platform === 'linux') this.#look();
    if (this.#seen.size === 0) {
      return { peakRssBytes: null, voluntarySwitches: null, runQueueMs: null, io: null };
    }
    let single = 0;
    let switches = 0;
    let queueNs = 0;
    const io = { readCalls: 0, writeCalls: 0, readBytes: 0, writtenBytes: 0 };
    let ioSeen = false;
    for (const seen of this.#seen.values()) {
      single = Math.max(single, seen.peakKb);
      for (const thread of seen.threads.values()) {
        switches += thread.switches;
        queueNs += thread.queueNs;
      }
      if (seen.io === null) continue;
      ioSeen = true;
      io.readCalls += seen.io.readCalls;
      io.writeCalls += seen.io.writeCalls;
      io.readBytes += seen.io.readBytes;
      io.writtenBytes += seen.io.writtenBytes;
    }
    return {
      peakRssBytes: Math.max(this.#peakSumKb, single) * 1024,
      voluntarySwitches: switches,
      runQueueMs: queueNs / 1e6,
      io: ioSeen ? io : null,
    };
  }

  #look(): void {
    let queue = [this.#root];
    for (let level = 0; level < this.#skippedLevels; level += 1)
      queue = queue.flatMap(readChildren);
    const visited = new Set<number>();
    const withSwitches = this.#looks < FIRST_PAUSES_MS.length || this.#looks % SWITCHES_EVERY === 0;
    let sumKb = 0;
    let processes = 0;
    let threads = 0;
    for (let index = 0; index < queue.length; index += 1) {
      const pid = queue[index]!;
      if (visited.has(pid)) continue;
      visited.add(pid);
      const children: number[] = [];
      const seen = this.#lookAt(pid, withSwitches, children);
      queue.push(...children);
      if (seen === null) continue;
      sumKb += seen.rssKb;
      threads += seen.threads;
      processes += 1;
    }
    this.#peakSumKb = Math.max(this.#peakSumKb, sumKb);
    if (this.#onLook !== null && processes > 0) this.#report(sumKb * 1024, threads, processes);
  }

  #report(rssBytes: Bytes, threads: number, processes: number): void {
    const look: TreeLook = {
      timeMs: Number(process.hrtime.bigint()) / 1e6,
      cpuMs: 0,
      runQueueMs: 0,
      rssBytes,
      readBytes: 0,
      writtenBytes: 0,
      threads,
      processes,
    };
    for (const seen of this.#seen.values()) {
      look.readBytes += seen.io?.readBytes ?? 0;
      look.writtenBytes += seen.io?.writtenBytes ?? 0;
      for (const { cpuNs, queueNs } of seen.threads.values()) {
        look.cpuMs += cpuNs / 1e6;
        look.runQueueMs += queueNs / 1e6;
      }
    }
    this.#onLook?.(look);
  }

  #lookAt(
    pid: number,
    withSwitches: boolean,
    children: number[],
  ): { rssKb: number; threads: number } | null {
    const tasks = readTasks(pid);
    for (const task of tasks) pushChildren(pid, task, children);
    let status: string;
    try {
      status = readFileSync(`/proc/${pid}/status`, 'latin1');
    } catch {
      return null;
    }
    const rss = field(status, 'VmRSS');
    // Before exec the child is still a copy of its parent, and a zombie has no memory: neither is counted.
    if (rss === 0) return null;
    const seen: Seen = this.#seen.get(pid) ?? { peakKb: 0, io: null, threads: new Map() };
    this.#seen.set(pid, seen);
    seen.peakKb = field(status, 'VmHWM');
    seen.io = readIo(pid) ?? seen.io;
    for (const task of tasks) {
      const thread = seen.threads.get(task) ?? { switches: 0, cpuNs: 0, queueNs: 0 };
      seen.threads.set(task, thread);
      readThread(pid, task, thread, withSwitches);
    }
    return { rssKb: rss, threads: tasks.length };
  }
}

/** Brings a thread's numbers up to date; one that has just ended keeps those seen before. */
function readThread(pid: number, task: string, thread: SeenThread, withSwitches: boolean): void {
  try {
    // Time on a processor, time waiting for one (both in ns), number of turns; all 0 without CONFIG_SCHED_INFO.
    const times = readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'latin1').split(' ');
    thread.cpuNs = Number(times[0]);
    thread.queueNs = Number(times[1]);
    if (!withSwitches) return;
    const status = readFileSync(`/proc/${pid}/task/${task}/status`, 'latin1');
    thread.switches = field(status, 'voluntary_ctxt_switches');
  } catch {
    // It has ended.
  }
}

/** One process's counters; null where they may not be read. */
function readIo(pid: number): IoTotals | null {
  try {
    const text = readFileSync(`/proc/${pid}/io`, 'latin1');
    return {
      readCalls: field(text, 'syscr'),
      writeCalls: field(text, 'syscw'),
      readBytes: field(text, 'rchar'),
      writtenBytes: field(text, 'wchar'),
    };
  } catch {
    return null;
  }
}
