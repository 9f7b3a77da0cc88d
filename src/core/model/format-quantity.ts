/**
 * Numbers for people: every one with its unit, three significant digits, thousands separated by a comma.
 * Used by the window, the report and the command line alike, so that a figure reads the same everywhere.
 */
import type { GrowthFit } from './answers';
import type { Bytes, Interval95, Milliseconds } from './units';

/** Shown where nothing was measured. */
export const NOT_MEASURED = '–';

/** Units that evidence and headlines are given in; see Evidence.unit. */
export type QuantityUnit =
  | 'ms'
  | 'ms/op'
  | 'bytes'
  | 'bytes/op'
  | 'calls/op'
  | 'syncs/op'
  | 'ratio'
  | 'exponent'
  | 'share'
  | 'count'
  | 'line';

interface Step {
  /** Smallest magnitude that is written in this unit. */
  from: number;
  factor: number;
  unit: string;
}

const TIME_STEPS: readonly Step[] = [
  { from: 60_000, factor: 60_000, unit: 'min' },
  { from: 1000, factor: 1000, unit: 's' },
  { from: 1, factor: 1, unit: 'ms' },
  { from: 0.001, factor: 0.001, unit: 'µs' },
  { from: 0, factor: 0.000001, unit: 'ns' },
];

// Bytes are exact up to 9,999: page and buffer sizes such as 4,096 B must stay recognisable.
const BYTE_STEPS: readonly Step[] = [
  { from: 1e12, factor: 1e12, unit: 'TB' },
  { from: 1e9, factor: 1e9, unit: 'GB' },
  { from: 1e6, factor: 1e6, unit: 'MB' },
  { from: 1e4, factor: 1e3, unit: 'kB' },
  { from: 0, factor: 1, unit: 'B' },
];

function stepFor(value: number, steps: readonly Step[]): Step {
  const magnitude = Math.abs(value);
  // 0.9996 ms would be rounded to "1000 µs": the bound is where three digits round up.
  return steps.find((step) => magnitude >= step.from * 0.9995) ?? steps[steps.length - 1]!;
}

function groupThousands(digits: string): string {
  const [whole = '', fraction] = digits.split('.');
  // Most numbers are short, and a report holds ten thousand of them.
  if (whole.length < 4) return digits;
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** A plain number with `digits` significant digits, never in exponent form below 10¹⁵; whole numbers of that many digits or more stay whole. */
export function formatNumber(value: number, digits = 3): string {
  if (Number.isNaN(value)) return NOT_MEASURED;
  if (value === Infinity) return '∞';
  if (value === -Infinity) return '−∞';
  const sign = value < 0 ? '−' : '';
  const magnitude = Math.abs(value);
  if (magnitude === 0) return '0';
  if (magnitude >= 1e15) return `${sign}${magnitude.toExponential(digits - 1)}`;
  // Rounded first: 0.9996 has three digits as 1.00, not as 1.000.
  const order = Math.floor(Math.log10(Number(magnitude.toPrecision(digits))));
  const decimals = Math.min(Math.max(digits - 1 - order, 0), 12);
  return sign + groupThousands(magnitude.toFixed(decimals));
}

function withoutTrailingZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

function formatStepped(value: number, steps: readonly Step[]): string {
  if (!Number.isFinite(value)) return formatNumber(value);
  if (value === 0) return `0 ${steps === BYTE_STEPS ? 'B' : 'ms'}`;
  const step = stepFor(value, steps);
  const scaled = value / step.factor;
  const text =
    step.unit === 'B' && Math.abs(scaled) >= 100
      ? formatNumber(Math.round(scaled), 1)
      : formatNumber(scaled);
  return `${step.unit === 'B' ? withoutTrailingZeros(text) : text} ${step.unit}`;
}

/** A time span in the unit that suits it: `412 ms`, `5.90 µs`, `1.25 s`, `2.10 min`. */
export function formatTime(ms: Milliseconds): string {
  return formatStepped(ms, TIME_STEPS);
}

/** A size with decimal units: `4,096 B`, `16.4 MB`. */
export function formatBytes(bytes: Bytes): string {
  return formatStepped(bytes, BYTE_STEPS);
}

/** A count: whole numbers in full (`412,003`), others with three significant digits (`0.02`, `1.5`). */
export function formatCount(count: number): string {
  if (!Number.isFinite(count)) return formatNumber(count);
  if (Number.isInteger(count)) return formatNumber(count, 1);
  return withoutTrailingZeros(formatNumber(count));
}

/** A figure per operation: always two decimals from 0.01 up, so that 1.00 and 0.02 line up in a column. */
export function formatPerOperation(value: number): string {
  if (!Number.isFinite(value) || value === 0) return formatNumber(value);
  const magnitude = Math.abs(value);
  if (magnitude >= 100) return formatNumber(value);
  if (magnitude < 0.01) return formatNumber(value, 1);
  return (value < 0 ? '−' : '') + magnitude.toFixed(2);
}

/** Candidate over reference: `70.2×`, `20,171×`, `0.83×`. */
export function formatRatio(ratio: number): string {
  return Number.isNaN(ratio) ? NOT_MEASURED : `${formatRatioNumber(ratio)}×`;
}

function formatRatioNumber(ratio: number): string {
  const magnitude = Math.abs(ratio);
  if (magnitude >= 10_000) return formatNumber(Math.round(ratio), 5);
  if (magnitude >= 100) return formatNumber(Math.round(ratio), 3);
  if (magnitude >= 0.095) return formatNumber(ratio, magnitude < 1 ? 2 : 3);
  return formatNumber(ratio, 2);
}

/** A share given as 0 to 1, in per cent: `61.2 %`, `100 %`, `<0.1 %`. */
export function formatShare(share: number): string {
  if (Number.isNaN(share)) return NOT_MEASURED;
  const percent = share * 100;
  if (percent === 0) return '0 %';
  if (Math.abs(percent) < 0.1) return percent > 0 ? '<0.1 %' : '>−0.1 %';
  if (percent > 99.9 && percent < 100) return '>99.9 %';
  const sign = percent < 0 ? '−' : '';
  const text = Math.abs(percent).toFixed(1);
  return `${sign}${groupThousands(text === '100.0' ? '100' : text)} %`;
}

/** A value in a named unit, as findings give them. An unknown unit is written behind the number. */
export function formatQuantity(value: number, unit: string): string {
  switch (unit) {
    case 'ms':
    case 'ms/op':
      return formatTime(value);
    case 'bytes':
    case 'bytes/op':
      return formatBytes(value);
    case 'calls/op':
    case 'syncs/op':
      return formatPerOperation(value);
    case 'ratio':
      return formatRatio(value);
    case 'exponent':
      return `n^${formatPower(value)}`;
    case 'share':
      return formatShare(value);
    case 'count':
      return formatCount(value);
    case 'line':
      return value > 0 ? `line ${formatCount(value)}` : NOT_MEASURED;
    default:
      return `${formatCount(value)} ${unit}`;
  }
}

/** The bare exponent of a power of n, with two decimals: `1.02`. */
export function formatPower(exponent: number): string {
  if (!Number.isFinite(exponent)) return formatNumber(exponent);
  return exponent
    .toFixed(2)
    .replace(/^-0\.00$/, '0.00')
    .replace('-', '−');
}

/** A difference with its sign: `+1.20 ms`, `−4,096 B`, `0 ms`. */
export function formatDifference(value: number, unit: string): string {
  const text = formatQuantity(value, unit);
  return value > 0 && Number.isFinite(value) ? `+${text}` : text;
}

/**
 * The 95 % interval around a value, short enough to stand behind it, in the value's own unit:
 * `±3.1` where it is symmetric to a fifth, else `[66, 73]`.
 */
export function formatSpread(value: number, interval: Interval95, unit: string): string {
  const [lo, hi] = interval;
  if (!Number.isFinite(lo) || !Number.isFinite(hi)) return '';
  const factor = unitFactor(value, unit);
  const below = value - lo;
  const above = hi - value;
  const half = (hi - lo) / 2;
  if (half === 0) return '±0';
  if (Math.abs(above - below) <= half * 0.4) return `±${formatNumber(half / factor, 2)}`;
  return formatInterval(interval, factor);
}

/** Bounds in brackets, both divided by `factor`. Three significant digits, or as many as tell them apart. */
export function formatInterval(interval: Interval95, factor = 1): string {
  const [lo, hi] = [interval[0] / factor, interval[1] / factor];
  for (const digits of [3, 4, 5]) {
    const text: [string, string] = [formatNumber(lo, digits), formatNumber(hi, digits)];
    if (text[0] !== text[1] || lo === hi) return `[${text[0]}, ${text[1]}]`;
  }
  return `[${formatNumber(lo, 6)}, ${formatNumber(hi, 6)}]`;
}

/** What a value of this unit is divided by when it is written. */
function unitFactor(value: number, unit: string): number {
  if (value === 0) return 1;
  if (unit === 'ms' || unit === 'ms/op') return stepFor(value, TIME_STEPS).factor;
  if (unit === 'bytes' || unit === 'bytes/op') return stepFor(value, BYTE_STEPS).factor;
  return unit === 'share' ? 0.01 : 1;
}

/** The exponent with its interval: `1.02 [1.00, 1.04]`. */
export function formatExponent(fit: Pick<GrowthFit, 'exponent' | 'ci95'>): string {
  return `${formatPower(fit.exponent)} [${formatPower(fit.ci95[0])}, ${formatPower(fit.ci95[1])}]`;
}

/** A waiting time for people: `12 s`, `2 min 5 s`, `1 h 3 min`. */
export function formatWait(ms: Milliseconds): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60)
    return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  const rest = minutes % 60;
  return rest === 0 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 60)} h ${rest} min`;
}
