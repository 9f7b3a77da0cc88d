/** A seeded source of random numbers: the analysis must give the same answer twice. */

/** Uniform numbers in [0, 1). Mulberry32 (Tommy Ettinger, public domain): 32 bits of state, ample for resampling. */
export type RandomSource = () => number;

/** Makes a source from a seed; the same seed gives the same sequence on every machine. */
export function createRandomSource(seed: number): RandomSource {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A standard normal number (Box and Muller, 1958). */
export function drawNormal(random: RandomSource): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return radius * Math.cos(2 * Math.PI * random());
}
