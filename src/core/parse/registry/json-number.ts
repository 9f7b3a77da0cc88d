/** Numbers of JSON, read from bytes without a text between. */

/** Powers of ten that a double holds exactly. */
const POWERS = Float64Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));

/** Digits of a whole number that a double holds exactly. */
const EXACT_DIGITS = 15;

/** A number and the place behind it. One object is reused, since files hold millions. */
export interface NumberAt {
  value: number;
  /** -1 where there is no number. */
  end: number;
}

/** True for the first byte of a JSON number. */
export function startsNumber(byte: number): boolean {
  return (byte >= 48 && byte <= 57) || byte === 45;
}

/** Reads the number at `from` into `into`; correctly rounded, as by JSON.parse. */
export function readNumber(bytes: Uint8Array, from: number, into: NumberAt): void {
  let at = from;
  const negative = bytes[at] === 45;
  if (negative) at++;
  const firstDigit = at;
  let mantissa = 0;
  let digits = 0;
  let byte = bytes[at]!;
  while (byte >= 48 && byte <= 57) {
    mantissa = mantissa * 10 + (byte - 48);
    if (mantissa !== 0) digits++;
    byte = bytes[++at]!;
  }
  if (at === firstDigit) {
    into.end = -1;
    return;
  }
  let scale = 0;
  if (byte === 46) {
    const firstFraction = ++at;
    byte = bytes[at]!;
    while (byte >= 48 && byte <= 57) {
      mantissa = mantissa * 10 + (byte - 48);
      if (mantissa !== 0) digits++;
      scale++;
      byte = bytes[++at]!;
    }
    if (at === firstFraction) {
      into.end = -1;
      return;
    }
  }
  const exponential = byte === 101 || byte === 69;
  if (exponential) {
    byte = bytes[++at]!;
    if (byte === 43 || byte === 45) byte = bytes[++at]!;
    const firstExponent = at;
    while (byte >= 48 && byte <= 57) byte = bytes[++at]!;
    if (at === firstExponent) {
      into.end = -1;
      return;
    }
  }
  into.end = at;
  if (!exponential && digits <= EXACT_DIGITS && scale < POWERS.length) {
    // Both are exact, so one division rounds once (Clinger's fast path).
    const value = scale === 0 ? mantissa : mantissa / POWERS[scale]!;
    into.value = negative ? -value : value;
    return;
  }
  let text = '';
  for (let place = from; place < at; place++) text += String.fromCharCode(bytes[place]!);
  into.value = Number(text);
}

/** Numbers from a place up to their list's end, by how many the first bytes hold, and a little more. */
export function guessNumberCount(bytes: Uint8Array, from: number): number {
  const end = bytes.indexOf(93, from);
  const length = (end < 0 ? bytes.length : end) - from;
  const looked = Math.min(length, 1 << 16);
  let commas = 1;
  for (let at = from; at < from + looked; at++) if (bytes[at] === 44) commas++;
  return looked === 0 ? 0 : Math.ceil((length / looked) * commas * 1.02);
}
