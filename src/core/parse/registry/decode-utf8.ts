/** UTF-8 without a decoder of the environment: core has none. */

const REPLACEMENT = 0xfffd;

/** Longest argument list handed to String.fromCharCode at once; engines allow about 65,000. */
const MOST_UNITS = 8192;

/** The text of bytes `from` up to, not including, `to`. What is no UTF-8 becomes U+FFFD; never throws. */
export function decodeUtf8(bytes: Uint8Array, from = 0, to = bytes.length): string {
  let ascii = from;
  while (ascii < to && bytes[ascii]! < 128) ascii++;
  if (ascii === to) return decodeAscii(bytes, from, to);
  let text = decodeAscii(bytes, from, ascii);
  let units: number[] = [];
  for (let at = ascii; at < to;) {
    const first = bytes[at]!;
    const size = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    const code = size === 1 ? first : readSequence(bytes, at, size, to);
    at += code < 0 ? 1 : size;
    if (code > 0xffff) {
      units.push(0xd800 + ((code - 0x10000) >> 10), 0xdc00 + ((code - 0x10000) & 0x3ff));
    } else units.push(code < 0 ? REPLACEMENT : code);
    if (units.length >= MOST_UNITS) {
      text += String.fromCharCode(...units);
      units = [];
    }
  }
  return text + String.fromCharCode(...units);
}

/** The text of bytes that are known to be ASCII. */
export function decodeAscii(bytes: Uint8Array, from: number, to: number): string {
  if (to - from <= MOST_UNITS) return fromUnits(bytes.subarray(from, to));
  let text = '';
  for (let at = from; at < to; at += MOST_UNITS) {
    text += fromUnits(bytes.subarray(at, Math.min(to, at + MOST_UNITS)));
  }
  return text;
}

function fromUnits(units: Uint8Array): string {
  // The list of arguments may be any array-like; its type says number[] only.
  return String.fromCharCode.apply(null, units as unknown as number[]);
}

/** Code point of a sequence of 2 to 4 bytes; -1 where it is none: cut, overlong, a surrogate or beyond U+10FFFF. */
function readSequence(bytes: Uint8Array, from: number, size: number, to: number): number {
  const first = bytes[from]!;
  if (first < 0xc2 || first > 0xf4 || from + size > to) return -1;
  let code = first & (0xff >> (size + 1));
  for (let at = from + 1; at < from + size; at++) {
    const byte = bytes[at]!;
    if ((byte & 0xc0) !== 0x80) return -1;
    code = (code << 6) | (byte & 0x3f);
  }
  const least = size === 2 ? 0x80 : size === 3 ? 0x800 : 0x10000;
  return code < least || code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? -1 : code;
}
