/** Blocks of one round size in an allocation profile, by the function that asked for them. */
import type { Profile } from '../../model/profile';
import type { FrameKey } from '../../model/view-answers';
import { columnOf } from '../tree/call-tree';
import { FRAME_KINDS } from '../../model/profile';
import { THRESHOLDS } from './thresholds';

const { blocks: bounds } = THRESHOLDS;
const PAGE = 4096;
/** What allocators and run times put before a block. */
const HEADER_BYTES = 64;

/** See above. */
export interface FixedBlock {
  key: FrameKey;
  /** The round size. */
  bytes: number;
  /** In the whole run. */
  count: number;
}

/** Sums blocks by function and round size; empty where the profile counts no objects. */
export function findFixedBlocks(profile: Profile): FixedBlock[] {
  const bytesColumn = columnOf(profile, 'allocated');
  const countColumn = columnOf(profile, 'objects');
  if (bytesColumn < 0 || countColumn < 0) return [];
  const blocks = new Map<string, FixedBlock>();
  for (const { samples } of profile.threads) {
    const bytes = samples.values[bytesColumn];
    const counts = samples.values[countColumn];
    if (bytes === undefined || counts === undefined) continue;
    for (let row = 0; row < samples.length; row += 1) {
      const count = counts[row]!;
      if (!(count > 0)) continue;
      const size = roundSize(bytes[row]! / count);
      if (size === null) continue;
      const key = ownerOf(profile, samples.stack[row]!);
      if (key === null) continue;
      const text = `${size}\u0000${key.function}\u0000${key.file ?? ''}\u0000${key.line}`;
      const block = blocks.get(text);
      if (block === undefined) blocks.set(text, { key, bytes: size, count });
      else block.count += count;
    }
  }
  return [...blocks.values()];
}

/** The round size that a mean stands for: a power of two or whole pages; null for any other. */
export function roundSize(mean: number): number | null {
  if (mean < bounds.bytes * (1 - bounds.roundness)) return null;
  const power = 2 ** Math.round(Math.log2(mean));
  const pages = Math.max(1, Math.round(mean / PAGE)) * PAGE;
  for (const size of [power, pages]) {
    // Of many pages a per cent is a page: there the mean has to be as near as a header.
    const slack = size <= 4 * PAGE ? Math.max(bounds.roundness * size, HEADER_BYTES) : HEADER_BYTES;
    if (Math.abs(mean - size) <= slack) return size;
  }
  return null;
}

const OWN = FRAME_KINDS.indexOf('own');
const LIBRARY = FRAME_KINDS.indexOf('library');

/** The innermost function of the project's own or of a package; null where there is none. */
function ownerOf({ frames, stacks }: Profile, stack: number): FrameKey | null {
  for (let at = stack; at >= 0; at = stacks.parent[at]!) {
    const frame = stacks.frame[at]!;
    const kind = frames.kind[frame];
    if (kind === OWN || kind === LIBRARY) {
      return {
        function: frames.name[frame]!,
        file: frames.file[frame]!,
        line: frames.line[frame]!,
      };
    }
  }
  return null;
}
