/**
 * Watches what else the machine does before and while times are measured, by the system's own counters. Nothing here is
 * guessed from the times themselves: a warning always holds the number that was read.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { formatNumber, formatShare } from '../../core/model/format-quantity';
import type { MachineWarning } from '../../core/model/instrument';
import type { Milliseconds } from '../../core/model/units';

/** Counters of the whole machine at one moment; times are sums over all processors. */
export interface MachineCounters {
  atMs: Milliseconds;
  processors: number;
  busyMs: Milliseconds;
  /** CPU time of Touchstone itself. */
  ownMs: Milliseconds;
  /** Taken by other guests of the same host; null where the system does not say. */
  stolenMs: Milliseconds | null;
  /** Time in which some process waited for a processor (pressure stall information); null where unknown. */
  stalledMs: Milliseconds | null;
  /** Times that a processor was slowed down because of heat; null where unknown. */
  throttles: number | null;
}

/** What a target took of the machine in one run. */
export interface TargetCost {
  wallMs: Milliseconds;
  cpuMs: Milliseconds | null;
  runQueueMs?: Milliseconds | null;
}

/** Sums over all stretches that were watched. */
export interface WatchedTime {
  elapsedMs: Milliseconds;
  processors: number;
  /** Busy time that was neither the targets' nor Touchstone's own. */
  othersMs: Milliseconds;
  stolenMs: Milliseconds | null;
  stalledMs: Milliseconds | null;
  throttles: number | null;
  targetWallMs: Milliseconds;
  targetCpuMs: Milliseconds;
  targetWaitedMs: Milliseconds;
}

/** The kernel's tick in /proc/stat: USER_HZ is 100 on every platform that Node runs on. */
const TICK_MS = 10;

/** Before a run: long enough for 10 ms ticks to show a tenth of a processor. */
const LOOK_MS = 250;

/** A tenth of the machine: below it two recordings of one build differed no more than on an idle one. */
const BUSY_SHARE = 0.1;
const STOLEN_SHARE = 0.01;
const WAITED_SHARE = 0.05;

/** Shorter stretches hold too few ticks to say anything. */
const SHORTEST_WATCH_MS = 100;

/** Reads the counters; `root` stands before /proc and /sys in tests. */
export function readMachineCounters(root = '/'): MachineCounters {
  let busyMs = 0;
  const processors = cpus();
  for (const { times } of processors) busyMs += times.user + times.nice + times.sys + times.irq;
  const { user, system } = process.cpuUsage();
  return {
    atMs: performance.now(),
    processors: processors.length,
    busyMs,
    ownMs: (user + system) / 1000,
    stolenMs: readStolen(root),
    stalledMs: readStalled(root),
    throttles: readThrottles(root),
  };
}

/** Looks for a moment at what runs before anything of ours does. */
export async function lookAtMachine(signal: AbortSignal, root = '/'): Promise<MachineWarning[]> {
  const before = readMachineCounters(root);
  await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
  const watched = sumWatched(null, before, readMachineCounters(root), []);
  return [...describeBusy(watched, 'before'), ...describeClock(root), ...describeBattery(root)];
}

/** Watches stretches of a run and says at its end what disturbed it. */
export class MachineWatch {
  readonly #root: string;
  #sum: WatchedTime | null = null;

  constructor(root = '/') {
    this.#root = root;
  }

  /** Runs an action that starts targets and gives what they cost, null where that is not known; only this time is watched. */
  async during(action: () => Promise<readonly TargetCost[] | null>): Promise<void> {
    const before = readMachineCounters(this.#root);
    const costs = await action();
    if (costs === null) return;
    this.#sum = sumWatched(this.#sum, before, readMachineCounters(this.#root), costs);
  }

  /** What disturbed the run; `pinned` where targets had to share one processor. */
  warnings(pinned: boolean): MachineWarning[] {
    return this.#sum === null ? [] : describeWatched(this.#sum, pinned);
  }
}

/** Adds the stretch between two readings to the sum. */
export function sumWatched(
  sum: WatchedTime | null,
  before: MachineCounters,
  after: MachineCounters,
  costs: readonly TargetCost[],
): WatchedTime {
  const difference = (name: 'stolenMs' | 'stalledMs' | 'throttles'): number | null => {
    const [first, last] = [before[name], after[name]];
    return first === null || last === null ? null : Math.max(last - first, 0);
  };
  const add = (known: number | null | undefined, more: number | null): number | null =>
    more === null ? (known ?? null) : (known ?? 0) + more;
  const targetCpuMs = costs.reduce((all, each) => all + (each.cpuMs ?? 0), 0);
  const known = costs.every(({ cpuMs }) => cpuMs !== null);
  const ownMs = after.ownMs - before.ownMs;
  const others = after.busyMs - before.busyMs - targetCpuMs - ownMs;
  return {
    // Where a target's own CPU time is unknown the stretch says nothing of others.
    elapsedMs: (sum?.elapsedMs ?? 0) + (known ? after.atMs - before.atMs : 0),
    processors: after.processors,
    othersMs: (sum?.othersMs ?? 0) + (known ? Math.max(others, 0) : 0),
    stolenMs: add(sum?.stolenMs, difference('stolenMs')),
    stalledMs: add(sum?.stalledMs, difference('stalledMs')),
    throttles: add(sum?.throttles, difference('throttles')),
    targetWallMs: (sum?.targetWallMs ?? 0) + costs.reduce((all, each) => all + each.wallMs, 0),
    targetCpuMs: (sum?.targetCpuMs ?? 0) + targetCpuMs,
    targetWaitedMs:
      (sum?.targetWaitedMs ?? 0) + costs.reduce((all, each) => all + (each.runQueueMs ?? 0), 0),
  };
}

/** What the sums of a run say. */
export function describeWatched(watched: WatchedTime, pinned: boolean): MachineWarning[] {
  const warnings = describeBusy(watched, 'during');
  const { elapsedMs, processors, targetWallMs, targetWaitedMs, targetCpuMs } = watched;
  const waited = targetWallMs > 0 ? targetWaitedMs / targetWallMs : 0;
  // A target with more busy threads than processors waits for itself.
  const room = pinned ? 1 : processors;
  if (waited > WAITED_SHARE && targetCpuMs < 0.75 * room * targetWallMs + 1) {
    warnings.push({
      id: 'waited',
      text: `While they were timed, threads of the builds were ready to run but had no processor for ${formatShare(waited)} of the wall time${pinned ? ' (pinned to one processor, where they also wait for each other)' : ''}.`,
      value: waited,
      unit: 'share',
      when: 'during',
    });
  }
  const capacityMs = elapsedMs * processors;
  const stolen = watched.stolenMs === null || capacityMs === 0 ? 0 : watched.stolenMs / capacityMs;
  if (stolen > STOLEN_SHARE) {
    warnings.push({
      id: 'stolen',
      text: `The host gave ${formatShare(stolen)} of this virtual machine's processor time to other guests.`,
      value: stolen,
      unit: 'share',
      when: 'during',
    });
  }
  if (watched.throttles !== null && watched.throttles > 0) {
    warnings.push({
      id: 'throttled',
      text: `Processors were slowed down because of heat ${formatNumber(watched.throttles)} ${watched.throttles === 1 ? 'time' : 'times'} during the run.`,
      value: watched.throttles,
      unit: 'count',
      when: 'during',
    });
  }
  return warnings;
}

function describeBusy(
  { elapsedMs, processors, othersMs, stalledMs }: WatchedTime,
  when: MachineWarning['when'],
): MachineWarning[] {
  if (elapsedMs < SHORTEST_WATCH_MS) return [];
  // Ticks of 10 ms may come to more than there is in a short stretch.
  const used = Math.min(othersMs / elapsedMs, processors);
  if (used / processors <= BUSY_SHARE) return [];
  const aside: string[] = [];
  // Windows has no load average and says 0.
  if (when === 'before' && process.platform !== 'win32') {
    aside.push(`load average ${formatNumber(loadavg()[0] ?? 0)}`);
  }
  if (stalledMs !== null) {
    aside.push(`CPU pressure ${formatShare(Math.min(stalledMs / elapsedMs, 1))}`);
  }
  const lead =
    when === 'before'
      ? 'The machine was busy before the run: other programs used'
      : 'While builds were timed, other programs used';
  return [
    {
      id: 'busy',
      text: `${lead} ${formatNumber(used, 2)} of ${processors} processors${aside.length === 0 ? '' : ` (${aside.join(', ')})`}.`,
      value: used,
      unit: 'processors',
      when,
    },
  ];
}

/** A fixed low clock; drivers that choose the clock themselves call their normal mode powersave too. */
function describeClock(root: string): MachineWarning[] {
  const folder = join(root, 'sys/devices/system/cpu/cpu0/cpufreq');
  const read = (name: string): string => readText(join(folder, name))?.trim() ?? '';
  const self = /^(intel_pstate|amd-pstate-epp|amd_pstate_epp)$/.test(read('scaling_driver'));
  const saving = self
    ? read('energy_performance_preference') === 'power'
    : read('scaling_governor') === 'powersave';
  if (!saving) return [];
  const [now, most] = [Number(read('scaling_cur_freq')), Number(read('cpuinfo_max_freq'))];
  const clock =
    now > 0 && most > 0 ? ` at ${formatNumber(now / 1e6)} of ${formatNumber(most / 1e6)} GHz` : '';
  return [
    {
      id: 'governor',
      text: `The processor is set to save power${clock}: ${self ? 'energy preference "power"' : 'governor "powersave"'}. sudo cpupower frequency-set -g performance changes it.`,
      value: now > 0 && most > 0 ? now / most : 0,
      unit: 'share',
      when: 'before',
    },
  ];
}

function describeBattery(root: string): MachineWarning[] {
  const folder = join(root, 'sys/class/power_supply');
  for (const name of listNames(folder)) {
    const read = (file: string): string => readText(join(folder, name, file))?.trim() ?? '';
    // Mice and keyboards have batteries too; only those of the machine itself are of scope "System" or of none.
    if (read('type') !== 'Battery' || read('scope') === 'Device') continue;
    if (read('status') !== 'Discharging') continue;
    const charge = Number(read('capacity')) / 100;
    return [
      {
        id: 'battery',
        text: `The machine runs on its battery (${formatShare(charge)} left), on which processors are often slowed down.`,
        value: charge,
        unit: 'share',
        when: 'before',
      },
    ];
  }
  return [];
}

function readStolen(root: string): Milliseconds | null {
  const match = /^cpu +(?:\d+ ){7}(\d+)/m.exec(readText(join(root, 'proc/stat')) ?? '');
  return match === null ? null : Number(match[1]) * TICK_MS;
}

function readStalled(root: string): Milliseconds | null {
  const text = readText(join(root, 'proc/pressure/cpu')) ?? '';
  const match = /^some .*total=(\d+)/m.exec(text);
  return match === null ? null : Number(match[1]) / 1000;
}

function readThrottles(root: string): number | null {
  const folder = join(root, 'sys/devices/system/cpu');
  let sum: number | null = null;
  for (const name of listNames(folder)) {
    if (!/^cpu\d+$/.test(name)) continue;
    const count = readText(join(folder, name, 'thermal_throttle/core_throttle_count'));
    if (count !== null) sum = (sum ?? 0) + Number(count);
  }
  return sum;
}

function listNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return null;
  }
}
