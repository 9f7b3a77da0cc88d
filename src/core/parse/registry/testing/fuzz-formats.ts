import type { HeapSnapshot } from '../../../model/heap';
import { parseFile } from '../parse-file';
import { findDefect } from './find-defect';
import { mutateBytes, seedRandom } from './mutate-bytes';

/** Longest time that a damaged file may take; the sound ones take milliseconds. */
const SLOW_MS = 10_000;

/** A sound file to start from, decompressed. */
export interface FuzzSample {
  name: string;
  bytes: Uint8Array;
}

/** What went wrong with one damaged file; `seed` and `iteration` give it again. */
export interface FuzzFinding {
  sample: string;
  seed: number;
  iteration: number;
  problem: string;
  bytes: Uint8Array;
}

/** How a run ended. */
export interface FuzzOutcome {
  iterations: number;
  /** Damaged files that could still be read. */
  read: number;
  slowestMs: number;
  slowest: string;
  findings: FuzzFinding[];
}

/** Reads damaged files until the iterations or the seconds are over. Each must give a sound profile or a failure, in bounded time. */
export function fuzzFormats(
  samples: readonly FuzzSample[],
  {
    seed,
    iterations,
    seconds,
    onCase,
    onSnapshot,
  }: {
    seed: number;
    iterations: number;
    seconds: number;
    /** Hears of each file before it is read. */
    onCase?: (iteration: number) => void;
    /** Asks a heap snapshot that could be read; what it throws is a finding. */
    onSnapshot?: (snapshot: HeapSnapshot) => void;
  },
): FuzzOutcome {
  const outcome: FuzzOutcome = { iterations: 0, read: 0, slowestMs: 0, slowest: '', findings: [] };
  const context = { pid: 1, tid: 1, threadName: 'main', processName: '', ownFolders: [] };
  const until = Date.now() + seconds * 1000;
  while (outcome.iterations < iterations && Date.now() < until) {
    const iteration = outcome.iterations++;
    onCase?.(iteration);
    const sample = samples[iteration % samples.length]!;
    const bytes = mutateBytes(sample.bytes, seedRandom(seed + iteration));
    const from = Date.now();
    let problem: string | null = null;
    try {
      const parsed = parseFile(bytes, context);
      if (parsed.ok) {
        outcome.read++;
        const { content } = parsed.value;
        problem = findDefect(content);
        if (problem === null && content.kind === 'heap-snapshot') onSnapshot?.(content.snapshot);
      } else if (parsed.failure.message === '' || parsed.failure.remedy === '') {
        problem = 'a failure says nothing';
      }
    } catch (error) {
      problem = error instanceof Error ? (error.stack ?? error.message) : String(error);
    }
    const spent = Date.now() - from;
    if (spent > outcome.slowestMs) {
      outcome.slowestMs = spent;
      outcome.slowest = sample.name;
    }
    if (spent > SLOW_MS) problem ??= `it took ${spent} ms`;
    if (problem !== null) {
      outcome.findings.push({ sample: sample.name, seed, iteration, problem, bytes });
    }
  }
  return outcome;
}
