/** The profile behind a flame graph, with what is said of it beside the picture. */
import type { LoadedSize } from '../../model/loaded';
import type { Profile } from '../../model/profile';
import type { FlameAnswer, FlameMetric } from '../../model/view-answers';
import { columnOf, isIdle, threadKey } from '../tree/call-tree';

/** Name of the value column that each metric draws. */
export const FLAME_COLUMNS: Record<FlameMetric, string> = {
  cpu: 'cpu',
  allocated: 'allocated',
  syncs: 'syncs',
  waiting: 'waiting',
};

/** One build's profile of one metric at one size. */
export interface FlameSource extends SampleFacts {
  profile: Profile;
  column: number;
  size: LoadedSize;
  /** Cost that one sample stands for; 0 for exact counts. */
  quantum: number;
}

interface SampleFacts {
  /** Samples in which something ran. */
  samples: number;
  /** Their cost, and that of the others. */
  cost: number;
  idle: number;
  threads: FlameAnswer['threads'];
}

/** By profile and column: counting a million samples for each zoom would cost more than the zoom. */
const facts = new WeakMap<Profile, Map<number, SampleFacts>>();

/** Null where the pass was not made or has no such values. */
export function findFlameSource(metric: FlameMetric, size: LoadedSize | null): FlameSource | null {
  if (size === null) return null;
  const { cpu, alloc: allocated, syncStacks: syncs, waits: waiting = null } = size;
  const profile = { cpu, allocated, syncs, waiting }[metric];
  if (profile === null) return null;
  const column = columnOf(profile, FLAME_COLUMNS[metric]);
  if (column < 0) return null;
  const known = factsOf(profile, column);
  const isExact = metric === 'syncs' || metric === 'waiting';
  const quantum = isExact || known.samples === 0 ? 0 : known.cost / known.samples;
  return { ...known, profile, column, size, quantum };
}

function factsOf(profile: Profile, column: number): SampleFacts {
  const columns = facts.get(profile) ?? new Map<number, SampleFacts>();
  facts.set(profile, columns);
  const known = columns.get(column) ?? countSamples(profile, column);
  columns.set(column, known);
  return known;
}

function countSamples(profile: Profile, column: number): SampleFacts {
  const counted: SampleFacts = { samples: 0, cost: 0, idle: 0, threads: [] };
  const processes = new Set(profile.threads.map((thread) => thread.pid)).size;
  for (const thread of profile.threads) {
    const { stack, values, length } = thread.samples;
    const value = values[column]!;
    let total = 0;
    for (let row = 0; row < length; row += 1) {
      if (isIdle(profile, stack[row]!)) {
        counted.idle += value[row]!;
        continue;
      }
      counted.samples += 1;
      total += value[row]!;
    }
    counted.cost += total;
    const label =
      processes > 1 ? `${thread.processName} ${thread.pid}: ${thread.name}` : thread.name;
    counted.threads.push({ key: threadKey(thread), label, total });
  }
  return counted;
}
