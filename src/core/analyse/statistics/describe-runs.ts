/** What a reader of a median has to know of its runs: too few, drifting, warming up, disturbed. In sentences. */
import { median } from 'simple-statistics';
import type { TimeRun } from '../../model/recording';
import { formatCount, formatMs, formatShare } from '../format-figure';
import { countWarmUpRuns, findDrift, findOutliers } from './judge-runs';
import { halfWidth, NARROW } from './plan-rounds';

/** A run far from the others, with what most likely made it so. */
export interface Outlier {
  /** 1-based number of the measured run. */
  run: number;
  wallMs: number;
  /** A clause such as `it waited 80 ms for a free processor`. */
  cause: string;
}

/** Share of the wall time spent ready to run but without a processor, from which on it is told. */
const QUEUE_SHARE = 0.1;
/** Part of a run's excess that has to be found in one place for that to be its likely cause. */
const EXPLAINED = 0.5;
/** More outliers than this are not listed one by one. */
const MOST_OUTLIERS = 3;

/** Time that a run held no processor although it was ready to; at most what is left of the wall beside the CPU time. */
export function queueMsOf(run: TimeRun): number | null {
  if (run.runQueueMs == null) return null;
  // Threads wait side by side, so their sum may exceed the wall.
  const idle = run.cpuMs === null ? run.wallMs : Math.max(0, run.wallMs - run.cpuMs);
  return Math.min(Math.max(0, run.runQueueMs), idle);
}

/** Outliers of measured runs, in the order in which they ran, each with its likely cause. */
export function nameOutliers(runs: readonly TimeRun[]): Outlier[] {
  const walls = runs.map(({ wallMs }) => wallMs);
  const typical = {
    wall: median(walls.length === 0 ? [0] : walls),
    cpu: medianOf(runs.map(({ cpuMs }) => cpuMs)),
    queue: medianOf(runs.map((run) => queueMsOf(run))),
  };
  return findOutliers(walls).map((index) => ({
    run: index + 1,
    wallMs: walls[index]!,
    cause: causeOf(runs[index]!, index, typical),
  }));
}

interface Typical {
  wall: number;
  cpu: number | null;
  queue: number | null;
}

function causeOf(run: TimeRun, index: number, typical: Typical): string {
  const excess = run.wallMs - typical.wall;
  if (excess < 0) return 'it was faster than the others';
  const queue = queueMsOf(run);
  const queued = queue === null || typical.queue === null ? 0 : queue - typical.queue;
  if (queued >= EXPLAINED * excess) return `it waited ${formatMs(queued)} for a free processor`;
  if (index === 0) return 'it was the first, with cold caches';
  const worked = run.cpuMs === null || typical.cpu === null ? 0 : run.cpuMs - typical.cpu;
  if (worked >= EXPLAINED * excess) {
    return `it used ${formatMs(worked)} more CPU time: a garbage collection, a slower clock or a shared core`;
  }
  if (run.cpuMs === null) return 'its CPU time is not known';
  return 'it waited longer for the disk, the network or a lock';
}

function medianOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : median(known);
}

/** Sentences on the measured runs of one build at one size; empty where there is nothing to warn of. `who` names both. */
export function describeRuns(runs: readonly TimeRun[], who: string): string[] {
  const walls = runs.map(({ wallMs }) => wallMs);
  if (walls.length === 0) return [];
  const notes: string[] = [];
  const width = halfWidth(walls);
  if (walls.length >= 2 && width > NARROW) {
    notes.push(
      `${who}: ${walls.length} runs, and the interval of the median is still ±${formatShare(width)}.`,
    );
  }
  const warmUp = countWarmUpRuns(walls);
  if (warmUp > 0) {
    notes.push(
      `${who}: the first ${warmUp === 1 ? 'run was' : `${warmUp} runs were`} slower than the later ones: it was still warming up.`,
    );
  }
  const drift = findDrift(walls);
  if (drift !== null) {
    notes.push(
      `${who}: the runs ${drift.change > 0 ? 'rose' : 'fell'} by ${formatShare(Math.abs(drift.change))} from the first third to the last: the machine or the data changed under way.`,
    );
  }
  const outliers = nameOutliers(runs);
  for (const { run, wallMs, cause } of outliers.slice(0, MOST_OUTLIERS)) {
    // A first run that is slow has been told as warm-up.
    if (run <= warmUp) continue;
    notes.push(`${who}: run ${formatCount(run)} took ${formatMs(wallMs)}; ${cause}.`);
  }
  if (outliers.length > MOST_OUTLIERS) {
    notes.push(`${who}: ${outliers.length - MOST_OUTLIERS} more runs stand out.`);
  }
  const queues = runs.flatMap((run) => queueMsOf(run) ?? []);
  const queue = queues.length === 0 ? 0 : median(queues);
  if (queue > QUEUE_SHARE * median(walls)) {
    notes.push(
      `${who}: a run waited ${formatMs(queue)} of ${formatMs(median(walls))} for a free processor; the machine was busy.`,
    );
  }
  return notes;
}
