import { readFileSync } from 'node:fs';
import type { IoTotals } from '../../core/model/syscalls';
import type { Bytes, Milliseconds } from '../../core/model/units';
import { readChildren } from './process-tree';

/** Pauses between the first looks; a short program must be seen at least once. Then every 25 ms (0.3 % of a core). */
const FIRST_PAUSES_MS = [1, 3, 6, 10, 15];
const PAUSE_MS = 25;

/** What the kernel's counters said of a tree of processes, as last seen. */
export interface TreeUsage {
  /** Highest sum of resident sizes; null where /proc is missing or the target was too short to be seen. */
  peakRssBytes: Bytes | null;
  /** Of the main threads of all processes, as last seen. */
  voluntarySwitches: number | null;
  io: IoTotals | null;
}

interface Seen {
  peakKb: number;
  switches: number;
  io: IoTotals | null;
}

function field(text: string, name: string): number {
  const at = text.indexOf(`${name}:`);
  return at < 0 ? 0 : parseInt(text.slice(at + name.length + 1), 10);
}

/** Looks at the tree below a process until `stop` is called. Costs nothing inside the target. */
export class TreeSampler {
  readonly #root: number;
  readonly #skippedLevels: number;
  readonly #pauseMs: number;
  readonly #seen = new Map<number, Seen>();
  #peakSumKb = 0;
  #timer: NodeJS.Timeout | null = null;
  #looks = 0;

  /** `skippedLevels` counts the tools above the target (wrapper, tracer), which must not be counted as part of it. */
  constructor(root: number, skippedLevels: number, pauseMs: Milliseconds = PAUSE_MS) {
    this.#root = root;
    this.#skippedLevels = skippedLevels;
    this.#pauseMs = pauseMs;
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
    if (this.#seen.size === 0) return { peakRssBytes: null, voluntarySwitches: null, io: null };
    let single = 0;
    let switches = 0;
    const io = { readCalls: 0, writeCalls: 0, readBytes: 0, writtenBytes: 0 };
    let ioSeen = false;
    for (const seen of this.#seen.values()) {
      single = Math.max(single, seen.peakKb);
      switches += seen.switches;
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
      io: ioSeen ? io : null,
    };
  }

  #look(): void {
    let queue = [this.#root];
    for (let level = 0; level < this.#skippedLevels; level += 1)
      queue = queue.flatMap(readChildren);
    const visited = new Set<number>();
    let sumKb = 0;
    for (let index = 0; index < queue.length; index += 1) {
      const pid = queue[index]!;
      if (visited.has(pid)) continue;
      visited.add(pid);
      sumKb += this.#lookAt(pid);
      queue.push(...readChildren(pid));
    }
    this.#peakSumKb = Math.max(this.#peakSumKb, sumKb);
  }

  #lookAt(pid: number): number {
    let status: string;
    try {
      status = readFileSync(`/proc/${pid}/status`, 'latin1');
    } catch {
      return 0;
    }
    const rss = field(status, 'VmRSS');
    // Before exec the child is still a copy of its parent, and a zombie has no memory: neither is counted.
    if (rss === 0) return 0;
    this.#seen.set(pid, {
      peakKb: field(status, 'VmHWM'),
      switches: field(status, 'voluntary_ctxt_switches'),
      io: readIo(pid) ?? this.#seen.get(pid)?.io ?? null,
    });
    return rss;
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
