/** Decodes the bytes of a JSON string without its quotes: escapes and UTF-8. */

const REPLACEMENT = 0xfffd;

const ESCAPES: Readonly<Record<number, number>> = { 98: 8, 102: 12, 110: 10, 114: 13, 116: 9 };

/** The text, at most `limit` UTF-16 units; what is no UTF-8 or no escape becomes U+FFFD. */
export function decodeJsonText(bytes: Uint8Array, limit = Infinity): string {
  const units: number[] = [];
  let text = '';
  let at = 0;
  let length = 0;
  while (at < bytes.length && length < limit) {
    const byte = bytes[at]!;
    let code = byte;
    if (byte === 92) {
      const escape = bytes[at + 1] ?? 0;
      code = escape === 117 ? readHex(bytes, at + 2) : (ESCAPES[escape] ?? escape);
      at += escape === 117 ? 6 : 2;
    } else if (byte < 128) {
      at++;
    } else {
      const size = utf8Size(byte);
      const decoded = readUtf8(bytes, at, size);
      code = decoded ?? REPLACEMENT;
      at += decoded === null ? 1 : size;
    }
    if (code > 0xffff) {
      units.push(0xd800 + ((code - 0x10000) >> 10), 0xdc00 + ((code - 0x10000) & 0x3ff));
      length += 2;
    } else {
      units.push(code);
      length++;
    }
    if (units.length >= 4096) {
      text += String.fromCharCode(...units);
      units.length = 0;
    }
  }
  text += String.fromCharCode(...units);
  return text.length > limit ? text.slice(0, limit) : text;
}

function readHex(bytes: Uint8Array, from: number): number {
  let code = 0;
  for (let at = from; at < from + 4; at++) {
    const byte = bytes[at] ?? 0;
    const lower = byte | 32;
    const digit =
      byte >= 48 && byte <= 57 ? byte - 48 : lower >= 97 && lower <= 102 ? lower - 87 : -1;
    if (digit < 0) return REPLACEMENT;
    code = code * 16 + digit;
  }
  return code;
}

function utf8Size(first: number): number {
  if (first >= 0xf0) return 4;
  return first >= 0xe0 ? 3 : 2;
}

function readUtf8(bytes: Uint8Array, from: number, size: number): number | null {
  const first = bytes[from]!;
  if (first < 0xc2 || first > 0xf4) return null;
  let code = first & (0xff >> (size + 1));
  for (let at = from + 1; at < from + size; at++) {
    const byte = bytes[at] ?? 0;
    if ((byte & 0xc0) !== 0x80) return null;
    code = (code << 6) | (byte & 0x3f);
  }
  return code;
}
