import { LineCache } from './line-cache';
import { decodeUtf8 } from './registry/decode-utf8';

/**
 * A text's lines without their ends, one at a time, so that no second copy of a large text is made. From bytes, the
 * text may be longer than the 536,870,888 characters that V8 gives a string.
 */
export function* splitLines(text: string | Uint8Array): Generator<string> {
  if (typeof text !== 'string') {
    yield* splitBytes(text);
    return;
  }
  let start = 0;
  while (start < text.length) {
    const end = text.indexOf('\n', start);
    const stop = end < 0 ? text.length : end;
    yield text.slice(start, stop > start && text.charCodeAt(stop - 1) === 13 ? stop - 1 : stop);
    start = stop + 1;
  }
}

function* splitBytes(bytes: Uint8Array): Generator<string> {
  const cache = new LineCache(bytes);
  // The same line gives the same string, decoded once and hashed once.
  const texts = new Array<string>(LineCache.size);
  for (let start = textStart(bytes); start < bytes.length;) {
    const end = lineEnd(bytes, start);
    const stop = withoutReturn(bytes, start, end);
    const place = cache.place(start, stop);
    if (place >= 0) yield texts[place]!;
    else {
      const text = decodeUtf8(bytes, start, stop);
      if (place < 0) texts[-1 - place] = text;
      yield text;
    }
    start = end + 1;
  }
}

/** Where a text begins: behind a byte order mark. */
export function textStart(bytes: Uint8Array): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}

/** Where the line feed of a line stands, or the text's end. */
export function lineEnd(bytes: Uint8Array, start: number): number {
  const end = bytes.indexOf(10, start);
  return end < 0 ? bytes.length : end;
}

/** End of a line's own letters: a carriage return belongs to its end. */
export function withoutReturn(bytes: Uint8Array, start: number, end: number): number {
  return end > start && bytes[end - 1] === 13 ? end - 1 : end;
}
