/** Ticks of a logarithmic axis: few, and at numbers that people know. */

/** Powers of ten inside the range; with fewer than two of them also 2 and 5 times those. */
export function chooseLogTicks(lo: number, hi: number): number[] {
  if (!(lo > 0) || !(hi >= lo)) return [];
  for (const steps of [[1], [1, 3], [1, 2, 5]]) {
    const ticks = inside(lo, hi, steps);
    if (ticks.length >= 2) return thin(ticks);
  }
  return [lo, hi];
}

function inside(lo: number, hi: number, steps: readonly number[]): number[] {
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(lo)); power <= Math.ceil(Math.log10(hi)); power++) {
    for (const step of steps) {
      const tick = Number(`${step}e${power}`);
      if (tick >= lo * 0.999 && tick <= hi * 1.001) ticks.push(tick);
    }
  }
  return ticks;
}

/** At most six ticks: every second or third of them otherwise. */
function thin(ticks: number[]): number[] {
  const every = Math.ceil(ticks.length / 6);
  return ticks.filter((_, i) => i % every === 0);
}
