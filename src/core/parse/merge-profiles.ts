import {
  NO_STACK,
  type CallCounts,
  type FrameTable,
  type LineTable,
  type Profile,
  type StackTable,
  type Thread,
} from '../model/profile';
import { FrameCollector, StackCollector } from './profile-builder';

/** Adds one table's frames to a collector, their kinds kept; gives the new index of each. */
function addFrames(collector: FrameCollector, frames: FrameTable): Int32Array {
  return Int32Array.from({ length: frames.length }, (_, index) =>
    collector.add(
      frames.name[index]!,
      frames.file[index]!,
      frames.line[index]!,
      frames.column[index]!,
      frames.kind[index],
    ),
  );
}

function addStacks(collector: StackCollector, stacks: StackTable, frames: Int32Array): Int32Array {
  const moved = new Int32Array(stacks.length);
  for (let index = 0; index < stacks.length; index += 1) {
    const parent = stacks.parent[index]!;
    moved[index] = collector.add(
      frames[stacks.frame[index]!]!,
      parent === NO_STACK ? NO_STACK : moved[parent]!,
    );
  }
  return moved;
}

/**
 * One profile of all processes and threads of a run, lined up by their starts where the format has them. All must have
 * the same value types, those of the first; an empty list gives an empty profile.
 */
export function mergeProfiles(profiles: readonly Profile[]): Profile {
  const frames = new FrameCollector([]);
  const stacks = new StackCollector();
  const threads: Thread[] = [];
  const lines: { frame: number; line: number; value: number }[] = [];
  const notes = new Set<string>();
  const starts = profiles.flatMap((one) => (one.startMs === undefined ? [] : [one.startMs]));
  const zero = starts.reduce((least, start) => Math.min(least, start), Infinity);
  let end: number | null = null;
  for (const profile of profiles) {
    const movedFrames = addFrames(frames, profile.frames);
    const movedStacks = addStacks(stacks, profile.stacks, movedFrames);
    const shift = profile.startMs === undefined ? 0 : profile.startMs - zero;
    for (const thread of profile.threads) {
      const { samples } = thread;
      threads.push({
        ...thread,
        samples: {
          ...samples,
          stack: samples.stack.map((stack) =>
            stack === NO_STACK ? NO_STACK : movedStacks[stack]!,
          ),
          time: samples.time === null ? null : samples.time.map((time) => time + shift),
        },
      });
    }
    if (profile.durationMs !== null) end = Math.max(end ?? 0, shift + profile.durationMs);
    for (let row = 0; row < (profile.lines?.length ?? 0); row += 1) {
      lines.push({
        frame: movedFrames[profile.lines!.frame[row]!]!,
        line: profile.lines!.line[row]!,
        value: profile.lines!.value[row]!,
      });
    }
    for (const note of profile.notes) notes.add(note);
  }
  return {
    source: profiles[0]?.source ?? { format: 'none', tool: null },
    valueTypes: profiles[0]?.valueTypes ?? [],
    frames: frames.build(),
    stacks: stacks.build(),
    threads,
    lines: mergeLines(lines),
    durationMs: end,
    ...(starts.length === 0 ? {} : { startMs: zero }),
    notes: [...notes],
  };
}

function mergeLines(lines: { frame: number; line: number; value: number }[]): LineTable | null {
  if (lines.length === 0) return null;
  lines.sort((a, b) => a.frame - b.frame || a.line - b.line);
  const merged: typeof lines = [];
  for (const row of lines) {
    const last = merged.at(-1);
    if (last?.frame === row.frame && last.line === row.line) last.value += row.value;
    else merged.push({ ...row });
  }
  return {
    length: merged.length,
    frame: Int32Array.from(merged, (row) => row.frame),
    line: Int32Array.from(merged, (row) => row.line),
    value: Float64Array.from(merged, (row) => row.value),
  };
}

/** Calls of all processes and threads of a run, added up by function. */
export function mergeCallCounts(counts: readonly CallCounts[]): CallCounts {
  const frames = new FrameCollector([]);
  const calls: number[] = [];
  const notes = new Set<string>();
  for (const one of counts) {
    addFrames(frames, one.frames).forEach((frame, index) => {
      calls[frame] = (calls[frame] ?? 0) + one.calls[index]!;
    });
    for (const note of one.notes) notes.add(note);
  }
  const counted = counts.flatMap(({ instructions }) => instructions ?? []);
  return {
    frames: frames.build(),
    calls: Float64Array.from(calls),
    ...(counted.length > 0 ? { instructions: counted.reduce((sum, each) => sum + each, 0) } : {}),
    notes: [...notes],
  };
}
