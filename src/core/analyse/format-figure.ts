/** Figures in sentences: short, with units, the same everywhere. */

/** A count or ratio in at most three significant digits, or with thousands separated by commas. */
export function formatCount(value: number): string {
  if (!Number.isFinite(value)) return 'unknown';
  const size = Math.abs(value);
  if (size >= 100 || Number.isInteger(value)) {
    return String(Math.round(value)).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  }
  if (size >= 10) return trimZeros(value.toFixed(1));
  if (size >= 1) return trimZeros(value.toFixed(2));
  return size === 0 ? '0' : trimZeros(value.toPrecision(2));
}

/** A time given in milliseconds, in µs, ms or s. */
export function formatMs(ms: number): string {
  const size = Math.abs(ms);
  if (size >= 1000) return `${formatCount(ms / 1000)} s`;
  if (size >= 1 || size === 0) return `${formatCount(ms)} ms`;
  return `${formatCount(ms * 1000)} µs`;
}

/** A share of 0 to 1 in per cent. */
export function formatShare(share: number): string {
  return `${formatCount(Math.round(share * 1000) / 10)} %`;
}

/** A number of times in words: once, twice, 3.5 times; a figure within 5 % of a small whole number is that number. */
export function formatTimes(times: number): string {
  const whole = Math.round(times);
  const near = whole > 0 && Math.abs(times - whole) < 0.05 ? whole : times;
  if (near === 1) return 'once';
  return near === 2 ? 'twice' : `${formatCount(Math.round(near * 100) / 100)} times`;
}

function trimZeros(text: string): string {
  if (text.includes('e')) return text;
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
