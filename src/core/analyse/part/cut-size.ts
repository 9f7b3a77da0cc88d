/**
 * One size of one build, cut to a share of its run. Each pass is an execution with a clock and a length of its own: what is the
 * same in all of them is the share of the run that has passed.
 */
import type { LoadedSize } from '../../model/loaded';
import type { Profile } from '../../model/profile';
import { SYNC_CALLS, type SyscallTrace } from '../../model/syscalls';
import type { PartOfBuild, PartPass } from '../../model/view-answers';
import { cutProfile, hasTimes, type Stretch } from './cut-profile';
import { cutTrace, endOfTrace } from './cut-trace';

/** Part of a run as fractions of it, 0 to 1. */
export interface RunShare {
  from: number;
  to: number;
}

/** A cut size, and which of its passes could not be cut. */
export interface CutSize {
  size: LoadedSize;
  whole: PartOfBuild['whole'];
}

/** Where share 0 lies on a pass's own clock, and how long its run is, in milliseconds. */
export interface PassClock {
  startMs: number;
  lengthMs: number;
}

/** Passes whose rows are samples. */
export type SampledPass = Exclude<PartPass, 'syscalls'>;

/** Length of the run that a part is chosen in: of the timeline, else of the first pass that knows its own; null where none does. */
export function lengthOfRun(size: LoadedSize): number | null {
  const { timeline, cpu, waits } = size;
  const lengths = [
    timeline?.durationMs,
    cpu === null ? null : lengthOf(cpu),
    waits == null ? null : lengthOf(waits),
    size.syscalls === null ? null : lengthOfTrace(size, size.syscalls),
  ];
  return lengths.find((length): length is number => length != null && length > 0) ?? null;
}

/** Cuts all passes that have times. */
export function cutSize(size: LoadedSize, share: RunShare): CutSize {
  const whole: PartOfBuild['whole'] = [];
  const cut = (pass: PartPass, profile: Profile | null, clock: PassClock | null) => {
    if (profile === null) return null;
    if (!hasTimes(profile)) {
      whole.push({ pass, why: 'it is recorded without times' });
      return profile;
    }
    if (clock === null) {
      whole.push({ pass, why: 'without a syscalls pass its syncs cannot be placed in the run' });
      return profile;
    }
    return cutProfile(profile, stretchOf(clock, share));
  };
  const { syscalls } = size;
  return {
    size: {
      ...size,
      cpu: cut('cpu', size.cpu, clockOf(size, 'cpu')),
      alloc: cut('alloc', size.alloc, clockOf(size, 'alloc')),
      syncStacks: cut('stacks', size.syncStacks, clockOf(size, 'stacks')),
      waits: cut('waits', size.waits ?? null, clockOf(size, 'waits')),
      syscalls:
        syscalls === null
          ? null
          : cutTrace(
              syscalls,
              stretchOf({ startMs: 0, lengthMs: lengthOfTrace(size, syscalls) }, share),
            ),
    },
    whole,
  };
}

/** The clock of a pass that samples; null where the pass was not made, or cannot be placed in the run. */
export function clockOf(size: LoadedSize, pass: SampledPass): PassClock | null {
  if (pass === 'stacks') return clockOfSyncs(size);
  const profile = { cpu: size.cpu, alloc: size.alloc, waits: size.waits ?? null }[pass];
  return profile === null ? null : { startMs: 0, lengthMs: lengthOf(profile) };
}

/** The ends of a run belong to the part that reaches them, whatever the clocks say. */
function stretchOf({ startMs, lengthMs }: PassClock, { from, to }: RunShare): Stretch {
  return {
    fromMs: from <= 0 ? -Infinity : startMs + from * lengthMs,
    toMs: to >= 1 ? Infinity : startMs + to * lengthMs,
  };
}

/** From the profile's first moment to its last. */
function lengthOf(profile: Profile): number {
  let last = profile.durationMs ?? 0;
  for (const { samples } of profile.threads) {
    last = Math.max(last, samples.time?.[samples.length - 1] ?? 0);
  }
  return last;
}

/** Length of the run that was traced. A trace begins with the loading of the program; its end is the end of the run, which is later than the last call. */
export function lengthOfTrace({ record }: LoadedSize, trace: SyscallTrace): number {
  const pass = record.passes.find(({ ledger }) => ledger.instrument === 'syscalls');
  return Math.max(endOfTrace(trace), pass?.exit?.wallMs ?? 0);
}

/**
 * The record of syncs begins with the first sync, whenever that was. The trace of system calls saw the same syncs and when in the
 * run they were: its first and last give the clock.
 */
function clockOfSyncs(size: LoadedSize): PassClock | null {
  const { syncStacks, syscalls } = size;
  if (syncStacks === null || syscalls === null || !hasTimes(syncStacks)) return null;
  const { events } = syscalls;
  const isSync = syscalls.names.map((name) => (SYNC_CALLS as readonly string[]).includes(name));
  const seen = Array.from(events.name.subarray(0, events.length).keys()).filter(
    (row) => isSync[events.name[row]!] === true,
  );
  const moments = syncStacks.threads.flatMap(({ samples }) =>
    samples.length === 0 ? [] : [samples.time![0]!, samples.time![samples.length - 1]!],
  );
  if (seen.length === 0 || moments.length === 0) return null;
  const [first, last] = [Math.min(...moments), Math.max(...moments)];
  const length = lengthOfTrace(size, syscalls);
  const from = events.time[seen[0]!]! / length;
  const to = events.time[seen[seen.length - 1]!]! / length;
  // One sync, or several at one moment: it is placed where the trace has it, and any length serves.
  const lengthMs = to > from && last > first ? (last - first) / (to - from) : length;
  return { startMs: first - from * lengthMs, lengthMs };
}
