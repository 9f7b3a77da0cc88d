/** One more size, twice the largest, where those that were found by trying leave open how the times grow. */
import { fitNoisyGrowth } from '../../core/analyse/growth/fit-noisy-growth';
import type { ReadyBuild } from '../../core/model/ready-build';
import type { SizeRecord, TimeRun } from '../../core/model/recording';
import { trySize } from './probe-sizes';

/** A run of this length is made up to thirty times for each build, and by slower instruments besides; waits for a free processor come on top. */
const LONGEST_MS = 2000;
/** A run longer than this is not made over and over, whatever made it long. */
const LONGEST_TRY_MS = 5000;

/** What is looked at of a size. */
export type TimedSize = Pick<SizeRecord, 'n' | 'runs' | 'failure'>;

/**
 * The size to add, `timed` being one workload of each build with ascending sizes; null where the class is known, the next run would be long, or a build failed at
 * a size. Every build is run there once first: what fails at twice the size is no reason to fail.
 */
export async function findNextSize(
  builds: readonly ReadyBuild[],
  workload: string,
  timed: readonly { sizes: readonly TimedSize[] }[],
  signal: AbortSignal,
  longestMs = LONGEST_TRY_MS,
): Promise<number | null> {
  const n = proposeSize(timed.map(({ sizes }) => sizes));
  if (n === null || signal.aborted) return null;
  const { wallMs, failure } = await trySize(builds, workload, n, signal);
  return failure === null && wallMs <= longestMs ? n : null;
}

/** The same before it is tried: the largest size is left alone where its run, growing as it did last, would take too long at twice n. */
export function proposeSize(sizes: readonly (readonly TimedSize[])[]): number | null {
  if (sizes.flat().some(({ failure }) => failure !== null)) return null;
  if (sizes.every(isDecided)) return null;
  const expected = sizes.map((each) => {
    const [before, last] = [medianOf(each.at(-2)), medianOf(each.at(-1))];
    return before === null || last === null ? Infinity : last * Math.max(1, last / before);
  });
  const largest = sizes[0]?.at(-1)?.n;
  return largest === undefined || Math.max(...expected) > LONGEST_MS ? null : 2 * largest;
}

/** Whether the wall time or the CPU time of a build is of a known class. */
function isDecided(sizes: readonly TimedSize[]): boolean {
  return (['wallMs', 'cpuMs'] as const).some((metric) => {
    const fit = fitNoisyGrowth(
      sizes.map(({ n, runs }) => ({
        n,
        values: measured(runs).flatMap((run) => run[metric] ?? []),
      })),
    );
    return fit.class !== null && fit.confidence !== 'low';
  });
}

function medianOf(size: TimedSize | undefined): number | null {
  const walls = measured(size?.runs ?? [])
    .map(({ wallMs, cpuMs, runQueueMs }) => Math.max(cpuMs ?? 0, wallMs - (runQueueMs ?? 0)))
    .sort((a, b) => a - b);
  return walls[walls.length >> 1] ?? null;
}

function measured(runs: readonly TimeRun[]): TimeRun[] {
  return runs.filter(({ warmUp, exitCode }) => !warmUp && exitCode === 0);
}
