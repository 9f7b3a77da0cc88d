/** Counts the steps of a run and estimates the time left. */
import type { Instrument } from '../../core/model/instrument';
import type { RunProgress } from '../../core/model/run-request';

/** One execution of a target. */
export interface Step {
  phase: 'prepare' | 'measure';
  instrument: Instrument | null;
  build: string;
  workload: string;
  n: number;
  /** See RunProgress. */
  detail?: string;
}

/** More often than this nobody can read it. */
const SHORTEST_INTERVAL_MS = 100;

/** Wall time of a pass over that of a run with nothing attached, before one was seen; calls stop inlining. */
const EXPECTED_OVERHEAD: Partial<Record<Instrument, number>> = {
  cpu: 1.3,
  calls: 5,
  alloc: 1.3,
  heap: 5,
  syscalls: 1.6,
  stacks: 1.6,
};

/** Tells a listener of each step; the steps must be known up front. */
export class ProgressTracker {
  readonly #left: Step[];
  #steps: number;
  readonly #listener: (progress: RunProgress) => void;
  readonly #lastMs = new Map<string, number>();
  #lastSentAt = Number.NEGATIVE_INFINITY;
  #waiting: NodeJS.Timeout | undefined;

  constructor(steps: readonly Step[], listener: (progress: RunProgress) => void) {
    this.#left = [...steps];
    this.#steps = steps.length;
    this.#listener = listener;
  }

  /** Runs a step and counts it as done, however it ends. */
  async run<Value>(step: Step, action: () => Promise<Value>): Promise<Value> {
    this.#send(step, false);
    const startedAt = performance.now();
    try {
      return await action();
    } finally {
      const ms = performance.now() - startedAt;
      for (const key of keysOf(step)) this.#lastMs.set(key, ms);
      this.skip((each) => isSame(each, step), 1);
      this.#send(step, true);
    }
  }

  /** Takes in steps that nobody knew of at the start. */
  add(steps: readonly Step[]): void {
    this.#left.push(...steps);
    this.#steps += steps.length;
  }

  /** Takes steps that will not be made out of the count of those left. */
  skip(matches: (step: Step) => boolean, atMost = Number.POSITIVE_INFINITY): void {
    for (let index = 0, taken = 0; index < this.#left.length && taken < atMost;) {
      if (!matches(this.#left[index]!)) index += 1;
      else {
        this.#left.splice(index, 1);
        taken += 1;
      }
    }
  }

  /** What comes too soon after the last is sent a little later, unless its step has ended by then: a long step is always told of. */
  #send(step: Step, always: boolean): void {
    clearTimeout(this.#waiting);
    const wait = this.#lastSentAt + SHORTEST_INTERVAL_MS - performance.now();
    if (!always && wait > 0) {
      this.#waiting = setTimeout(() => this.#tell(step, false), wait).unref();
    } else this.#tell(step, always);
  }

  #tell(step: Step, isOver: boolean): void {
    this.#lastSentAt = performance.now();
    const done = this.#steps - this.#left.length;
    this.#listener({
      ...step,
      step: Math.min(isOver ? Math.max(done, 1) : done + 1, this.#steps),
      steps: this.#steps,
      remainingMs: this.#estimate(),
    });
  }

  #estimate(): number | null {
    if (this.#lastMs.size === 0) return null;
    const fallback = Math.max(...this.#lastMs.values());
    let total = 0;
    for (const step of this.#left) {
      const [exact, byWorkload, byInstrument] = keysOf(step).map((key) => this.#lastMs.get(key));
      const known = exact ?? byWorkload ?? byInstrument;
      total += known ?? this.#estimateUnseen(step) ?? fallback;
    }
    return total;
  }

  #estimateUnseen(step: Step): number | null {
    const factor = step.instrument === null ? undefined : EXPECTED_OVERHEAD[step.instrument];
    if (factor === undefined) return null;
    const timeStep: Step = { ...step, instrument: 'time' };
    const time = keysOf(timeStep).map((key) => this.#lastMs.get(key));
    const known = time[0] ?? time[1] ?? time[2];
    return known === undefined ? null : known * factor;
  }
}

/** From the most to the least alike: the last duration of the first key that was seen is the estimate. */
function keysOf({ instrument, build, workload, n }: Step): [string, string, string] {
  const kind = instrument ?? 'prepare';
  return [
    JSON.stringify([kind, build, workload, n]),
    JSON.stringify([kind, build, workload]),
    JSON.stringify([kind]),
  ];
}

function isSame(a: Step, b: Step): boolean {
  return (
    a.instrument === b.instrument && a.build === b.build && a.workload === b.workload && a.n === b.n
  );
}
