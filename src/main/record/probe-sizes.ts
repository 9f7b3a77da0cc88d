/** Sizes for a workload that names none: doubled until the work is seen beside the start of the process. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FailureError, type Failure } from '../../core/model/failure';
import type { LaunchPlan } from '../../core/model/launch';
import type { ReadyBuild } from '../../core/model/ready-build';
import { describeExit } from '../capture/capture-pass';
import { launchTarget } from '../launch/launch-target';

/** The first size tried; a loop of eight shows nothing and costs nothing. */
const FIRST = 8;
/** Beyond four million a program that ignores n takes no longer, and one that keeps n things runs out of memory. */
const LAST = 2 ** 22;
/** A run shows its work when it takes this many times as long as the shortest, and at least this long. */
const SEEN_FACTOR = 5;
const SEEN_MS = 400;
/** A run longer than this is not made over and over; the size before it is the largest. */
const LONG_MS = 5000;
/** Time for all tries of a workload. */
const BUDGET_MS = 30_000;
/** Sizes that are measured: a class needs three, a knee six. */
const SIZES = 6;

/**
 * Tries sizes with nothing attached, every build in turn, and gives six of them a factor of two apart, the largest being one at which
 * the work outweighs the start. Throws FailureError where a build fails at the first size already.
 */
export async function probeSizes(
  builds: readonly ReadyBuild[],
  workload: string,
  signal: AbortSignal,
): Promise<number[]> {
  const startedAt = performance.now();
  let shortestMs = Infinity;
  let largest: number | null = null;
  for (let n = FIRST; n <= LAST;) {
    const tried = await trySize(builds, workload, n, signal);
    if (tried.failure !== null) {
      if (largest === null || tried.failure.kind === 'interrupted') {
        throw new FailureError(tried.failure);
      }
      break;
    }
    if (largest !== null && tried.wallMs > LONG_MS) break;
    largest = n;
    shortestMs = Math.min(shortestMs, tried.wallMs);
    if (tried.wallMs >= Math.max(SEEN_MS, SEEN_FACTOR * shortestMs)) break;
    if (performance.now() - startedAt > BUDGET_MS) break;
    // Where nothing is seen yet, doubling would only take longer.
    n *= tried.wallMs < 1.2 * shortestMs ? 4 : 2;
  }
  return spreadSizes(largest ?? FIRST);
}

/** Six sizes up to the largest, each half of the next; fewer where halves are below one. */
export function spreadSizes(largest: number): number[] {
  return Array.from({ length: SIZES }, (_, index) => largest / 2 ** (SIZES - 1 - index)).filter(
    (n) => n >= 1,
  );
}

/** Runs every build once at a size, with nothing attached: the longest of them, or why one failed. */
export async function trySize(
  builds: readonly ReadyBuild[],
  workload: string,
  n: number,
  signal: AbortSignal,
): Promise<{ wallMs: number; failure: Failure | null }> {
  let wallMs = 0;
  for (const build of builds) {
    const data = await mkdtemp(join(tmpdir(), 'touchstone-sizes-'));
    try {
      const plans = [build.planData(workload, n, data), build.planRun(workload, n, data)];
      for (const plan of plans) {
        if (plan === null) continue;
        const exit = await launchTarget(limitTime(plan), signal);
        const failure = describeExit(plan, exit);
        if (failure !== null) return { wallMs, failure };
        wallMs = Math.max(wallMs, exit.wallMs);
      }
    } finally {
      await rm(data, { recursive: true, force: true });
    }
  }
  return { wallMs, failure: null };
}

function limitTime(plan: LaunchPlan): LaunchPlan {
  return { ...plan, timeoutMs: Math.min(plan.timeoutMs, 4 * LONG_MS) };
}
