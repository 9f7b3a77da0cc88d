/** How many objects V8's samples of allocations stand for: the file has bytes alone. */
import { isObject, numberOr } from './read-json';

/** Samples of one node by their size as the file has it. */
export type SampleSizes = ReadonlyMap<number, number>;

/** Samples of each node, by its id. */
export function groupSamples(samples: unknown): Map<number, SampleSizes> {
  const groups = new Map<number, Map<number, number>>();
  if (!Array.isArray(samples)) return groups;
  for (const sample of samples) {
    if (!isObject(sample)) continue;
    const node = numberOr(sample['nodeId'], -1);
    const size = numberOr(sample['size'], 0);
    const sizes = groups.get(node) ?? new Map<number, number>();
    groups.set(node, sizes);
    sizes.set(size, (sizes.get(size) ?? 0) + 1);
  }
  return groups;
}

/** Smallest objects are 16 to 128 bytes, and a sample is half of its object's size above the interval. */
const MOST_ABOVE = 64;

/**
 * The interval in bytes of a file that does not state it, as V8's own are: `node --heap-prof` samples every 512 KiB, the inspector every
 * 32. V8 scales a sample of `size` to size / (1 − e^(−size / interval)), hardly more than the interval where the object is small; so the
 * smallest sample lies just above it. Null without samples.
 */
export function inferInterval(samples: unknown): number | null {
  if (!Array.isArray(samples)) return null;
  let smallest = Infinity;
  for (const sample of samples) {
    const size = isObject(sample) ? numberOr(sample['size'], 0) : 0;
    if (size > 0) smallest = Math.min(smallest, size);
  }
  if (smallest < 32 || smallest === Infinity) return null;
  const most = smallest - 8;
  const power = 2 ** Math.floor(Math.log2(most));
  for (const candidate of [power, most - (most % 1024), most - (most % 1000)]) {
    if (candidate > 0 && most - candidate <= MOST_ABOVE) return candidate;
  }
  // Large objects alone: at most this.
  return power;
}

/** Samples up to this share above the interval are of objects that are small beside it. */
const SMALL = 1.03;

/**
 * The same as estimateObjects where a node allocated small and large objects: one mean of both would take a list that grows among a million
 * small objects for a few thousand of middle size. The large ones are counted one size at a time and their bytes taken off first.
 */
export function estimateMixedObjects(bytes: number, sizes: SampleSizes, interval: number): number {
  let samples = 0;
  let small = 0;
  let large = 0;
  let left = bytes;
  for (const [size, count] of sizes) {
    samples += count;
    if (size < SMALL * interval) {
      small += count;
      continue;
    }
    const each = solveSize(size, interval);
    const scale = roundedScale(size, each, interval);
    const objects = Math.round(count / takenShare(size / scale, interval));
    large += objects;
    left -= (objects * size) / scale;
  }
  if (small === 0 || small === samples) return estimateObjects(bytes, samples, interval);
  // Rounding of the large ones may swallow what tells the small ones' size; then each sample has to tell its own.
  if (left > small * (interval + 4)) return large + estimateObjects(left, small, interval);
  let counted = large;
  for (const [size, count] of sizes) {
    if (size < SMALL * interval) counted += count * estimateObjects(size, 1, interval);
  }
  return counted;
}

/** Probability with which an object of `size` bytes is sampled. */
function takenShare(size: number, interval: number): number {
  return 1 - Math.exp(-size / interval);
}

/** By which whole number V8 multiplied an object's size to get `scaled`: the nearest that gives it back. */
function roundedScale(scaled: number, size: number, interval: number): number {
  const wanted = scaled / size;
  let best = wanted;
  for (let scale = Math.max(1, Math.floor(wanted) - 3); scale <= wanted + 4; scale++) {
    const exact = scaled / scale;
    if (exact % 8 !== 0 || Math.round(1 / takenShare(exact, interval)) !== scale) continue;
    if (best === wanted || Math.abs(scale - wanted) < Math.abs(best - wanted)) best = scale;
  }
  return best;
}

/** From here on the mean of a node's samples says the size better than the exact products do. */
const MANY_SAMPLES = 8;

/**
 * How many objects a node's bytes stand for. V8 takes an object of `size` with probability 1 − e^(−size / interval) and
 * scales the samples by its inverse, rounded to whole objects (v8/src/profiler/sampling-heap-profiler.cc, ScaleSample).
 * So bytes / samples = size / (1 − e^(−size / interval)), which is solved for the size; a node of several sizes gets their
 * mean weighted by bytes. With few samples rounding blurs this: there all sizes that give exactly these bytes are looked
 * for (multiples of 8), and the geometric mean of their counts is taken.
 */
export function estimateObjects(bytes: number, samples: number, interval: number): number {
  if (bytes <= 0) return 0;
  if (samples <= 0) return 1;
  if (samples < MANY_SAMPLES) {
    let logSum = 0;
    let fits = 0;
    for (let size = 16; size <= Math.min(bytes, interval * 4); size += 8) {
      const count = Math.round(samples / (1 - Math.exp(-size / interval)));
      if (size * count !== bytes) continue;
      logSum += Math.log(count);
      fits += 1;
    }
    if (fits > 0) return Math.exp(logSum / fits);
  }
  return bytes / solveSize(bytes / samples, interval);
}

/** Size of the objects whose samples are scaled to `mean` bytes on average. */
function solveSize(mean: number, interval: number): number {
  let low = 8;
  let high = Math.max(16, mean);
  // 40 halvings of at most 2^40 bytes leave less than a byte.
  for (let step = 0; step < 40; step += 1) {
    const size = (low + high) / 2;
    if (size / (1 - Math.exp(-size / interval)) < mean) low = size;
    else high = size;
  }
  return high;
}
